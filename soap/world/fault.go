package world

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/soap"
)

// DropReply is the fault that lets a call have its effect and loses the reply, as
// a broken network does.
const DropReply = "drop-reply"

// MaxFaults is how many planned faults there can be at once.
const MaxFaults = 1000

// Fault is a disturbance that an operator plans.
type Fault struct {
	// System and Operation say whose calls are disturbed; an empty Operation
	// means every call of the system.
	System    string `json:"system"`
	Operation string `json:"operation,omitempty"`
	// Do is what happens: DropReply.
	Do string `json:"do"`
	// Times is how many calls it still happens to.
	Times int `json:"times"`
}

// faults are the planned faults, in the order in which they were planned.
type faults struct {
	planned atomic.Int64 // how many, so that a call without any takes no lock
	mu      sync.Mutex
	list    []Fault
}

// Faults returns what is planned, the earliest plan first.
func (w *World) Faults() []Fault {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	return slices.Clone(w.faults.list)
}

// AddFault plans a fault. Times zero means once.
func (w *World) AddFault(f Fault) error {
	if f.Times == 0 {
		f.Times = 1
	}
	if err := w.checkFault(f); err != nil {
		return err
	}
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	if len(w.faults.list) == MaxFaults {
		return refused(ErrInvalid, nil, "%d faults are planned already, which is the most: clear them first", MaxFaults)
	}
	w.faults.list = append(w.faults.list, f)
	w.faults.planned.Store(int64(len(w.faults.list)))
	return nil
}

// ClearFaults takes back everything that is planned.
func (w *World) ClearFaults() {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	w.faults.list = nil
	w.faults.planned.Store(0)
}

func (w *World) checkFault(f Fault) error {
	if f.Do != DropReply {
		return refused(ErrInvalid, nil, "fault: do is %q: there is only %q", f.Do, DropReply)
	}
	if f.Times < 1 {
		return refused(ErrInvalid, nil, "fault: times is %d: give a number from 1 on", f.Times)
	}
	s, err := w.current().find(f.System)
	if err != nil || f.Operation == "" {
		return err
	}
	known := map[string]bool{}
	for _, service := range s.Services() {
		for name := range service.Ops {
			known[name] = true
		}
	}
	if !known[f.Operation] {
		return refused(ErrUnknown, nil, "fault: %s has no operation %q: it has %s", f.System, f.Operation,
			strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	return nil
}

// lose says whether the answer of a call is to be thrown away, and counts it.
func (w *World) lose(call *soap.Call) bool {
	if w.options.Lose != nil && w.options.Lose(call) {
		return true
	}
	if w.faults.planned.Load() == 0 {
		return false
	}
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	for i := range w.faults.list {
		f := &w.faults.list[i]
		if f.System != call.Service.System || f.Operation != "" && f.Operation != call.Operation {
			continue
		}
		if f.Times--; f.Times == 0 {
			w.faults.list = slices.Delete(w.faults.list, i, i+1)
			w.faults.planned.Store(int64(len(w.faults.list)))
		}
		return true
	}
	return false
}

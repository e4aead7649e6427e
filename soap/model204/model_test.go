package model204_test

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The model is the algorithm written down once more, plainly: everything in memory, one step at a time, no store, no
// records. What it shares with the room is the reading of the pages, not the code.

const (
	modelSilence = 50 * time.Second
	modelUsers   = 2 // SESUMAX
	modelPublic  = 2
	modelPrivate = 4
	modelMax     = 100 // SESMAXTO
	modelDefault = 30  // SESDEFTO
)

type modelThread struct {
	user string
	used time.Time
	open *modelSession
	wait *modelTicket
	gone bool
}

func (th *modelThread) mayOwn(owner string) bool {
	return owner == "*" || owner == th.user || th.user == "SYSADM"
}

type modelSession struct {
	owner, id string
	timeout   int
	closed    time.Time
	by        *modelThread
	pending   bool
	queue     []*modelTicket
}

type modelTicket struct {
	th       *modelThread
	deletes  bool
	deadline time.Time
	result   string // "" while it waits
}

type model struct {
	now      time.Time
	threads  []*modelThread
	sessions []*modelSession
}

func (m *model) find(owner, id string) *modelSession {
	m.reap()
	for _, x := range m.sessions {
		if x.owner == owner && x.id == id {
			return x
		}
	}
	return nil
}

func (m *model) reap() {
	m.sessions = slices.DeleteFunc(m.sessions, func(x *modelSession) bool {
		return x.by == nil && !m.now.Before(x.closed.Add(time.Duration(x.timeout)*time.Second))
	})
}

func (m *model) count(meant func(*modelSession) bool) (n int) {
	m.reap()
	for _, x := range m.sessions {
		if meant(x) {
			n++
		}
	}
	return n
}

func (m *model) poolFull(owner string) bool {
	limit := modelPrivate
	if owner == "*" {
		limit = modelPublic
	}
	return m.count(func(x *modelSession) bool { return (x.owner == "*") == (owner == "*") }) >= limit
}

func (m *model) userFull(owner string) bool {
	return owner != "*" && m.count(func(x *modelSession) bool { return x.owner == owner }) >= modelUsers
}

func effective(t int) int {
	if t == -1 {
		t = modelDefault
	}
	return min(t, modelMax)
}

func (m *model) create(th *modelThread, id, owner string, timeout int, opens bool) string {
	switch {
	case !th.mayOwn(owner):
		return "NOTAUTH"
	case opens && th.open != nil:
		return "ALREADYOPEN"
	case m.find(owner, id) != nil:
		return "1"
	case m.poolFull(owner):
		return "2"
	case m.userFull(owner):
		return "3"
	}
	x := &modelSession{owner: owner, id: id, timeout: effective(timeout), closed: m.now}
	m.sessions = append(m.sessions, x)
	if opens {
		x.by, th.open = th, x
	}
	return "0"
}

// openOrDelete returns "" when the thread waits now.
func (m *model) openOrDelete(th *modelThread, deletes bool, id, owner string, wait int) string {
	x := m.find(owner, id)
	switch {
	case x == nil || !th.mayOwn(owner):
		return "1"
	case deletes && x.by == nil:
		m.destroy(x)
		return "0"
	case deletes && (x.by == th || wait == 0):
		x.pending = true
		return "2"
	case !deletes && th.open == x:
		return "2"
	case !deletes && th.open != nil:
		return "ALREADYOPEN"
	case !deletes && x.by == nil:
		x.by, th.open = th, x
		return "0"
	case wait == 0:
		return "2"
	}
	th.wait = &modelTicket{th: th, deletes: deletes, deadline: m.now.Add(time.Duration(wait) * time.Second)}
	x.queue = append(x.queue, th.wait)
	return ""
}

func (m *model) close(th *modelThread, id, owner string, timeout int, given bool) string {
	x := th.open
	if x == nil {
		return "-1"
	}
	if x.pending {
		m.leave(th)
		return "0"
	}
	id, owner = orElse(id, x.id), orElse(owner, x.owner)
	if owner != x.owner && !th.mayOwn(owner) {
		return "NOTAUTH"
	}
	if owner != x.owner || id != x.id {
		switch {
		case m.find(owner, id) != nil:
			return "1"
		case (owner == "*") != (x.owner == "*") && m.poolFull(owner):
			return "2"
		case owner != x.owner && m.userFull(owner):
			return "3"
		}
		for _, t := range x.queue {
			if !t.deletes {
				m.answer(t, "1")
			}
		}
		x.queue = slices.DeleteFunc(x.queue, func(t *modelTicket) bool { return !t.deletes })
		x.owner, x.id = owner, id
	}
	if given {
		x.timeout = effective(timeout)
	}
	m.leave(th)
	return "0"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (m *model) answer(t *modelTicket, result string) {
	t.result, t.th.wait, t.th.used = result, nil, m.now
}

// destroy takes a session away from everyone.
func (m *model) destroy(x *modelSession) {
	m.sessions = slices.DeleteFunc(m.sessions, func(y *modelSession) bool { return y == x })
	for _, t := range x.queue {
		if t.deletes {
			m.answer(t, "0")
		} else {
			m.answer(t, "1")
		}
	}
	x.queue = nil
}

// leave closes the session of a thread, now.
func (m *model) leave(th *modelThread) {
	x := th.open
	if x == nil {
		return
	}
	th.open, x.by, x.closed = nil, nil, m.now
	switch {
	case x.pending:
		m.destroy(x)
	case len(x.queue) > 0 && x.queue[0].deletes:
		m.destroy(x)
	case len(x.queue) > 0:
		t := x.queue[0]
		x.queue = x.queue[1:]
		x.by, t.th.open = t.th, x
		m.answer(t, "0")
	}
}

func (m *model) end(th *modelThread) {
	th.gone = true
	m.leave(th)
}

// giveUp is a client that goes away.
func (m *model) giveUp(th *modelThread) {
	t := th.wait
	for _, x := range m.sessions {
		x.queue = slices.DeleteFunc(x.queue, func(u *modelTicket) bool { return u == t })
	}
	m.answer(t, "gone")
}

// advance lets everything happen at its own instant: silent threads end before tickets of the same instant lapse.
func (m *model) advance(to time.Time) {
	for {
		at, event := m.next()
		if event == nil || at.After(to) {
			m.now = to
			return
		}
		m.now = at
		event()
	}
}

// next is what happens next if nobody does anything, and when.
func (m *model) next() (at time.Time, event func()) {
	for _, th := range m.threads {
		if silent := th.used.Add(modelSilence); !th.gone && th.wait == nil && (event == nil || silent.Before(at)) {
			at, event = silent, func() { m.end(th) }
		}
	}
	for _, x := range m.sessions {
		for _, t := range x.queue {
			if event == nil || t.deadline.Before(at) {
				at, event = t.deadline, func() { m.lapse(x, t) }
			}
		}
	}
	return at, event
}

func (m *model) lapse(x *modelSession, t *modelTicket) {
	x.queue = slices.DeleteFunc(x.queue, func(u *modelTicket) bool { return u == t })
	x.pending = x.pending || t.deletes
	m.answer(t, "2")
}

// list is who owns what, as a privileged user sees it, sorted.
func (m *model) list() string {
	m.reap()
	var all []string
	for _, x := range m.sessions {
		state := "closed"
		if x.by != nil {
			state = "open"
		}
		all = append(all, x.owner+"/"+x.id+" "+strconv.Itoa(x.timeout)+" "+state)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

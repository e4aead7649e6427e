package salesforce

import (
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// usage counts the API requests of an organisation in a day of UTC. It is kept in memory: after a restart of this process
// it begins anew, which is a choice.
type usage struct {
	mu       sync.Mutex
	day      time.Time
	requests int64
}

// use counts a request of a session, whichever API it is for, and says how many there have been and whether it is to be
// refused as one too many.
func (r *Room) use(v *visit, call *soap.Call) (used int64, over bool) {
	used = v.org.usage.count(call.Now)
	over = used > int64(r.config.RequestLimit) && r.config.Choices.OverRequestLimit == requestsRefuse
	if over {
		call.Decided("overRequestLimit")
	}
	return used, over
}

// count counts a request and returns how many there have been, this one included.
func (u *usage) count(now time.Time) int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	if day := now.UTC().Truncate(24 * time.Hour); !day.Equal(u.day) {
		u.day, u.requests = day, 0
	}
	u.requests++
	return u.requests
}

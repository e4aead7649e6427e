package salesforce

import (
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// usage counts the API requests of each organisation in a day of UTC. It is kept in memory: after a restart of this
// process it begins anew, which is a choice.
type usage struct {
	mu   sync.Mutex
	orgs map[string]*dayCount
}

type dayCount struct {
	day   time.Time
	count int64
}

// use counts a request of a session, whichever API it is for, and says how many there have been and whether it is to be
// refused as one too many.
func (r *Room) use(v *visit, call *soap.Call) (used int64, over bool) {
	used = r.usage.count(v.org.ID, call.Now)
	return used, used > int64(r.config.RequestLimit) && r.config.Choices.OverRequestLimit == requestsRefuse
}

// count counts a request and returns how many there have been, this one included.
func (u *usage) count(org string, now time.Time) int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	day := now.UTC().Truncate(24 * time.Hour)
	if u.orgs == nil {
		u.orgs = map[string]*dayCount{}
	}
	of := u.orgs[org]
	if of == nil || !of.day.Equal(day) {
		of = &dayCount{day: day}
		u.orgs[org] = of
	}
	of.count++
	return of.count
}

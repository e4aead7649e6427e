package salesforce

import (
	"sync"
	"time"
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

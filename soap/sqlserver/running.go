package sqlserver

import "sync"

// running counts the requests in each session, in memory: a session in which a batch runs is not idle, however long
// the batch takes ([MS-SSNWS] 3.1.5), and one that was ended stays until its last batch is done (Books Online,
// ms175084).
type running struct {
	mu       sync.Mutex
	sessions map[string]*presence
}

// presence is what is known of one session. It is kept only while somebody is there.
type presence struct {
	asking  int  // requests whose right to the session is being looked at; they do not count as activity
	active  int  // requests in the session
	ending  bool // it was ended: nobody else may enter
	deleted bool // its record is gone
	swept   bool // its time is up: the sweep deletes it now
}

// stay is the place of one request that has asked for a session. Whoever gets one defers its done. Until the
// request has gone, nobody else makes another presence for the session.
type stay struct {
	running  *running
	id       string
	presence *presence
	asking   bool
}

// ask announces a request that names a session, so that the sweep does not take it meanwhile. busy says whether
// others are active in it. It is refused where the session is ending or being swept; then there is nothing to be done.
func (r *running) ask(id string) (place stay, busy, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.sessions[id]
	if p == nil {
		p = &presence{}
		r.sessions[id] = p
	}
	if p.ending || p.swept {
		return stay{}, false, false
	}
	p.asking++
	return stay{running: r, id: id, presence: p, asking: true}, p.active > 0, true
}

// enter makes the request active, until exit; not when the session was ended meanwhile.
func (s *stay) enter() bool {
	s.running.mu.Lock()
	defer s.running.mu.Unlock()
	p := s.presence
	if p.ending {
		return false
	}
	s.asking = false
	p.asking--
	p.active++
	return true
}

// done takes back what ask announced, unless the request has entered or it was done before.
func (s *stay) done() {
	if !s.asking {
		return
	}
	s.asking = false
	s.running.mu.Lock()
	defer s.running.mu.Unlock()
	s.presence.asking--
	s.forget()
}

// end lets nobody enter from now on. alone says whether the one who ends it is the only one in it.
func (s *stay) end() (alone bool) {
	s.running.mu.Lock()
	defer s.running.mu.Unlock()
	s.presence.ending = true
	return s.presence.active == 1
}

// reopen takes back what end did, where the store could not keep it.
func (s *stay) reopen() {
	s.running.mu.Lock()
	defer s.running.mu.Unlock()
	s.presence.ending = false
}

// gone says that the record was deleted.
func (s *stay) gone() {
	s.running.mu.Lock()
	defer s.running.mu.Unlock()
	s.presence.deleted = true
}

// over says whether the session was ended: when it was last used no longer matters.
func (s *stay) over() bool {
	s.running.mu.Lock()
	defer s.running.mu.Unlock()
	return s.presence.ending
}

// exit ends the activity of a request that has entered. delete says whether it was the last in a session that was ended,
// whose record is still there.
func (s *stay) exit() (delete bool) {
	s.running.mu.Lock()
	defer s.running.mu.Unlock()
	p := s.presence
	p.active--
	s.forget()
	return p.active == 0 && p.ending && !p.deleted
}

// forget drops a session in which nobody is. The caller has the lock.
func (s *stay) forget() {
	if p := s.presence; p.asking == 0 && p.active == 0 {
		delete(s.running.sessions, s.id)
	}
}

// trySweep takes a session for the sweep, unless somebody is there.
func (r *running) trySweep(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.sessions[id]
	if p != nil {
		return p.swept
	}
	r.sessions[id] = &presence{swept: true}
	return true
}

// swept ends what trySweep began.
func (r *running) swept(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, id)
}

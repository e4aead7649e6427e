package roomtest

// Done is what updates did, with an element for each of them.
type Done struct {
	Put     [][]string // the kinds of the records that it put
	Deleted []int      // how many records it deleted
	Written []int      // put and deleted
	Looked  []int      // at how many records it looked in the order of their making, or of their ends
}

// Count has Done tell what updates do from now on.
func (s *Store) Count() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = &Done{}
}

// Done is what the updates did since Count, or since it was last asked.
func (s *Store) Done() Done {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := *s.done
	s.done = &Done{}
	return done
}

// work is what one transaction does.
type work struct {
	put             []string
	deleted, looked int
}

func (s *Store) note(w work) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.done; d != nil {
		d.Put, d.Deleted = append(d.Put, w.put), append(d.Deleted, w.deleted)
		d.Written, d.Looked = append(d.Written, len(w.put)+w.deleted), append(d.Looked, w.looked)
	}
}

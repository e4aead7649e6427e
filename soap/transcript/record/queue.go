package record

import "sync"

// queue does in order, and after the fact, what nobody has to wait for. Its goroutine runs only while there is something
// to do.
type queue struct {
	most   int64     // how much may wait, in bytes
	failed func(any) // takes what a task panicked with

	mu      sync.Mutex
	changed *sync.Cond
	clock   int // counts beginnings and ends
	tasks   []task
	size    int64 // of what waits and of what is being done
	running bool
}

type task struct {
	size  int64
	place int
	do    func(place int)
}

// tick gives out the next place in the order of all.
func (q *queue) tick() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.clock++
	return q.clock
}

// add has something done after all that was added before, with its place in the order of all. It takes its place at once;
// then it waits while too much is to be done.
func (q *queue) add(size int64, do func(place int)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.clock++
	q.tasks = append(q.tasks, task{size, q.clock, do})
	q.size += size
	if !q.running {
		q.running = true
		go q.run()
	}
	for q.running && q.size > max(q.most, size) {
		q.cond().Wait()
	}
}

// wait waits until there is nothing to do.
func (q *queue) wait() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.running {
		q.cond().Wait()
	}
}

// cond is made with the first who waits. The lock is held.
func (q *queue) cond() *sync.Cond {
	if q.changed == nil {
		q.changed = sync.NewCond(&q.mu)
	}
	return q.changed
}

func (q *queue) run() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.tasks) > 0 {
		next := q.tasks[0]
		q.tasks[0] = task{} // whose bodies are let go
		q.tasks = q.tasks[1:]
		q.mu.Unlock()
		q.one(next)
		q.mu.Lock()
		q.size -= next.size
		q.cond().Broadcast()
	}
	q.running = false
	q.cond().Broadcast()
}

// one does one task. A fault of ours must not end the program that it runs beside.
func (q *queue) one(t task) {
	defer func() {
		if what := recover(); what != nil {
			q.failed(what)
		}
	}()
	t.do(t.place)
}

package batch

import (
	"context"
	"errors"
	"slices"
)

// Executor runs batches. Any number of goroutines may use one at once.
type Executor struct {
	config Config
	canned []preparedBatch
}

// New returns an executor, or says what is wrong with the configuration.
func New(cfg Config) (*Executor, error) {
	canned, err := prepare(&cfg)
	if err != nil {
		return nil, err
	}
	cfg.Databases = slices.Clone(cfg.Databases)
	return &Executor{cfg, canned}, nil
}

// Execute runs a batch in the session of env and returns what it gives, in order. What goes wrong in the batch
// itself is a Message among the items, not an error: an error means that the batch was cut short because env.Wait
// came back with it. The items, the changes of env.Session and of the parameters up to then stay.
//
// Parameters are local variables of the batch, named as in the request, without "@". The Value of one
// whose Direction is InputOutput is changed in place. Names are expected to be different.
func (e *Executor) Execute(ctx context.Context, env *Env, text string, parameters []Parameter) ([]Item, error) {
	if items, found := e.lookUp(text); found {
		return items, nil
	}
	if text == "" && len(parameters) == 0 && !env.Session.Transaction.Open() {
		return nil, nil // nothing to run, as in most requests that only keep a session
	}
	m := machine{config: &e.config, env: env, variables: make(map[string]typed)}
	statements, wrong := parse(text, parameters)
	for _, w := range wrong {
		if m.say(w); m.full > 0 {
			m.items = m.items[:len(m.items)-1]
			m.say(outOfMemory(m.full).message)
			break
		}
	}
	for _, p := range parameters {
		m.variables[foldVariable("@"+p.Name)] = typed{Type: p.Type, Value: p.Value, nullable: true}
	}
	err := m.run(ctx, statements)
	m.endTransaction()
	for i := range parameters {
		if p := &parameters[i]; p.Direction == InputOutput {
			m.output(p)
		}
	}
	return m.items, err
}

// machine runs one batch.
type machine struct {
	config    *Config
	env       *Env
	variables map[string]typed // by folded name
	items     []Item
	size      int // of the items, as they will be written
	full      int // the line in which they became too many, 0 while they are not
	work      int // size of all the values made
	lastError int // @@ERROR
	rowCount  int64
}

// errStop is how RETURN ends a batch.
var errStop = errors.New("batch: return")

func (m *machine) run(ctx context.Context, statements []statement) error {
	for _, s := range statements {
		err := s.run(ctx, m)
		var f *failure
		switch {
		case err == nil:
			m.lastError = 0
		case errors.As(err, &f):
			m.lastError = f.message.Number
			m.rowCount = 0
			m.say(f.message)
			if f.abort {
				return nil
			}
		case errors.Is(err, errStop):
			return nil
		default:
			return err
		}
		if m.full > 0 {
			m.say(outOfMemory(m.full).message)
			return nil
		}
	}
	return nil
}

func (m *machine) say(w Message) {
	w.Server, w.Source = m.config.Server, m.config.Source
	m.put(w, w.LineNumber)
}

// endTransaction rolls back what a batch left open in a session that did not ask for boundaries of transactions.
func (m *machine) endTransaction() {
	if s := m.env.Session; s.Transaction.Open() && !s.Notify.Transaction {
		s.Transaction = Transaction{}
		m.say(leftOpen(1).message)
	}
}

// boundary reports what happened to the transaction, if the session asked for it.
func (m *machine) boundary(b Boundary, line int) {
	if s := m.env.Session; s.Notify.Transaction {
		m.put(TransactionChange{s.Transaction.Descriptor, b}, line)
	}
}

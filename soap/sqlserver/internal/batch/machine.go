package batch

import (
	"context"
	"errors"
	"slices"
)

// Limits of ours, in bytes, beyond which a batch is told that memory is short.
const (
	maxLOB    = 16 << 20 // of a value
	maxResult = 64 << 20 // of the result, about as it will be written
	maxWork   = 1 << 30  // of the values made on the way

	columnSize = 512 // of a column's place in a schema and a row
)

// interpreter is the executor that New returns.
type interpreter struct {
	config Config
	canned []preparedBatch
}

// New returns an executor, or says what is wrong with the configuration.
func New(cfg Config) (Executor, error) {
	canned, err := prepare(&cfg)
	if err != nil {
		return nil, err
	}
	cfg.Databases = slices.Clone(cfg.Databases)
	return &interpreter{cfg, canned}, nil
}

func (i *interpreter) Execute(ctx context.Context, env *Env, text string, parameters []Parameter) ([]Item, error) {
	if items, found := i.lookUp(text); found {
		return items, nil
	}
	if text == "" && len(parameters) == 0 && !env.Session.Transaction.Open() {
		return nil, nil // nothing to run, as in most requests that only keep a session
	}
	m := machine{config: &i.config, env: env, variables: make(map[string]typed)}
	statements, wrong := parse(text, parameters)
	for _, w := range wrong {
		m.say(w)
	}
	for _, p := range parameters {
		m.variables[foldVariable("@"+p.Name)] = typed{Type: p.Type, Value: p.Value, nullable: true}
	}
	err := m.run(ctx, statements)
	m.endTransaction()
	for i := range parameters {
		if p := &parameters[i]; p.Direction == InputOutput {
			p.Value = m.variables[foldVariable("@"+p.Name)].Value
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
	size      int // of the items
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
	}
	return nil
}

func (m *machine) say(w Message) {
	w.Server, w.Source = m.config.Server, m.config.Source
	m.items = append(m.items, w)
}

// endTransaction rolls back what a batch left open in a session that did not ask for boundaries of transactions.
func (m *machine) endTransaction() {
	s := m.env.Session
	if !s.Notify.Transaction && s.Rollback() {
		m.say(leftOpen(1).message)
	}
}

// boundary reports what happened to the transaction, if the session asked for it.
func (m *machine) boundary(b Boundary) {
	if s := m.env.Session; s.Notify.Transaction {
		m.items = append(m.items, TransactionChange{s.Transaction.Descriptor, b})
	}
}

// hold counts the size of a value that goes into the result.
func (m *machine) hold(v Value, line int) error {
	m.size += columnSize + sizeOf(v)
	if m.size > maxResult {
		return outOfMemory(line)
	}
	return nil
}

// made counts the size of a value that an expression made.
func (m *machine) made(v Value, line int) error {
	m.work += sizeOf(v)
	if m.work > maxWork {
		return outOfMemory(line)
	}
	return nil
}

func sizeOf(v Value) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 0
}

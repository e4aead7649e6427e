package sqlserver

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// misplaced is what is wrong with a setting, and where the setting stands.
type misplaced struct {
	place string // such as users[1]
	err   error
}

func misplace(err error, place string, args ...any) error {
	place = fmt.Sprintf(place, args...)
	if inner := (*misplaced)(nil); errors.As(err, &inner) {
		place += "." + inner.place
	}
	return &misplaced{place, err}
}

func (m *misplaced) Error() string { return m.err.Error() }
func (m *misplaced) Unwrap() error { return m.err }

// Place is the path of the setting from the top of the configuration file, such as sqlserver.users[1]. The program
// shows the line.
func (m *misplaced) Place() string { return "sqlserver." + m.place }

func (c *Config) validateBatches() error {
	for i, b := range c.Batches {
		// The engine wraps the pattern, and its error would show that.
		if _, err := regexp.Compile(b.Pattern); err != nil {
			return misplace(fmt.Errorf("batches: pattern %q: %w", b.Pattern, err), "batches[%d].pattern", i)
		}
	}
	if _, err := batch.New(c.engine()); err != nil {
		return misplace(fmt.Errorf("batches: %w", err), "%s", c.wrongBatch())
	}
	return nil
}

// wrongBatch is the place of the first part of the batches that the engine refuses by itself.
func (c *Config) wrongBatch() string {
	wrong := func(b Batch) bool {
		cfg := c.engine()
		cfg.Canned = []Batch{b}
		_, err := batch.New(cfg)
		return err != nil
	}
	with := func(r batch.CannedResult) Batch { return Batch{Batch: "x", Results: []batch.CannedResult{r}} }
	for i, b := range c.Batches {
		place := fmt.Sprintf("batches[%d]", i)
		if wrong(Batch{Batch: b.Batch, Pattern: b.Pattern}) {
			return place
		}
		for j, r := range b.Results {
			if !wrong(with(r)) {
				continue
			}
			place += fmt.Sprintf(".results[%d]", j)
			if r.Rowset == nil || wrong(with(batch.CannedResult{Rowset: &batch.CannedRowset{Columns: r.Rowset.Columns}})) {
				return place
			}
			for k := range r.Rowset.Rows {
				if wrong(with(batch.CannedResult{Rowset: &batch.CannedRowset{Columns: r.Rowset.Columns, Rows: r.Rowset.Rows[k : k+1]}})) {
					return place + fmt.Sprintf(".rowset.rows[%d]", k)
				}
			}
			return place
		}
	}
	return "batches"
}

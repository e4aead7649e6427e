package batch

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// preparedBatch is a Canned that was found right.
type preparedBatch struct {
	text    string
	pattern *regexp.Regexp // nil: the text decides
	items   []Item
}

func (e *Executor) lookUp(text string) ([]Item, bool) {
	text = strings.TrimSpace(text)
	for _, c := range e.canned {
		if c.pattern == nil && c.text == text || c.pattern != nil && c.pattern.MatchString(text) {
			return slices.Clone(c.items), true
		}
	}
	return nil, false
}

func prepare(cfg *Config) ([]preparedBatch, error) {
	var list []preparedBatch
	for i, c := range cfg.Canned {
		p, err := c.prepare(cfg)
		if err != nil {
			return nil, setting.At("", i, fmt.Errorf("batch: canned batch %d: %w", i+1, err))
		}
		list = append(list, p)
	}
	return list, nil
}

func (c Canned) prepare(cfg *Config) (preparedBatch, error) {
	p := preparedBatch{text: strings.TrimSpace(c.Batch)}
	var err error
	switch {
	case p.text == "" && c.Pattern == "":
		return p, errors.New("batch or pattern must be set")
	case p.text != "" && c.Pattern != "":
		return p, errors.New("batch and pattern cannot both be set")
	case c.Pattern != "":
		if p.pattern, err = regexp.Compile(`\A(?:` + c.Pattern + `)\z`); err != nil {
			return p, setting.Errorf("pattern", "%w", err)
		}
	}
	p.items, err = Items(*cfg, c.Results)
	return p, err
}

// Check returns what is wrong with a result. Values in rows that are open are not looked at: they are not known yet.
func (r CannedResult) Check(cfg Config, open func(value string) bool) error {
	_, err := r.item(&cfg, open)
	return err
}

// Items are the items of an answer that is written down.
func Items(cfg Config, results []CannedResult) ([]Item, error) {
	var items []Item
	for i, r := range results {
		item, err := r.item(&cfg, never)
		if err != nil {
			return nil, setting.At("results", i, fmt.Errorf("result %d: %w", i+1, err))
		}
		items = append(items, item)
	}
	return items, nil
}

// never is of values that are all known.
func never(string) bool { return false }

func (r CannedResult) item(cfg *Config, open func(string) bool) (Item, error) {
	var items []Item
	var err error
	if r.Rowset != nil {
		var set RowSet
		set, err = r.Rowset.rowSet(open)
		items = append(items, set)
	}
	if r.RowCount != nil {
		items = append(items, RowCount(*r.RowCount))
		if *r.RowCount < 0 {
			err = setting.In("rowCount", errors.New("rowCount cannot be negative"))
		}
	}
	if r.Message != nil {
		items = append(items, r.Message.message(cfg))
		err = r.Message.check()
	}
	if r.Code != nil {
		items = append(items, ResultCode(*r.Code))
		err = CheckResultCode("resultCode", *r.Code)
	}
	if r.XML != nil {
		items = append(items, XML(*r.XML))
		err = setting.In("xml", checkXML(*r.XML))
	}
	if len(items) != 1 {
		return nil, errors.New("exactly one of rowset, rowCount, message, resultCode and xml must be set")
	}
	return items[0], err
}

func (m CannedMessage) message(cfg *Config) Message {
	return Message{
		Number: m.Number, Class: m.Class, State: m.State, LineNumber: m.Line, Procedure: m.Procedure, Message: m.Text,
		Server: cfg.Server, Source: cfg.Source,
	}
}

func (m CannedMessage) check() error {
	switch {
	case m.Number < 0 || m.Number > math.MaxInt32:
		return setting.In("message.number", fmt.Errorf("message: number %d is not between 0 and %d", m.Number, math.MaxInt32))
	case m.Class < 0 || m.Class > 25:
		return setting.In("message.class", fmt.Errorf("message: class %d is not between 0 and 25", m.Class))
	case m.State < 0 || m.State > 255:
		return setting.In("message.state", fmt.Errorf("message: state %d is not between 0 and 255", m.State))
	case m.Line < 0 || m.Line > math.MaxInt32:
		return setting.In("message.line", fmt.Errorf("message: line %d is not between 0 and %d", m.Line, math.MaxInt32))
	}
	return nil
}

// CheckResultCode says what is wrong with the code that a setting gives: the contract's SqlResultCode is an int that is not
// below zero.
func CheckResultCode(key string, code int) error {
	if code < 0 || code > math.MaxInt32 {
		return setting.Errorf(key, "the contract allows none below zero, and none above %d", math.MaxInt32)
	}
	return nil
}

func (r CannedRowset) rowSet(open func(string) bool) (RowSet, error) {
	var set RowSet
	if len(r.Columns) == 0 {
		return set, errors.New("rowset: no columns")
	}
	for i, c := range r.Columns {
		t, nullable, err := parseColumnType(c.Type)
		if err != nil {
			return set, setting.In(fmt.Sprintf("rowset.columns[%d].type", i), fmt.Errorf("rowset: column %q: %w", c.Name, err))
		}
		set.Columns = append(set.Columns, Column{c.Name, t, nullable})
	}
	for i, row := range r.Rows {
		values, err := set.row(row, open)
		if err != nil {
			return set, setting.At("rowset.rows", i, fmt.Errorf("rowset: row %d: %w", i+1, err))
		}
		set.Rows = append(set.Rows, values)
	}
	return set, nil
}

func (set RowSet) row(texts []*string, open func(string) bool) ([]Value, error) {
	if len(texts) != len(set.Columns) {
		return nil, fmt.Errorf("%d values for %d columns", len(texts), len(set.Columns))
	}
	values := make([]Value, len(texts))
	for i, text := range texts {
		if text != nil && open(*text) {
			continue
		}
		v, err := set.Columns[i].value(text)
		if err != nil {
			return nil, setting.At("", i, err)
		}
		values[i] = v
	}
	return values, nil
}

// value reads the XML form of a value, nil for NULL.
func (c Column) value(text *string) (Value, error) {
	switch {
	case text == nil && !c.Nullable:
		return nil, fmt.Errorf("column %q is not null", c.Name)
	case text == nil:
		return nil, nil
	}
	v, err := c.Type.ParseXML(*text)
	if err != nil {
		return nil, fmt.Errorf("column %q: %q is no value of type %s", c.Name, *text, c.Type)
	}
	if s, isText := v.(string); isText && strings.TrimRight(s, " ") != strings.TrimRight(*text, " ") && c.Type.family() == characters {
		return nil, fmt.Errorf("column %q: %q is longer than %s", c.Name, *text, c.Type)
	}
	return v, nil
}

// ParseType reads a type as Transact-SQL writes it, such as nvarchar(30). Without a length a type has that of
// Transact-SQL's declarations: nvarchar is nvarchar(1).
func ParseType(s string) (Type, error) {
	t, _, err := parseColumnType(s)
	return t, err
}

// parseColumnType reads a type such as "nvarchar(30)" or "int not null".
func parseColumnType(s string) (t Type, nullable bool, err error) {
	p := newParser(s)
	t = p.typeName(1)
	notNull := p.accept("NOT")
	if null := p.accept("NULL"); notNull && !null || p.failed != nil || len(p.unbound) > 0 || p.token.kind != end {
		return Type{}, false, fmt.Errorf("no type %q", s)
	}
	return t, !notNull, nil
}

// checkXML looks whether elements and text fit between tags.
func checkXML(s string) error {
	d := xml.NewDecoder(strings.NewReader("<x>" + s + "</x>"))
	for depth := 0; ; {
		t, err := d.Token()
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("xml: %w", err)
		case depth == 0 && d.InputOffset() < int64(len(s)+len("<x></x>")):
			return errors.New("xml: more end tags than start tags")
		}
	}
}

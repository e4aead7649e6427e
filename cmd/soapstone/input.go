package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxInput is the most bytes of a request's body.
const maxInput = 1 << 20

// input is what a verb takes, by name: pointers to a string, bool, int or map of strings, or to a *bool, which stays nil
// where nothing is given. A value may stand in a JSON body or in the query, where a map is written set=name=value.
type input map[string]any

// read fills in what a request gives, and refuses what the verb does not know.
func (in input) read(r *http.Request) error {
	body, err := readBody(r)
	if err != nil {
		return err
	}
	for name, raw := range body {
		field, err := in.field(name)
		if err != nil {
			return err
		}
		if err := fromBody(field, raw); err != nil {
			return badRequest("%q is %s: give %s", name, raw, kindOf(field))
		}
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return badRequest("the query cannot be read: %v", err)
	}
	for name, values := range query {
		field, err := in.field(name)
		if err != nil {
			return err
		}
		if _, many := field.(*map[string]string); !many && len(values) > 1 {
			return badRequest("%q stands twice in the query: give it once", name)
		}
		for _, v := range values {
			err := fromQuery(field, v)
			if errors.Is(err, errSetTwice) {
				setting, _, _ := strings.Cut(v, "=")
				return badRequest("the setting %q stands there twice: give it once", setting)
			}
			if err != nil {
				return badRequest("%q is %q: give %s", name, v, kindOf(field))
			}
		}
	}
	return nil
}

func readBody(r *http.Request) (body map[string]json.RawMessage, err error) {
	text, err := readAll(r)
	if err != nil || len(text) == 0 {
		return nil, err
	}
	var syntax *json.SyntaxError
	switch err := json.Unmarshal(text, &body); {
	case errors.As(err, &syntax):
		return nil, badRequest("the body is no JSON object: at byte %d: %v", syntax.Offset, syntax)
	case err != nil || body == nil:
		return nil, badRequest("the body is no JSON object: write one such as {\"name\": \"value\"}")
	}
	if name, found := doubled(json.NewDecoder(bytes.NewReader(text))); found {
		return nil, badRequest("%q stands twice in the body: give it once", name)
	}
	return body, nil
}

// doubled finds a name that stands twice in one object, of which package json takes the last. What it reads is known
// to be JSON.
func doubled(d *json.Decoder) (name string, found bool) {
	begin, err := d.Token()
	if err != nil || begin != json.Delim('{') && begin != json.Delim('[') {
		return "", false
	}
	names := map[json.Token]bool{}
	for d.More() {
		if begin == json.Delim('{') {
			name, err := d.Token()
			if err != nil || names[name] {
				return fmt.Sprint(name), err == nil
			}
			names[name] = true
		}
		if name, found := doubled(d); found {
			return name, true
		}
	}
	_, _ = d.Token() // the end
	return "", false
}

func (in input) field(name string) (any, error) {
	if field, found := in[name]; found {
		return field, nil
	}
	names := slices.Sorted(maps.Keys(in))
	if len(names) == 0 {
		return nil, badRequest("%q is unknown: this takes nothing", name)
	}
	return nil, badRequest("%q is unknown%s: this takes %s", name, didYouMean(name, names), strings.Join(names, ", "))
}

func badRequest(format string, args ...any) error {
	return &statusError{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// readAll reads a body that is not too large.
func readAll(r *http.Request) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r.Body, maxInput+1))
	if err != nil {
		return nil, badRequest("the body cannot be read: %v", err)
	}
	if len(text) > maxInput {
		return nil, &statusError{http.StatusRequestEntityTooLarge, "the body has more than 1 MiB"}
	}
	return text, nil
}

var (
	errNoSetting = errors.New("no setting of the form name=value")
	errSetTwice  = errors.New("the setting stands there already")
)

// fromBody reads one value of the body. In a map a number or a boolean is taken as it is written, since settings are text
// whatever they mean.
func fromBody(field any, raw json.RawMessage) error {
	into, many := field.(*map[string]string)
	if !many {
		return json.Unmarshal(raw, field)
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil {
		return err
	}
	set := make(map[string]string, len(values))
	for name, value := range values {
		switch value[0] {
		case '"':
			var text string
			if err := json.Unmarshal(value, &text); err != nil {
				return err
			}
			set[name] = text
		case '{', '[', 'n':
			return errNoSetting
		default:
			set[name] = string(value)
		}
	}
	*into = set
	return nil
}

// fromQuery reads one value of the query.
func fromQuery(field any, value string) (err error) {
	switch f := field.(type) {
	case *string:
		*f = value
	case *bool:
		*f, err = strconv.ParseBool(value)
	case **bool:
		*f = new(bool)
		**f, err = strconv.ParseBool(value)
	case *int:
		*f, err = strconv.Atoi(value)
	case *map[string]string:
		name, v, found := strings.Cut(value, "=")
		if !found || name == "" {
			return errNoSetting
		}
		if _, twice := (*f)[name]; twice {
			return errSetTwice
		}
		if *f == nil {
			*f = map[string]string{}
		}
		(*f)[name] = v
	}
	return err
}

// kindOf says what a field takes.
func kindOf(field any) string {
	switch field.(type) {
	case *bool, **bool:
		return "true or false"
	case *int:
		return "a whole number"
	case *map[string]string:
		return "names with their values, each a text, a number, true or false: {\"name\": \"value\"}, or set=name=value in the query"
	}
	return "a text"
}

// readBy reads a request that gives a duration and nothing else.
func readBy(r *http.Request) (by time.Duration, err error) {
	var text string
	if err := (input{"by": &text}).read(r); err != nil {
		return 0, err
	}
	if text == "" {
		return 0, badRequest("%q is missing: give a duration such as 30m", "by")
	}
	if by, err = time.ParseDuration(text); err != nil {
		return 0, badRequest("%q is %q: give a duration such as 90s, 30m or 1h15m", "by", text)
	}
	return by, nil
}

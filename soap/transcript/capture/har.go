package capture

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

func (i *importer) harGroup(name string) *group {
	g := &group{file: name, format: "HAR", name: stem(name), by: i.o.By}
	places := &entryPlaces{}
	g.open = func() (source, error) { return openEntries(name, places, i.o.MaxEntry, readHAR) }
	g.origin = func() string {
		var by struct{ Name, Version text }
		if json.Unmarshal(places.creator, &by) != nil || by.Name == "" {
			return "imported from " + filepath.Base(name)
		}
		return fmt.Sprintf("imported from %s, saved by %.60s", filepath.Base(name), strings.TrimSpace(string(by.Name+" "+by.Version)))
	}
	return g
}

// stem is the name of a file without its folder and its ending.
func stem(name string) string {
	base := filepath.Base(name)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// harEntry is an entry of a HAR (HAR 1.2, log.entries), as far as it is looked at. Tools write numbers as texts and texts as
// numbers, so either is taken for the other.
type harEntry struct {
	Started    text            `json:"startedDateTime"`
	Time       text            `json:"time"`
	Request    *harRequest     `json:"request"`
	Response   *harAnswer      `json:"response"`
	Connection text            `json:"connection"`
	Resource   text            `json:"_resourceType"`
	WebSocket  json.RawMessage `json:"_webSocketMessages"`
}

type harRequest struct {
	Method  text      `json:"method"`
	URL     text      `json:"url"`
	Version text      `json:"httpVersion"`
	Fields  []harPair `json:"headers"`
	Cookies []harPair `json:"cookies"`
	Size    text      `json:"bodySize"`
	Body    *harBody  `json:"postData"`
}

type harAnswer struct {
	Status  text      `json:"status"`
	Reason  text      `json:"statusText"`
	Fields  []harPair `json:"headers"`
	Size    text      `json:"bodySize"`
	Body    *harBody  `json:"content"`
	Failure text      `json:"_error"`
	Message text      `json:"_errorMessage"` // as Chrome's tools and some proxies write it
}

type harPair struct {
	Name        text `json:"name"`
	Value       text `json:"value"`
	FileName    text `json:"fileName"`
	ContentType text `json:"contentType"`
}

// harBody is content or postData.
type harBody struct {
	MimeType text      `json:"mimeType"`
	Text     *text     `json:"text"`
	Encoding text      `json:"encoding"`
	Charles  text      `json:"_encoding"`
	Size     text      `json:"size"`
	Params   []harPair `json:"params"`
}

// text is a text of JSON, or whatever stands in its place.
type text string

// UnmarshalJSON takes a text, a number, a truth value or null.
func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 0 && b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = text(s)
	case string(b) == "null":
	case len(b) > 0 && (b[0] == '{' || b[0] == '['):
		return fmt.Errorf("%.20q stands where a text is expected", b)
	default:
		*t = text(b)
	}
	return nil
}

// number is a text as a whole number, -1 when it is none.
func (t text) number() int64 {
	f, err := strconv.ParseFloat(string(t), 64)
	if err != nil || f != f || f > 1e15 || f < -1e15 {
		return -1
	}
	return int64(f)
}

// readHAR reads one entry.
func readHAR(number int, raw []byte) (*exchange, error) {
	var e harEntry
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, fmt.Errorf("it cannot be read: %s", jsonError(err))
	}
	if e.Request == nil || e.Request.URL == "" {
		return nil, errors.New("it has no request")
	}
	x := &exchange{entry: entryName(number), method: string(e.Request.Method), target: string(e.Request.URL), resource: strings.ToLower(string(e.Resource))}
	x.client.Connection = string(e.Connection)
	if x.client.Connection == "0" || x.client.Connection == "-1" {
		x.client.Connection = "" // Chrome's for none
	}
	x.began = instant(string(e.Started))
	if took, err := strconv.ParseFloat(string(e.Time), 64); err == nil && took > 0 && took < 1e10 && !x.began.IsZero() {
		x.ended = x.began.Add(time.Duration(took * float64(time.Millisecond)))
	}
	version := strings.ToLower(string(e.Request.Version))
	x.shared = strings.Contains(version, "2") || strings.Contains(version, "3")
	scheme, _, _ := strings.Cut(strings.ToLower(x.target), ":")
	switch {
	case scheme == "ws", scheme == "wss", len(e.WebSocket) > 2 && string(e.WebSocket) != "null", x.resource == "websocket", e.Response != nil && e.Response.Status == "101":
		x.leave = "WebSockets"
	case scheme != "http" && scheme != "https" && strings.Contains(x.target, ":") && !strings.HasPrefix(x.target, "/"):
		x.leave = "of no server (data:, blob:, about: and the like)"
	}
	if x.leave != "" {
		return x, nil
	}
	e.Request.into(x)
	e.Response.into(x)
	return x, nil
}

func (r *harRequest) into(x *exchange) {
	x.request.Fields = harFields(r.Fields)
	if authority := x.request.Value(":authority"); authority != "" && x.request.Value("Host") == "" {
		x.request.Fields = append([]transcript.Field{{Name: "Host", Value: authority}}, x.request.Fields...)
	}
	if len(r.Cookies) > 0 && x.request.Value("Cookie") == "" {
		var list []string
		for _, c := range r.Cookies {
			list = append(list, string(c.Name)+"="+string(c.Value))
		}
		x.request.Fields = append(x.request.Fields, transcript.Field{Name: "Cookie", Value: strings.Join(list, "; ")})
	}
	if r.Body == nil {
		size := max(r.Size.number(), text(x.request.Value("Content-Length")).number())
		if size > 0 {
			x.unsendable(noBody(size))
		}
		return
	}
	r.Body.request(x)
}

func (r *harAnswer) into(x *exchange) {
	if r == nil {
		x.notes = append(x.notes, "the capture has no answer to it, so none is expected")
		return
	}
	status := r.Status.number()
	if status < 200 || status > 999 {
		why := string(r.Failure + r.Message)
		if why == "" {
			why = "the capture names status " + strconv.Quote(string(r.Status))
		}
		x.notes = append(x.notes, "no answer came, so none is expected: "+why)
		return
	}
	x.response = &transcript.Message{Start: statusLine(int(status), string(r.Reason)), Fields: harFields(r.Fields)}
	r.answer(x, status)
}

func harFields(list []harPair) (fields []transcript.Field) {
	for _, f := range list {
		// Chrome and Firefox join several fields of a name by a line end, of cookies above all.
		for line := range strings.SplitSeq(string(f.Value), "\n") {
			fields = append(fields, transcript.Field{Name: strings.TrimSpace(string(f.Name)), Value: line})
		}
	}
	return fields
}

// instant reads a time of ISO 8601, as tools write it; zero when it is none.
func instant(s string) time.Time {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999-07:00"} {
		if at, err := time.Parse(form, s); err == nil {
			if at.Year() < 1980 || at.Year() > 9998 {
				return time.Time{} // of .NET: never
			}
			return at
		}
	}
	return time.Time{}
}

// jsonError is why JSON cannot be read, without the names of our types.
func jsonError(err error) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Sprintf("%s is of the wrong kind: %s", kind.Field, kind.Value)
	}
	return err.Error()
}

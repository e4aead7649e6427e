package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/unicode"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// entryFile is a file of JSON with entries, of which one is read at a time.
type entryFile struct {
	name   string
	limit  int64
	read   func(number int, text []byte) (*exchange, error)
	file   io.ReaderAt
	closer io.Closer
	size   int64
	spans  []span // by number of the entry, from 1 on
	kind   string // of what
}

// openEntries opens a file of entries. One in UTF-16 is turned into UTF-8 first, if it is not large.
func openEntries(name, kind string, limit int64, read func(int, []byte) (*exchange, error)) (*entryFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, withoutName(err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(withoutName(err), f.Close())
	}
	e := &entryFile{name: name, kind: kind, limit: limit, read: read, file: f, closer: f, size: info.Size()}
	mark := make([]byte, 2)
	if n, _ := f.ReadAt(mark, 0); n == 2 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		err := errors.New("it is in UTF-16 and too large for that: save it in UTF-8")
		if e.size <= limit {
			err = e.narrow(f)
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return e, nil
}

func (e *entryFile) narrow(f io.Reader) error {
	text, err := io.ReadAll(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(f))
	if err != nil {
		return withoutName(err)
	}
	e.file, e.size = bytes.NewReader(text), int64(len(text))
	return nil
}

func (e *entryFile) scan(visit func(int, *exchange), problem func(entry, what string)) error {
	e.spans = []span{{}}
	s := entryScan{limit: e.limit, entry: func(number int, where span, text []byte) {
		e.spans = append(e.spans, where)
		x, err := e.read(number, text)
		if err != nil {
			problem(entryName(number), err.Error())
			return
		}
		visit(number, x)
	}, large: func(number int, where span) {
		e.spans = append(e.spans, where)
		problem(entryName(number), fmt.Sprintf("it has %d bytes, which is more than the %d that an entry may have", where.length, e.limit))
	}}
	return s.run(io.NewSectionReader(e.file, 0, e.size))
}

// load reads an entry again. Where the file was opened anew, the places of its entries are found first.
func (e *entryFile) load(number int) (*exchange, error) {
	if e.spans == nil {
		e.spans = []span{{}}
		add := func(_ int, where span) { e.spans = append(e.spans, where) }
		s := entryScan{limit: 0, entry: func(n int, where span, _ []byte) { add(n, where) }, large: add}
		_ = s.run(io.NewSectionReader(e.file, 0, e.size)) // it was told at the first reading
	}
	if number >= len(e.spans) {
		return nil, fmt.Errorf("capture: %s is not there any more: the file has changed", entryName(number))
	}
	text := make([]byte, e.spans[number].length)
	if _, err := e.file.ReadAt(text, e.spans[number].at); err != nil {
		return nil, fmt.Errorf("capture: %s cannot be read again: %w", entryName(number), err)
	}
	return e.read(number, text)
}

func (e *entryFile) close() error { return e.closer.Close() }

func entryName(number int) string { return "entry " + strconv.Itoa(number) }

func (i *importer) harGroup(name string) *group {
	g := &group{file: name, format: "HAR", name: stem(name), origin: "imported from " + filepath.Base(name), by: i.o.By}
	g.open = func() (source, error) { return openEntries(name, "HAR", i.o.MaxEntry, readHAR) }
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
	if authority := value(x.request.Fields, ":authority"); authority != "" && value(x.request.Fields, "Host") == "" {
		x.request.Fields = append([]transcript.Field{{Name: "Host", Value: authority}}, x.request.Fields...)
	}
	if len(r.Cookies) > 0 && value(x.request.Fields, "Cookie") == "" {
		var list []string
		for _, c := range r.Cookies {
			list = append(list, string(c.Name)+"="+string(c.Value))
		}
		x.request.Fields = append(x.request.Fields, transcript.Field{Name: "Cookie", Value: strings.Join(list, "; ")})
	}
	if r.Body == nil {
		size := max(r.Size.number(), text(value(x.request.Fields, "Content-Length")).number())
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

// value is that of the first field of a name.
func value(list []transcript.Field, name string) string {
	m := transcript.Message{Fields: list}
	return m.Value(name)
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
		return fmt.Sprintf("%s is a %s", kind.Field, kind.Value)
	}
	return err.Error()
}

package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

func (i *importer) journalGroup(name string) *group {
	g := &group{file: name, format: "journal", name: stem(name), origin: origin("imported from the journal " + filepath.Base(name)), by: i.o.By, starred: true}
	places := &entryPlaces{}
	g.open = func() (source, error) { return openEntries(name, places, i.o.MaxEntry, readJournal) }
	return g
}

// journalEntry is an exchange as GET /journal tells it.
type journalEntry struct {
	Number    text      `json:"number"`
	At        time.Time `json:"at"`
	Remote    string    `json:"remote"`
	Method    string    `json:"method"`
	URL       string    `json:"url"`
	Action    string    `json:"action"`
	UserAgent string    `json:"userAgent"`
	Principal string    `json:"principal"`
	Request   string    `json:"request"`
	Status    int       `json:"status"`
	Lost      bool      `json:"lost"`
	Response  string    `json:"response"`
	Took      string    `json:"took"`
}

// readJournal reads one entry. The journal tells what a person wants to see: the rest of the heads is made up of it.
func readJournal(number int, raw []byte) (*exchange, error) {
	var e journalEntry
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, fmt.Errorf("it cannot be read: %s", jsonError(err))
	}
	if e.Method == "" || e.URL == "" {
		return nil, errors.New("it has no method or no url")
	}
	x := &exchange{entry: "entry " + string(e.Number), method: e.Method, target: e.URL, began: e.At}
	if e.Number == "" {
		x.entry = entryName(number)
	}
	x.client.Connection = e.Remote
	if host, _, err := net.SplitHostPort(e.Remote); err == nil {
		x.client.Address = host
	}
	if took, err := time.ParseDuration(e.Took); err == nil && !e.At.IsZero() {
		x.ended = e.At.Add(took)
	}
	if e.request(x) {
		x.notes = append(x.notes, e.notes()...)
		e.response(x)
	}
	return x, nil
}

// request puts the request into an exchange, and says whether it could be sent as it is.
func (e *journalEntry) request(x *exchange) bool {
	add(&x.request, "Host", "localhost")
	add(&x.request, "User-Agent", e.UserAgent)
	if what := journalBody(e.Request); what != "" {
		x.unsendable("its request " + what)
		return false
	}
	x.request.Body = []byte(e.Request)
	add(&x.request, "Content-Type", contentTypeOf(x.request.Body))
	if e.Action != "" || isEnvelope(x.request.Body) {
		add(&x.request, "SOAPAction", `"`+strings.Trim(e.Action, `"`)+`"`)
	}
	return true
}

// response puts the answer into an exchange, if there was one.
func (e *journalEntry) response(x *exchange) {
	if e.Lost || e.Status < 200 || e.Status > 999 {
		return
	}
	x.response = &transcript.Message{Start: statusLine(e.Status, "")}
	if what := journalBody(e.Response); what != "" {
		x.wrong("its response " + what)
		return
	}
	x.response.Body = []byte(e.Response)
	add(x.response, "Content-Type", contentTypeOf(x.response.Body))
}

// add adds a field to a head, if it has a value.
func add(m *transcript.Message, name, value string) {
	if value != "" {
		m.Fields = append(m.Fields, transcript.Field{Name: name, Value: value})
	}
}

// notes say what the journal does not.
func (e *journalEntry) notes() (notes []string) {
	if strings.HasPrefix(e.Principal, "http:") {
		notes = append(notes, "it came as "+e.Principal+", whose login the journal does not keep: add Authorization")
	}
	if strings.Contains(e.Request+e.URL, stars) {
		notes = append(notes, "the journal has put "+stars+" in the place of passwords and ids")
	}
	if strings.Contains(e.Response, stars) {
		notes = append(notes, "the journal hides passwords and ids in its answer: in their places anything is right")
	}
	return notes
}

// stars are what the journal shows in the place of a secret.
const stars = "***"

// starred says that the journal hides something in a request that nobody can fill in.
func starred(m transcript.Message) bool {
	return strings.Contains(m.Start, stars) || bytes.Contains(m.Body, []byte(stars))
}

// notReplayable is what is wrong with such a request, and what to do.
const notReplayable = "its request holds " + stars + " where the journal hides an id, so that it cannot be replayed as it stands: " +
	"write what belongs there, or keep the conversation with `soapstone serve --record` or `soapstone record`"

// unstar expects anything in the places of what the journal hides.
func unstar(s *transcript.Story) {
	for _, e := range s.Events {
		if r, ok := e.(*transcript.Response); ok {
			r.Body = bytes.ReplaceAll(r.Body, []byte(stars), []byte("${any}"))
		}
	}
}

// journalBody says why a body that the journal shows is not the one that there was.
func journalBody(s string) (what string) {
	switch {
	case len(s) >= mask.MostShown && strings.HasSuffix(s, "…"):
		return fmt.Sprintf("is cut off: the journal shows %d bytes", mask.MostShown)
	case strings.HasPrefix(s, "(") && (s == "(not UTF-8)" || strings.HasSuffix(s, " bytes that could not be read)")):
		return "is not shown by the journal: " + strings.Trim(s, "()")
	}
	return ""
}

package replay

import (
	"bytes"
	"context"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// reading is how a story is understood by a live server.
type reading struct {
	ctx    context.Context // of the story, for what takes none
	player *Player
	story  *transcript.Story
	stage  *stage
	result *Result

	secrets []string // that were filled in
	mask    *mask.Run

	ids      map[int][]correlate.ID // by the response that issues them
	bound    *bindings              // ids of the story, and those that the server issued
	clients  *bindings              // addresses of the story's clients, and those of ours
	seen     map[string]bool        // texts that stood in a message of the story so far
	requests map[int]*transcript.Request
	remotes  map[int]string    // of the requests that have one
	instants map[int]time.Time // of the responses, as far as the story tells
	strict   bool              // the server's clock stands where the story says, so times are the same
}

func newReading(ctx context.Context, p *Player, s *transcript.Story, stage *stage, result *Result) *reading {
	r := &reading{
		ctx: ctx, player: p, story: s, stage: stage, result: result, mask: mask.NewRun(p.Mask), ids: map[int][]correlate.ID{}, bound: newBindings(), clients: newBindings(),
		seen: map[string]bool{}, requests: map[int]*transcript.Request{}, remotes: map[int]string{},
		instants: map[int]time.Time{}, strict: p.Operator != nil && s.Exact(),
	}
	for _, id := range correlate.Ids(s) {
		r.ids[id.Number] = append(r.ids[id.Number], id)
	}
	now := s.Clock
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Request:
			r.requests[e.Number] = e
		case *transcript.Response:
			r.instants[e.Number] = now
		case *transcript.Given:
			r.remotes[e.Number] = e.Remote
			if !e.Now.IsZero() {
				now, r.strict = e.Now, false // it ran on from there while the request was answered
			}
		case *transcript.Move:
			switch {
			case !e.To.IsZero():
				now = e.To
			case !now.IsZero():
				now = now.Add(e.By)
			}
		}
	}
	return r
}

// hide takes secrets out of a text.
func (r *reading) hide(text string) string {
	if r.player.Mask.Show {
		return text
	}
	return r.mask.Text(mask.Hide(text, r.secrets))
}

// secret looks a secret up, and remembers to hide it.
func (r *reading) secret(name string) (string, bool) {
	if r.player.Secrets == nil {
		return "", false
	}
	value, found := r.player.Secrets(name)
	if found && len(value) >= shortestSecret && !slices.Contains(r.secrets, value) {
		r.secrets = append(r.secrets, value)
	}
	return value, found
}

// shortestSecret is how long a secret is that is hidden wherever its value stands: a shorter one stands everywhere.
const shortestSecret = 4

// Request puts a request in terms of the live server.
func (r *reading) Request(e *transcript.Request) (*transcript.Message, error) {
	for _, v := range correlate.Values(&e.Message) {
		r.seen[v.Text] = true
	}
	if r.player.Pace != nil {
		if err := r.player.Pace(r.ctx); err != nil {
			return nil, err
		}
	}
	m := translate(&e.Message, r.bound)
	t := &r.player.Target
	if !t.KeepHosts {
		moveHost(m, m.Value("Host"), t)
	}
	m.Start = belowPrefix(m.Start, t)
	if d := digestOf(&e.Message); d != nil {
		r.answer(d, m)
	}
	filled, err := r.player.fill(*m, r.secret)
	r.mask.Request(masked(filled)) // which learns what is secret in it
	r.result.Sent++
	if h, secret := loginOf(&filled); h != nil {
		h.password, _ = r.secret(secret) // Check has looked
		r.stage.login = h
	}
	return &filled, err
}

// Response compares an answer with what the story expects, in terms of the live server.
func (r *reading) Response(want *transcript.Response, got *transcript.Message, client net.Addr) (*transcript.Message, error) {
	request := r.requests[want.Number]
	r.bindClient(want.Number, client)
	r.bindIDs(want, got)
	expected := translate(&want.Message, r.bound)
	expected = translate(expected, r.clients)
	expected.Body = eachText(expected.Body, func(text string) string { return r.bound.arrange(text, string(got.Body)) })
	if filled, err := r.player.fill(*expected, r.secret); err == nil { // what is not known, a server cannot say either
		expected = &filled
	}
	r.mask.Response(masked(want.Message))
	r.mask.Response(masked(*got))
	options := r.player.Compare
	options.Hide = r.hide
	if r.strict {
		options.Strict |= diff.Times
	}
	options.Want.Now, options.Got.Now = r.instants[want.Number], time.Now()
	if r.player.Operator != nil && !options.Want.Now.IsZero() {
		options.Got.Now = options.Want.Now // where the operator set the clock
	}
	t := &r.player.Target
	host := ""
	if request != nil {
		host = request.Value("Host")
	}
	options.Want.Bases = slices.Concat(options.Want.Bases, basesOf(host))
	options.Got.Bases = slices.Concat(options.Got.Bases, []string{t.base()})
	if !t.KeepHosts && host != "" {
		moveURLs(expected, host, t)
	}
	differences := diff.Messages(expected, got, options)
	r.result.Compared++
	if len(differences) == 0 {
		return &want.Message, nil
	}
	r.step(want.Number, differences)
	return r.update(&want.Message, got, host, options), nil
}

// noAnswer takes in that a request was not answered.
func (r *reading) noAnswer(e *transcript.NoAnswerError) {
	for _, event := range r.story.Events {
		if want, ok := event.(*transcript.Response); ok && want.Number == e.Number {
			differences := diff.Messages(&want.Message, nil, diff.Options{Hide: r.hide})
			for i := range differences {
				differences[i].Hint = e.Error()
			}
			r.result.Compared++
			r.step(e.Number, differences)
		}
	}
}

func (r *reading) step(number int, differences []diff.Difference) {
	step := diff.Step{Number: number, Differences: differences}
	if request := r.requests[number]; request != nil {
		step.Operation = Operation(&request.Message)
	}
	r.result.Steps = append(r.result.Steps, step)
}

// bindClient lets the address of the story's client stand for that of ours, where a server tells clients theirs.
func (r *reading) bindClient(number int, client net.Addr) {
	remote := r.remotes[number]
	switch {
	case remote == "":
		remote = "127.0.0.1"
	case r.player.Operator != nil:
		return // the server takes ours for it
	}
	if tcp, ok := client.(*net.TCPAddr); ok && tcp.IP.String() != remote {
		r.clients.bind(remote, tcp.IP.String())
	}
}

// bindIDs binds what the story's response issues to what stands in its place in the live one.
func (r *reading) bindIDs(want *transcript.Response, got *transcript.Message) {
	ids := r.ids[want.Number]
	values := correlate.Values(&want.Message)
	if len(values) == 0 {
		return
	}
	live := map[correlate.Place]string{}
	for _, v := range correlate.All(got) {
		live[v.Place] = v.Text
	}
	for _, v := range values {
		known := r.seen[v.Text]
		r.seen[v.Text] = true
		text := live[v.Place]
		if text == "" || strings.ContainsAny(text, " \t\r\n") {
			continue
		}
		returns := slices.ContainsFunc(ids, func(id correlate.ID) bool { return id.Text == v.Text })
		_, bound := r.bound.live[v.Text]
		if returns && !bound || !known && correlate.Alike(v.Text, text) {
			r.bound.bind(v.Text, text)
		}
	}
}

// translate returns a copy of a message with bound texts replaced. Passwords are left alone.
func translate(m *transcript.Message, b *bindings) *transcript.Message {
	if len(b.list) == 0 {
		c := *m
		c.Fields = slices.Clone(m.Fields)
		return &c
	}
	values := map[string]bool{}
	if slices.ContainsFunc(b.list, func(story string) bool { return !correlate.Certain(story) }) {
		for _, v := range correlate.All(m) {
			values[v.Text] = true
		}
	}
	// A short id may be a word of the message as well: it counts only where a whole value is that.
	which := func(story string) bool { return correlate.Certain(story) || values[story] }
	c := &transcript.Message{Start: b.replace(m.Start, inURL, which), Body: m.Body}
	for _, f := range m.Fields {
		if !password(f) {
			f.Value = b.replace(f.Value, inText, which)
		}
		c.Fields = append(c.Fields, f)
	}
	c.Body = eachText(m.Body, func(text string) string {
		in := syntaxOf(text)
		text = b.replace(text, in, which)
		if in == inXML {
			text = b.unfold(text, which)
		}
		return text
	})
	return c
}

// password says whether a field is made of one.
func password(f transcript.Field) bool {
	if !strings.EqualFold(f.Name, "Authorization") && !strings.EqualFold(f.Name, "Proxy-Authorization") {
		return false
	}
	scheme, _, _ := strings.Cut(f.Value, " ")
	return slices.Contains([]string{"basic", "digest", "ntlm", "negotiate"}, strings.ToLower(scheme))
}

func syntaxOf(body string) syntax {
	body = strings.TrimLeft(body, " \t\r\n\ufeff")
	switch {
	case strings.HasPrefix(body, "<"):
		return inXML
	case strings.HasPrefix(body, "{"), strings.HasPrefix(body, "["):
		return inJSON
	case !strings.ContainsAny(body, " \n<") && strings.Contains(body, "="):
		return inURL // a form
	}
	return inText
}

// eachText changes a body as text: one in UTF-16 through UTF-8, every other byte by byte, as ids are ASCII.
func eachText(body []byte, f func(string) string) []byte {
	order, wide := wideOrder(body)
	if !wide {
		text := string(body)
		if changed := f(text); changed != text {
			return []byte(changed)
		}
		return body
	}
	text := fromWide(body, order)
	changed := f(text)
	if changed == text || len(body)%2 != 0 {
		return body
	}
	return toWide(changed, order)
}

// belowPrefix puts the path of a target before that of a request line.
func belowPrefix(start string, t *Target) string {
	method, rest, found := strings.Cut(start, " ")
	prefix := t.prefix()
	if !found {
		return start
	}
	if scheme, after, absolute := strings.Cut(rest, "://"); absolute && !strings.ContainsAny(scheme, "/? ") {
		host, path, ok := strings.Cut(after, "/")
		switch {
		case !ok:
			return start
		case t.KeepHosts:
			return method + " " + scheme + "://" + host + prefix + "/" + path
		}
		return method + " " + t.base() + "/" + path
	}
	return method + " " + prefix + rest
}

// basesOf are the addresses under which a story reaches its server: without a Host, those of HTTP/1.0.
func basesOf(host string) []string {
	if host == "" {
		host = "127.0.0.1"
	}
	return []string{"http://" + host, "https://" + host}
}

// moveHost puts the target in the place of the story's host.
func moveHost(m *transcript.Message, host string, t *Target) {
	if host == "" {
		return
	}
	for i, f := range m.Fields {
		if strings.EqualFold(f.Name, "Host") {
			m.Fields[i].Value = t.URL.Host
		}
	}
	moveURLs(m, host, t)
}

// moveURLs puts the target in the place of the story's host in every URL with it.
func moveURLs(m *transcript.Message, host string, t *Target) {
	move := func(text string) string {
		for _, scheme := range []string{"http://", "https://"} {
			text = moveURL(text, scheme+host, t.base())
		}
		return text
	}
	for i, f := range m.Fields {
		if !strings.EqualFold(f.Name, "SOAPAction") {
			m.Fields[i].Value = move(f.Value)
		}
	}
	if bytes.Contains(m.Body, []byte(host)) {
		m.Body = eachText(m.Body, move)
	}
}

// moveURL replaces a URL's beginning wherever it stands, but for declarations of namespaces.
func moveURL(text, from, to string) string {
	var out strings.Builder
	for {
		i := strings.Index(text, from)
		if i < 0 {
			out.WriteString(text)
			return out.String()
		}
		end := i + len(from)
		out.WriteString(text[:i])
		ends := end == len(text) || strings.IndexByte("/?#\"'<& \t\r\n;", text[end]) >= 0
		if ends && !declaration(text[:i]) {
			out.WriteString(to)
		} else {
			out.WriteString(from)
		}
		text = text[end:]
	}
}

// declaration says whether what stands behind a text is the value of an xmlns.
func declaration(before string) bool {
	before = strings.TrimRight(strings.TrimRight(before, " \t\r\n"), `"'`)
	before, assigned := strings.CutSuffix(strings.TrimRight(before, " \t\r\n"), "=")
	if !assigned {
		return false
	}
	before = strings.TrimRight(before, " \t\r\n")
	name := before[strings.LastIndexAny(before, " \t\r\n<")+1:]
	return name == "xmlns" || strings.HasPrefix(name, "xmlns:")
}

package replay

import (
	"context"
	"errors"
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

	ids      map[int]map[string]bool // of the story, by the response that issues them
	bound    *bindings               // ids of the story, and those that the server issued
	clients  *bindings               // addresses of the story's clients, and those of ours
	repeated map[string]bool         // texts that are not new in each answer
	seen     map[string]bool         // texts that stood in a message of the story so far
	requests map[int]*transcript.Request
	remotes  map[int]string    // of the requests that have one
	hosts    []string          // of the requests: one answer may name that of the next, as a login does
	instants map[int]time.Time // of the responses, as far as the story tells
	stands   bool              // the server's clock stands where the story says, so times are the same
	strict   bool              // so it does, and the story is all that the server has been asked
}

func newReading(ctx context.Context, p *Player, s *transcript.Story, stage *stage, result *Result) *reading {
	r := &reading{
		ctx: ctx, player: p, story: s, stage: stage, result: result, mask: mask.NewRun(p.Mask), ids: map[int]map[string]bool{}, bound: newBindings(), clients: newBindings(),
		repeated: correlate.Repeated(s), seen: map[string]bool{}, requests: map[int]*transcript.Request{}, remotes: map[int]string{},
		instants: map[int]time.Time{}, strict: p.Operator != nil && s.Exact(),
		stands: p.Operator != nil && !s.Clock.IsZero() && !s.Exact(),
	}
	for _, id := range correlate.Ids(s) {
		if r.ids[id.Number] == nil {
			r.ids[id.Number] = map[string]bool{}
		}
		r.ids[id.Number][id.Text] = true
	}
	now := s.Clock
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Request:
			r.requests[e.Number] = e
			if host := e.Value("Host"); host != "" && !slices.Contains(r.hosts, host) {
				r.hosts = append(r.hosts, host)
			}
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

// hidePasswords takes out of a text only what the client knows: the ids in what is written down are pseudonyms already.
func (r *reading) hidePasswords(text string) string {
	if r.player.Mask.Show {
		return text
	}
	return r.mask.TextWithIDs(mask.Hide(text, r.secrets))
}

// secret looks a secret up, and remembers to hide it.
func (r *reading) secret(name string) (string, bool) {
	value, found := r.player.secret(name)
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
		moveHost(m, t)
	}
	m.Start = belowPrefix(m.Start, t)
	if d := digestOf(&e.Message); d != nil {
		r.answer(d, m)
	}
	filled, err := mask.Fill(*m, r.secret)
	r.mask.Request(filled) // which learns what is secret in it
	r.result.Sent++
	h, secret := loginOf(&filled)
	switch {
	case h == nil:
	case h.user == "":
		err = errors.Join(err, h.begin())
	default:
		h.password, _ = r.secret(secret) // Check has looked
		r.stage.login = h
	}
	return &filled, err
}

// Response compares an answer with what the story expects, in terms of the live server.
func (r *reading) Response(want *transcript.Response, got *transcript.Message, client net.Addr) (*transcript.Message, error) {
	host := ""
	if request := r.requests[want.Number]; request != nil {
		host = request.Value("Host")
	}
	r.bindClient(want.Number, client)
	r.bindIDs(want, got)
	expected := translate(&want.Message, r.bound)
	expected = translate(expected, r.clients)
	expected.Body = eachText(expected.Body, func(text string) string { return r.bound.arrange(text, string(got.Body)) })
	filled, err := mask.FillAnswer(*expected, r.secret) // Check has looked whether all are known
	if err != nil {
		return nil, err
	}
	if t := &r.player.Target; !t.KeepHosts {
		moveURLs(&filled, r.hosts, t)
	}
	r.mask.Response(want.Message)
	r.mask.Response(*got)
	options := r.options(want.Number, host)
	differences := diff.Messages(&filled, got, options)
	r.result.Compared++
	if len(differences) == 0 {
		return &want.Message, nil
	}
	r.step(want.Number, differences)
	return r.update(&want.Message, got, host, options), nil
}

// options say what matters of an answer to a request to that host.
func (r *reading) options(number int, host string) diff.Options {
	o := r.player.Compare
	o.Hide = r.hide
	if r.strict || r.stands {
		o.Strict |= diff.Times
	}
	if r.strict {
		o.Strict |= diff.Usage
	}
	o.Want.Now, o.Got.Now = r.instants[number], time.Now()
	if r.player.Operator != nil && !o.Want.Now.IsZero() {
		o.Got.Now = o.Want.Now // where the operator set the clock
	}
	o.Want.Bases = slices.Concat(o.Want.Bases, basesOf(host))
	if !r.player.Target.KeepHosts {
		for _, host := range r.hosts {
			o.Want.Bases = append(o.Want.Bases, basesOf(host)...)
		}
	}
	o.Got.Bases = slices.Concat(o.Got.Bases, []string{r.player.Target.base()})
	return o
}

// noAnswer takes in that a request was not answered, and says whether the story has an answer to it.
func (r *reading) noAnswer(e *transcript.NoAnswerError) (expected bool) {
	for _, event := range r.story.Events {
		if want, ok := event.(*transcript.Response); ok && want.Number == e.Number {
			differences := diff.Messages(&want.Message, nil, diff.Options{Hide: r.hide})
			for i := range differences {
				differences[i].Hint = e.Error()
			}
			r.result.Compared++
			r.step(e.Number, differences)
			expected = true
		}
	}
	return expected
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
		if text == "" || strings.ContainsAny(text, " \t\r\n") || correlate.Refused(v.Text, text) {
			continue
		}
		_, bound := r.bound.live[v.Text]
		if r.ids[want.Number][v.Text] && !bound || !known && !r.repeated[v.Text] && correlate.Alike(v.Place, v.Text, text) {
			r.bound.bind(v.Text, text)
		}
	}
}

package transcript

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"
)

// Stage is where a story is played: one running system that was empty when it was opened, whose clock stands
// where the story begins. Whoever opened it closes it when the story has been played.
type Stage interface {
	// Dial connects a client that has this address ("" for 127.0.0.1).
	Dial(ctx context.Context, remote string) (net.Conn, error)
	// Given tells what is known of a request before it is sent.
	Given(g *Given) error
	// Move moves the clock and comes back when all that fell due is done.
	Move(ctx context.Context, m *Move) error
	// Waiting is how many calls wait on the clock; AwaitWaiting comes back when at least n do, and
	// AwaitWaitingAtMost when no more than n do.
	Waiting() int
	AwaitWaiting(ctx context.Context, n int) error
	AwaitWaitingAtMost(ctx context.Context, n int) error
	// AwaitIdle comes back when every call waits on the clock or has ended.
	AwaitIdle(ctx context.Context) error
	// Lose loses the answer to the next request.
	Lose() error
	// Restart and Alter do what the events of that name say.
	Restart(ctx context.Context) error
	Alter(ctx context.Context, a *Alter) error
}

// Report is what came of a story.
type Report struct {
	Story *Story
	// Differences are what was otherwise than the story says, in order; none when all was as it says.
	Differences []Difference
	// Actual is the story with the answers that came in the places where answers stood, and else as it was: no
	// answer is written down that nobody expected. Where the story could not be played to its end, the rest
	// is as it was.
	Actual *Story
}

// Patience is how long a step may take in real time: a story that hangs fails instead of hanging its runner.
const Patience = 30 * time.Second

// Run plays an exact story on a stage that was opened for it. The error says why it could not be played to its
// end; what differed is in the report.
func Run(ctx context.Context, s *Story, stage Stage) (*Report, error) {
	if !s.Exact() {
		return nil, fmt.Errorf("transcript: %s has no clock or no seed, so its answers cannot be known to the byte: play it by what they mean, as soapstone replay does, or add both lines", s.Name)
	}
	report := &Report{Story: s}
	var err error
	report.Actual, err = Play(ctx, s, stage, (*literal)(report), Patience)
	return report, err
}

// literal plays a story to the letter.
type literal Report

func (l *literal) Request(r *Request) (*Message, error) { return &r.Message, nil }

func (l *literal) Response(want *Response, got *Message, _ net.Addr) (*Message, error) {
	l.Differences = append(l.Differences, compare(want, got)...)
	return got, nil
}

// NoAnswerError says that a request was sent and no answer came, or none that can be read.
type NoAnswerError struct {
	Number int // of the request
	Err    error
}

// Error words why.
func (e *NoAnswerError) Error() string { return e.Err.Error() }

// Unwrap returns why.
func (e *NoAnswerError) Unwrap() error { return e.Err }

// Reading is how a story is understood while it is played. Its methods are called one at a time.
type Reading interface {
	// Request returns what is sent in the place of a request.
	Request(r *Request) (*Message, error)
	// Response takes what came where the story has a response, and the client's own address, and returns what is to be
	// written down in its place.
	Response(want *Response, got *Message, client net.Addr) (*Message, error)
}

// Play plays a story on a stage, and returns it with the answers that came, as the reading wants them written down. No
// step takes longer than patience. The error says why the story could not be played to its end.
func Play(ctx context.Context, s *Story, stage Stage, reading Reading, patience time.Duration) (*Story, error) {
	actual := *s
	actual.Events = slices.Clone(s.Events)
	r := &run{story: s, stage: stage, reading: reading, calls: map[int]*exchange{}, actual: &actual}
	defer r.close()
	for i, e := range s.Events {
		ctx, cancel := context.WithTimeout(ctx, patience)
		err := r.step(ctx, i, e)
		cancel()
		if err != nil {
			return &actual, fmt.Errorf("transcript: %s: %s: %w", s.Name, e.title(), err)
		}
	}
	return &actual, nil
}

type run struct {
	story   *Story
	stage   Stage
	reading Reading
	calls   map[int]*exchange
	remote  string // of the next request
	lost    bool   // the answer to the next request
	actual  *Story
}

// exchange is a request under way.
type exchange struct {
	conn   net.Conn
	done   chan struct{}
	answer *Message
	err    error
	lost   bool
	waits  string // why there may be no answer
}

func (r *run) step(ctx context.Context, i int, e Event) error {
	var err error
	switch e := e.(type) {
	case *Given:
		r.remote = e.Remote
		err = r.stage.Given(e)
	case *Request:
		err = r.send(ctx, e, r.answeredNext(i, e.Number))
	case *Response:
		var got *Response
		if got, err = r.receive(ctx, e); err == nil {
			r.actual.Events[i] = got
		}
	case *Move:
		if err = r.stage.Move(ctx, e); err == nil {
			err = r.stage.AwaitIdle(ctx)
		}
	case *Loss:
		r.lost = true
		err = r.stage.Lose()
	case *HangUp:
		err = r.hangUp(ctx, e.Number)
	case *Restart:
		err = r.stage.Restart(ctx)
	case *Alter:
		err = r.stage.Alter(ctx, e)
	}
	return err
}

// answeredNext says whether the answer to a request is what comes next in the story.
func (r *run) answeredNext(i, number int) bool {
	if i+1 >= len(r.story.Events) {
		return false
	}
	next, ok := r.story.Events[i+1].(*Response)
	return ok && next.Number == number
}

// send sends a request. When its answer does not come next, the story goes on as soon as it waits on the clock or
// has ended.
func (r *run) send(ctx context.Context, e *Request, answered bool) error {
	message, err := r.reading.Request(e)
	if err != nil {
		return err
	}
	conn, err := r.stage.Dial(ctx, r.remote)
	if err != nil {
		return err
	}
	x := &exchange{conn: conn, done: make(chan struct{}), lost: r.lost, waits: waitsFor(message)}
	r.calls[e.Number] = x
	r.remote, r.lost = "", false
	waiting := 0
	if !answered {
		waiting = r.stage.Waiting()
	}
	go func() {
		defer close(x.done)
		x.talk(e.Number, message)
	}()
	if answered {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	waits := make(chan error, 1)
	go func() { waits <- r.stage.AwaitWaiting(ctx, waiting+1) }()
	select {
	case err = <-waits:
		cancel()
	case <-x.done:
		cancel()
		<-waits
	}
	select {
	case <-x.done:
		err = x.outcome()
	default:
	}
	var silent *NoAnswerError
	if errors.As(err, &silent) && slices.Contains(r.story.Unanswered(), e.Number) {
		return nil // none was there in the story either, and it goes on
	}
	return err
}

// waitsFor guesses why a request is not answered.
func waitsFor(request *Message) string {
	body, _ := pack(request) // an error is told by who sends it
	if stated, err := strconv.Atoi(request.Value("Content-Length")); err == nil && stated > len(body) {
		return fmt.Sprintf("the server waits for the %d bytes of its Content-Length, and it has %d: leave the field out, since it is added", stated, len(body))
	}
	return "does the request wait on the clock, and nothing moves it?"
}

// talk sends the request and reads the answer at the same time: a server may answer what it has not read, and a
// connection in memory holds nothing.
func (x *exchange) talk(number int, request *Message) {
	wire, err := wireForm(request)
	if err != nil {
		x.err = err
		return
	}
	written := make(chan error, 1)
	go func() {
		_, err := x.conn.Write(wire)
		written <- err
	}()
	x.answer, x.err = readResponse(bufio.NewReader(x.conn), request)
	x.conn.Close() // which ends a write that nobody reads
	if err := <-written; err != nil && x.answer == nil {
		x.err = err
	}
	if x.err != nil {
		x.err = &NoAnswerError{number, x.err}
	}
}

// outcome is what is wrong with an exchange that has ended, before any answer is compared.
func (x *exchange) outcome() error {
	if !x.lost {
		return x.err
	}
	if x.err == nil {
		return fmt.Errorf("the answer was to be lost, and came: %s", x.answer.Start)
	}
	return nil
}

// receive waits for an answer and compares it.
func (r *run) receive(ctx context.Context, want *Response) (*Response, error) {
	x := r.calls[want.Number]
	if x == nil {
		return nil, errors.New("no such request was sent")
	}
	select {
	case <-x.done:
	case <-ctx.Done():
		return nil, &NoAnswerError{want.Number, fmt.Errorf("no answer came: %s %w", x.waits, ctx.Err())}
	}
	if x.err != nil {
		return nil, x.err
	}
	got, err := r.reading.Response(want, x.answer, x.conn.LocalAddr())
	if err != nil {
		return nil, err
	}
	return &Response{Number: want.Number, Message: *got}, nil
}

func (r *run) hangUp(ctx context.Context, number int) error {
	waiting := r.stage.Waiting()
	x := r.calls[number]
	if x == nil {
		return errors.New("no such request was sent")
	}
	select {
	case <-x.done:
		return errors.New("it was answered before the client could hang up")
	default:
	}
	x.conn.Close()
	<-x.done
	return r.stage.AwaitWaitingAtMost(ctx, waiting-1)
}

// close lets go of what a story leaves open, and waits for it.
func (r *run) close() {
	for _, x := range r.calls {
		x.conn.Close()
		<-x.done
	}
}

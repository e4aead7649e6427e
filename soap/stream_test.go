package soap_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// closing is a stream that says when it was closed.
type closing struct {
	io.Reader
	closed chan struct{}
}

func (c closing) Close() error {
	close(c.closed)
	return nil
}

// observed is what Observe saw of an answer.
type observed struct {
	body string
	err  error
}

// observing has Observe send what it sees.
func observing(seen chan<- observed) func(*soap.Config) {
	return func(c *soap.Config) {
		c.Observe = func(x *soap.Exchange) { seen <- observed{string(x.Body), x.Err} }
	}
}

// streaming is a service whose every answer is a stream.
func streaming(t *testing.T, answer func() *soap.Response) *soap.Service {
	s := echoService(t)
	s.Serve = func(context.Context, *soap.Call) (*soap.Response, error) { return answer(), nil }
	return s
}

// Each piece of a stream goes out as it is there, and no later.
func TestStreamGoesOutInPieces(t *testing.T) {
	from, to := io.Pipe()
	stream := closing{from, make(chan struct{})}
	seen := make(chan observed, 1)
	srv, _ := serve(t, observing(seen), streaming(t, func() *soap.Response { return &soap.Response{Status: http.StatusAccepted, Stream: stream} }))
	r := make(chan *http.Response)
	go func() {
		res, err := http.Get(srv.URL + "/echo")
		if err != nil {
			t.Error(err)
		}
		r <- res
	}()
	piece := strings.Repeat("0123456789abcde\n", 1<<8) // 4 KiB
	if _, err := io.WriteString(to, piece); err != nil {
		t.Fatal(err)
	}
	res := <-r
	defer res.Body.Close()
	got := make([]byte, len(piece))
	if _, err := io.ReadFull(res.Body, got); err != nil || string(got) != piece {
		t.Fatalf("the first piece: %v", err)
	}
	for range 31 { // more than is kept
		if _, err := io.WriteString(to, piece); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(res.Body, got); err != nil || string(got) != piece {
			t.Fatalf("a piece: %v", err)
		}
	}
	to.Close()
	if rest, err := io.ReadAll(res.Body); err != nil || len(rest) > 0 || res.StatusCode != http.StatusAccepted {
		t.Errorf("%d, the rest is %q, %v", res.StatusCode, rest, err)
	}
	<-stream.closed
	if x := <-seen; len(x.body) != 64<<10 || x.err != nil {
		t.Errorf("observed %d bytes, %v", len(x.body), x.err)
	}
}

// Half an answer is no answer: the connection breaks off where the stream does.
func TestStreamBreaksOff(t *testing.T) {
	broken := errors.New("the far side is gone")
	seen := make(chan observed, 1)
	srv, _ := serve(t, observing(seen), streaming(t, func() *soap.Response {
		return &soap.Response{Stream: io.NopCloser(io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))}
	}))
	res, err := http.Get(srv.URL + "/echo")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); string(body) != "half" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v", body, err)
	}
	if x := <-seen; x.body != "half" || !errors.Is(x.err, broken) {
		t.Errorf("observed %q, %v", x.body, x.err)
	}
}

// stalled is a service whose answer is a stream that header blocks have to join, and the other end of it.
func stalled(t *testing.T) (*soap.Service, *io.PipeWriter) {
	from, to := io.Pipe()
	s := streaming(t, nil)
	s.Serve = func(_ context.Context, call *soap.Call) (*soap.Response, error) {
		call.AddHeader(soap.HeaderBlock{Declare: []soap.Namespace{{Prefix: "a", URI: "urn:a"}}, Write: func(w *soap.Writer) { w.Leaf("a:h", "") }})
		return &soap.Response{Header: http.Header{"Content-Type": {"text/xml"}}, Stream: from}, nil
	}
	return s, to
}

// An envelope that is slow to come does not hold the clock.
func TestStreamLetsTimePass(t *testing.T) {
	s, to := stalled(t)
	srv, clock := serve(t, nil, s)
	defer to.Close()
	answer := make(chan string, 1)
	go func() {
		res, err := http.Get(srv.URL + "/echo")
		if err != nil {
			t.Error(err)
			close(answer)
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		answer <- fmt.Sprint(string(body), err)
	}()
	io.WriteString(to, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">`) // it comes back when that was read
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := clock.Advance(ctx, time.Hour); err != nil {
		t.Fatal(err)
	}
	io.WriteString(to, `<e:Body/></e:Envelope>`)
	to.Close()
	if got, want := <-answer, `<e:Header xmlns:a="urn:a"><a:h></a:h></e:Header><e:Body/></e:Envelope><nil>`; !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want …%s", got, want)
	}
}

// A client that goes away while an envelope is slow to come ends it.
func TestStreamIsGivenUp(t *testing.T) {
	s, to := stalled(t)
	seen := make(chan observed, 1)
	srv, clock := serve(t, observing(seen), s)
	defer to.Close()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/echo", nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		res, err := http.DefaultClient.Do(r)
		if err == nil {
			res.Body.Close()
		}
		ended <- err
	}()
	defer cancel()
	patient, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	if err := clock.AwaitWaiting(patient, 1); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the client got %v", err)
	}
	if x := <-seen; !errors.Is(x.err, context.Canceled) { // the call has ended, which a client does not wait for
		t.Errorf("the call ended with %v", x.err)
	}
	if _, err := io.WriteString(to, " "); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("writing on: %v", err)
	}
}

// HEAD has the head alone, with the length that the room says; a lost answer has nothing.
func TestStreamIsClosedUnread(t *testing.T) {
	for name, lose := range map[string]bool{"HEAD": false, "lost": true} {
		t.Run(name, func(t *testing.T) {
			stream := closing{iotest.ErrReader(errors.New("it was read")), make(chan struct{})}
			srv, _ := serve(t, func(c *soap.Config) { c.Lose = func(*soap.Call) bool { return lose } }, streaming(t, func() *soap.Response {
				return &soap.Response{Header: http.Header{"Content-Length": {"4711"}}, Stream: stream}
			}))
			res, err := http.Head(srv.URL + "/echo")
			<-stream.closed
			if lose {
				if err == nil {
					t.Errorf("there was an answer: %s", res.Status)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.ContentLength != 4711 {
				t.Errorf("the length is %d", res.ContentLength)
			}
		})
	}
}

// An answer that cannot go out is refused, and its stream closed.
func TestStreamOfARefusedAnswerIsClosed(t *testing.T) {
	const begun = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">`
	block := func(uri string) soap.HeaderBlock {
		return soap.HeaderBlock{Declare: []soap.Namespace{{Prefix: "a", URI: uri}}, Write: func(w *soap.Writer) { w.Leaf("a:h", "") }}
	}
	for _, tt := range []struct {
		name   string
		body   io.Reader
		blocks []soap.HeaderBlock
		err    error
	}{
		{"broken before its Body", io.MultiReader(strings.NewReader(begun), iotest.ErrReader(errors.New("the far side is gone"))), []soap.HeaderBlock{block("urn:a")}, nil},
		{"header blocks that do not go together", strings.NewReader(begun + `<e:Body/></e:Envelope>`), []soap.HeaderBlock{block("urn:a"), block("urn:b")}, nil},
		{"a header block that panics", strings.NewReader(begun + `<e:Body/></e:Envelope>`), []soap.HeaderBlock{{Write: func(*soap.Writer) { panic("a bug") }}}, nil},
		{"an error beside it", strings.NewReader(begun), nil, soap.ErrNoOperation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stream := closing{tt.body, make(chan struct{})}
			s := echoService(t)
			s.Serve = func(_ context.Context, call *soap.Call) (*soap.Response, error) {
				for _, b := range tt.blocks {
					call.AddHeader(b)
				}
				return &soap.Response{Header: http.Header{"Content-Type": {"text/xml"}}, Stream: stream}, tt.err
			}
			srv, _ := serve(t, nil, s)
			res, err := http.Get(srv.URL + "/echo")
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusInternalServerError {
				t.Errorf("status %s", res.Status)
			}
			srv.Close() // the call has ended
			select {
			case <-stream.closed:
			default:
				t.Error("the stream is open")
			}
		})
	}
}

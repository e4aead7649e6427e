package soap

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// mostSeen is how much of a stream is kept for Observe.
const mostSeen = 64 << 10

// stream sends an answer whose body is a stream, and keeps its beginning for Observe. It says false when the body broke
// off: then the connection has to.
func (w *workspace) stream(rw http.ResponseWriter, at time.Time) (whole bool) {
	call, a := &w.call, &w.answer
	call.endpoint.fillHead(rw.Header(), a, at)
	rw.WriteHeader(a.status())
	if call.HTTP.Method == http.MethodHead || !hasBody(a.status()) {
		return true
	}
	err := call.guard(func() error { return w.pump(rw) })
	switch {
	case errors.Is(err, errClientGone):
		call.Log.Debug("a client took no more of an answer", "operation", call.Operation, "error", err)
	case err != nil:
		w.seen.Err = err
		call.Log.Error("an answer broke off", "operation", call.Operation, "error", err)
	}
	return err == nil
}

// hasBody says whether an answer of a status may have one (RFC 9110, section 6.4.1).
func hasBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// errClientGone is a client that takes no more of an answer. That is no news.
var errClientGone = errors.New("soap: the client takes no more of the answer")

// pump hands the pieces of a stream on as they come.
func (w *workspace) pump(rw http.ResponseWriter) error {
	control, piece := http.NewResponseController(rw), make([]byte, 32<<10)
	for {
		n, err := w.answer.Stream.Read(piece)
		if n > 0 {
			w.answer.Body = append(w.answer.Body, piece[:min(n, mostSeen-len(w.answer.Body))]...)
			if _, err := rw.Write(piece[:n]); err != nil {
				return fmt.Errorf("%w: %w", errClientGone, err)
			}
			if err := control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
				return fmt.Errorf("%w: %w", errClientGone, err)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// mostBegun is how much of a streamed envelope may stand before its Body for header blocks to join it.
const mostBegun = 1 << 20

// joinStream puts the header blocks of a call into a streamed envelope, as join does into a whole one. For that it reads
// no further than to the beginning of the Body. Emulated time may go on meanwhile: who writes the stream may be slow.
func (w *workspace) joinStream(ctx context.Context) error {
	stream, call := w.answer.Stream, &w.call
	var (
		begun []byte
		at    int
		end   string
		err   error
		done  = make(chan struct{})
	)
	go func() {
		defer close(done)
		err = call.guard(func() (err error) {
			begun, at, end, err = readToBody(stream)
			return err
		})
	}()
	if _, gaveUp := call.turn.WaitOutside(ctx, done); gaveUp != nil {
		_ = w.drop() // which ends the reading, too
		<-done
		return gaveUp
	}
	if err != nil {
		return err
	}
	joined := begun
	if at > 0 {
		// An envelope with an empty Body is joined in place of the one that has not come yet.
		w.answer.Body = append(bytes.Clone(begun[:at]), end...)
		if err := w.join(); err != nil {
			return err
		}
		joined = append(bytes.Clone(w.answer.Body[:len(w.answer.Body)-len(end)]), begun[at:]...)
		w.answer.Body = nil
	}
	if n, err := strconv.Atoi(w.answer.Header.Get("Content-Length")); err == nil {
		w.answer.Header.Set("Content-Length", strconv.Itoa(n+len(joined)-len(begun)))
	}
	w.answer.Stream = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(joined), stream), stream}
	return nil
}

// readToBody reads an envelope until its Body has begun. It returns what it has read, where in it the Body begins, and the
// text that would end the envelope from there on with an empty Body; 0 says that this is no envelope, as far as can be told.
func readToBody(stream io.Reader) (begun []byte, at int, end string, err error) {
	var (
		read     bytes.Buffer
		broken   error
		depth    int
		envelope string
	)
	d := xml.NewDecoder(io.TeeReader(io.LimitReader(readerFunc(func(p []byte) (int, error) {
		n, err := stream.Read(p)
		if err != nil && !errors.Is(err, io.EOF) {
			broken = err
		}
		return n, err
	}), mostBegun), &read))
	for {
		start := int(d.InputOffset())
		token, err := d.RawToken()
		if err != nil {
			return read.Bytes(), 0, "", broken
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				if t.Name.Local != "Envelope" {
					return read.Bytes(), 0, "", nil
				}
				envelope = qualify(t.Name.Space, t.Name.Local)
			}
			if depth == 2 && t.Name.Local == "Body" {
				// The start tag as it is written, since it may declare its own prefix.
				body := string(read.Bytes()[start:d.InputOffset()])
				if !strings.HasSuffix(body, "/>") {
					body += "</" + qualify(t.Name.Space, t.Name.Local) + ">"
				}
				return read.Bytes(), start, body + "</" + envelope + ">", nil
			}
		case xml.EndElement:
			depth--
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

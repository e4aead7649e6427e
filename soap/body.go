package soap

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

// BodyError is a body that could not be had: too large, broken off, not there in time, or not what its Content-Encoding says.
type BodyError struct {
	Status int // the HTTP status that says so
	Reason string
}

// Error words it for a log.
func (e *BodyError) Error() string { return "soap: request body: " + e.Reason }

// firstGrowth is the most memory that a Content-Length alone is given: bytes that came are believed, a number is not.
const firstGrowth = 64 << 10

// readBody reads the request's body and undoes its content encoding. WSC, Beatbox and PHP compress requests
// without being asked to.
func (w *workspace) readBody() error {
	r, limit := w.call.HTTP, w.call.endpoint.limits.MaxBytes
	defer func() { w.call.Body = w.request.Bytes() }()
	if r.ContentLength > limit {
		return tooLarge(limit)
	}
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	if n := min(r.ContentLength, firstGrowth); n > 0 {
		w.request.Grow(int(n) + bytes.MinRead)
	}
	// The packed bytes are counted as well: gzip may go on and on without a byte inside.
	w.packed = io.LimitedReader{R: r.Body, N: limit + 1}
	encoding := strings.ToLower(strings.TrimSpace(first(r.Header, "Content-Encoding")))
	n, err := w.unpack(encoding, limit)
	switch {
	case n > limit || w.packed.N == 0:
		w.request.Reset()
		return tooLarge(limit)
	case err != nil:
		w.request.Reset()
		return err
	}
	if encoding != "" {
		// net/http looks whether the client is still there only once the whole body was read, also what stands
		// behind the end of the packed one.
		io.Copy(io.Discard, &w.packed)
	}
	return nil
}

// unpack reads up to one byte more than the limit.
func (w *workspace) unpack(encoding string, limit int64) (n int64, err error) {
	var unpacked io.Reader
	switch encoding {
	case "", "identity":
		if n, err = w.request.ReadFrom(&w.packed); err != nil {
			return n, unreadBody("", err)
		}
		return n, nil
	case "gzip", "x-gzip":
		unpacked, err = gzip.NewReader(&w.packed)
	case "deflate":
		unpacked, err = zlib.NewReader(&w.packed)
	default:
		return 0, &BodyError{Status: http.StatusUnsupportedMediaType, Reason: fmt.Sprintf("unknown content encoding %q: send gzip, deflate or none", encoding)}
	}
	if err == nil {
		n, err = w.request.ReadFrom(io.LimitReader(unpacked, limit+1))
	}
	if err != nil {
		return n, unreadBody(fmt.Sprintf("content encoding %q: ", encoding), err)
	}
	return n, nil
}

// unreadBody is the error for a body that broke off, or did not come in the time that the server gives it.
func unreadBody(encoding string, err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &BodyError{Status: http.StatusRequestTimeout, Reason: "it did not come in time"}
	}
	return &BodyError{Status: http.StatusBadRequest, Reason: encoding + err.Error()}
}

func tooLarge(limit int64) error {
	return &BodyError{Status: http.StatusRequestEntityTooLarge, Reason: fmt.Sprintf("more than %d bytes", limit)}
}

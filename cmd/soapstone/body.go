package main

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// bodyTime is how long a client may take to send a request's body.
const bodyTime = 5 * time.Minute

// boundBody ends requests whose bodies do not come within a time. http.Server.ReadTimeout would do it, too, but it
// counts on while the request is answered, and a call may wait for hours: it would be taken for one whose client went
// away.
func boundBody(h http.Handler, within time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			h.ServeHTTP(w, r)
			return
		}
		c := http.NewResponseController(w)
		if err := c.SetReadDeadline(time.Now().Add(within)); err == nil { // else it is no connection
			bounded := *r
			bounded.Body = &boundedBody{r.Body, c}
			r = &bounded
		}
		h.ServeHTTP(w, r)
	})
}

// boundedBody takes the deadline back once the body is there.
type boundedBody struct {
	io.ReadCloser
	conn *http.ResponseController
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.conn.SetReadDeadline(time.Time{}) // of a connection that may be gone, which shows elsewhere
	}
	return n, err
}

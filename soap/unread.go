package soap

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// An answer that refuses a request may go out before all of the request has come. How long the rest is waited for is bounded
// here, in real time: net/http itself would wait as long as a whole request may take.
const (
	// unreadTimeout is for a body that nobody has read, where the connection stays open.
	unreadTimeout = 5 * time.Second
	// lingerTimeout is for what still comes on a connection that is closed behind the answer.
	lingerTimeout = 500 * time.Millisecond
)

// boundUnread bounds the wait for what the call, when it was refused, has left unread of its body.
func (w *workspace) boundUnread(to http.ResponseWriter) {
	if w.seen.Err == nil {
		return
	}
	var body *BodyError
	tooLarge := errors.As(w.seen.Err, &body) && body.Status == http.StatusRequestEntityTooLarge
	if closes := tooLarge || w.answer.Close || w.call.HTTP.Close; closes || w.call.turn == nil { // else the body was read
		boundBody(to, w.call.HTTP, closes)
	}
}

// boundBody bounds the wait for a request's body before its answer is written. Where the connection stays open, net/http reads
// up to 256 KB of it first: a client that has sent them in time keeps its connection. Where it closes, or the body is too large
// for that, net/http reads no more of it, and the client may lose the answer with the close (RFC 9112, section 9.6): so some of it
// is read here.
func boundBody(w http.ResponseWriter, r *http.Request, closes bool) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	timeout := unreadTimeout
	if closes {
		timeout = lingerTimeout
	}
	if http.NewResponseController(w).SetReadDeadline(time.Now().Add(timeout)) != nil {
		return // there is nobody who would wait
	}
	if closes && r.Header.Get("Expect") == "" { // else to read is to ask for the body
		const most = 256 << 10 // as much as net/http reads where the connection stays open
		io.CopyN(io.Discard, r.Body, most)
	}
}

// closeLingering closes a connection as net/http does: a close while something of the request is still unread would
// throw the answer away before the client has read it.
func closeLingering(conn net.Conn) {
	defer conn.Close()
	if half, ok := conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() != nil {
		return
	}
	if conn.SetReadDeadline(time.Now().Add(lingerTimeout)) == nil {
		io.Copy(io.Discard, conn)
	}
}

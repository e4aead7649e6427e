package record

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// client is who gets an answer.
type client struct {
	w    http.ResponseWriter
	r    *http.Request
	head http.Header

	conn net.Conn // where the answer is written by hand
	out  *bufio.Writer
}

// begin writes the head of an answer. A length below zero is not known.
func (c *client) begin(answer *http.Response, length int64) error {
	bodiless := answer.StatusCode == http.StatusNoContent || answer.StatusCode == http.StatusNotModified
	if length >= 0 && !bodiless {
		c.head.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	if byHand(answer) {
		if conn, out, err := http.NewResponseController(c.w).Hijack(); err == nil {
			c.conn, c.out = conn, out.Writer
			return c.beginByHand(answer.StatusCode, phraseOf(answer))
		}
	}
	head := c.w.Header()
	for name, values := range c.head {
		head[name] = values
	}
	for _, name := range []string{"Date", "Content-Type"} {
		if head[name] == nil {
			head[name] = nil // none, as the server said, rather than one of Go's
		}
	}
	if len(answer.Trailer) > 0 {
		for name := range answer.Trailer {
			head.Add("Trailer", name)
		}
	}
	c.w.WriteHeader(answer.StatusCode)
	if length != 0 {
		c.flush()
	}
	return nil
}

// byHand says whether an answer has a phrase of the server's own. That costs the connection, so what asks for a login of the
// connection, such as the 401 Access Denied of IIS 5, gets the usual one.
func byHand(answer *http.Response) bool {
	phrase := phraseOf(answer)
	return phrase != http.StatusText(answer.StatusCode) && phrase != "" && !challenges(answer)
}

func phraseOf(answer *http.Response) string {
	return strings.TrimSpace(strings.TrimPrefix(answer.Status, strconv.Itoa(answer.StatusCode)))
}

// beginByHand writes a head with a reason phrase of its own, which net/http cannot. It is the last one on its connection.
func (c *client) beginByHand(status int, phrase string) error {
	var b bytes.Buffer
	proto := "HTTP/1.1"
	if !c.r.ProtoAtLeast(1, 1) {
		proto = "HTTP/1.0"
	}
	fmt.Fprintf(&b, "%s %03d %s\r\n", proto, status, phrase)
	c.head.Set("Connection", "close")
	if err := c.head.Write(&b); err != nil {
		return err
	}
	b.WriteString("\r\n")
	_, err := c.out.Write(b.Bytes())
	return err
}

// Write writes a part of the body.
func (c *client) Write(p []byte) (int, error) {
	if c.conn != nil {
		return c.out.Write(p)
	}
	return c.w.Write(p)
}

// flush sends what was written. A client that is gone fails at the next write.
func (c *client) flush() {
	if c.conn != nil {
		_ = c.out.Flush()
		return
	}
	_ = http.NewResponseController(c.w).Flush()
}

// close gives up a connection on which an answer is written by hand.
func (c *client) close() {
	if c.conn != nil {
		c.conn.Close() // its client gets no whole answer, whatever comes of this
	}
}

// end ends the answer.
func (c *client) end(trailer http.Header) error {
	if c.conn != nil {
		err := c.out.Flush()
		if closed := c.conn.Close(); err == nil {
			err = closed
		}
		return err
	}
	for name, values := range trailer {
		c.w.Header()[name] = values
	}
	return nil
}

package record

import (
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// Spelt is the name of a field as it is written, where that is not how Go writes it. Old servers and readers of stories look
// for it so.
func Spelt(name string) string {
	switch name {
	case "Soapaction":
		return "SOAPAction"
	case "Www-Authenticate":
		return "WWW-Authenticate"
	case "Etag":
		return "ETag"
	case "Te":
		return "TE"
	case "X-Aspnet-Version":
		return "X-AspNet-Version"
	case "Mime-Version":
		return "MIME-Version"
	}
	return name
}

// clientOf is where a request came from.
func clientOf(r *http.Request) correlate.Client {
	c := correlate.Client{Connection: r.RemoteAddr, Address: r.RemoteAddr}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		c.Address = host
	}
	return c
}

// hopByHop says whether a field is about one connection only (RFC 9110, section 7.6.1).
func hopByHop(name string, h http.Header) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
		return true
	}
	for _, line := range h["Connection"] {
		for option := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(option), name) {
				return true
			}
		}
	}
	return false
}

// fields are what a story keeps of a head: neither date nor length, nor what is about one connection. They are in the order of their
// names, since net/http has none.
func fields(h http.Header, encodings []string) []transcript.Field {
	var list []transcript.Field
	for name, values := range h {
		if hopByHop(name, h) || name == "Date" || name == "Content-Length" || name == "Host" {
			continue
		}
		for _, v := range values {
			list = append(list, transcript.Field{Name: Spelt(name), Value: oneLine.Replace(v)})
		}
	}
	slices.SortStableFunc(list, func(a, b transcript.Field) int { return strings.Compare(a.Name, b.Name) })
	if slices.Contains(encodings, "chunked") {
		list = append(list, transcript.Field{Name: "Transfer-Encoding", Value: "chunked"})
	}
	return list
}

var oneLine = strings.NewReplacer("\r", " ", "\n", " ")

// captured collects a body as it goes by, up to a limit.
type captured struct {
	limit int64
	show  bool // nothing is hidden, so that it need not be readable

	mu    sync.Mutex
	body  bytes.Buffer
	over  bool
	whole bool // all of it has come
}

func (b *Book) capture() *captured { return &captured{limit: b.o.MaxBody, show: b.o.Show} }

// Write keeps a part.
func (c *captured) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over || int64(c.body.Len()+len(p)) > c.limit {
		c.over = true
		c.body.Reset()
		return len(p), nil
	}
	return c.body.Write(p)
}

// end says that all of it has come.
func (c *captured) end() {
	c.mu.Lock()
	c.whole = true
	c.mu.Unlock()
}

// state is what has come by now. What comes later goes behind it and leaves it as it is.
func (c *captured) state() (body []byte, over, whole bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clip(c.body.Bytes()), c.over, c.whole
}

// passing reads what is captured on its way.
type passing struct {
	from io.ReadCloser
	to   *captured
	left int64 // how much is still to come, below zero when nobody knows
}

// Read reads a part.
func (p *passing) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	if n > 0 {
		p.to.Write(b[:n]) // which cannot fail
	}
	if p.left -= int64(n); p.left == 0 || err == io.EOF {
		p.to.end()
	}
	return n, err
}

// Close closes what it reads from.
func (p *passing) Close() error { return p.from.Close() }

// unpack undoes what the head of a message names. What a transcript cannot name again, deflate, goes from the head.
// Note says what is not as it was, and left that there is no body for it: a body that cannot be undone may hold secrets
// that nobody can look for, so it is kept only where nothing is hidden.
func (c *captured) unpack(m *transcript.Message) (note string, left bool) {
	encoding := strings.ToLower(strings.TrimSpace(m.Value("Content-Encoding")))
	if len(m.Body) == 0 || encoding == "" || encoding == "identity" {
		return "", false
	}
	var r io.Reader
	var err error
	switch encoding {
	case "gzip", "x-gzip":
		r, err = gzip.NewReader(bytes.NewReader(m.Body))
	case "deflate":
		r = Undeflated(m.Body)
	default:
		if c.show {
			return fmt.Sprintf("its body stays in the encoding %q", encoding), false
		}
		m.Body = nil
		return fmt.Sprintf("its body is left out, since secrets cannot be found in the encoding %q", encoding), true
	}
	var body []byte
	if err == nil {
		body, err = io.ReadAll(io.LimitReader(r, c.limit+1))
	}
	switch {
	case err != nil && c.show:
		return fmt.Sprintf("its body is no %s: %v", encoding, err), false
	case err != nil:
		m.Body = nil
		return fmt.Sprintf("its body is left out, since it is no %s in which secrets could be found: %v", encoding, err), true
	case int64(len(body)) > c.limit:
		m.Body = nil
		return tooLong(c.limit), true
	}
	m.Body = body
	for i := range m.Fields {
		if strings.EqualFold(m.Fields[i].Name, "Content-Encoding") {
			if encoding == "deflate" {
				m.Fields = slices.Delete(m.Fields, i, i+1)
				return "its body came in the encoding \"deflate\", which is undone", false
			}
			m.Fields[i].Value = "gzip"
			break
		}
	}
	return "", false
}

// Undeflated reads a body in the encoding deflate. RFC 9110 (section 8.4.1.2) means zlib, and some servers send the bare stream.
func Undeflated(body []byte) io.Reader {
	if z, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
		return z
	}
	return flate.NewReader(bytes.NewReader(body))
}

// undoable is what a client accepts of the encodings that unpack undoes: an answer in another one could not be kept.
func undoable(accept string) string {
	var kept []string
	for part := range strings.SplitSeq(accept, ",") {
		name, _, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip", "x-gzip", "deflate", "identity":
			kept = append(kept, strings.TrimSpace(part))
		}
	}
	return cmp.Or(strings.Join(kept, ", "), "identity")
}

func tooLong(limit int64) string {
	return fmt.Sprintf("its body of more than %d bytes is left out", limit)
}

package record

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// answer passes an answer on as it comes.
func (p *Proxy) answer(w http.ResponseWriter, r *http.Request, l *link, x *Exchange, sent *captured, answer *http.Response, own string) {
	m := &transcript.Message{Start: answer.Proto + " " + answer.Status, Fields: fields(answer.Header, answer.TransferEncoding)}
	got := p.o.Book.capture()
	endsIt := r.Close || answer.Close || byHand(answer)
	kept := false
	// Kept before the client can have the end: what it does next comes later in the book, too.
	keep := func(err error) {
		if !kept {
			kept = true
			x.requestBody(sent)
			x.responseBody(m, got, err)
			p.keep(l, x, answer, endsIt)
		}
	}
	c := &client{w: w, r: r, head: p.ownHead(answer, own)}
	err := p.pass(c, answer, io.TeeReader(answer.Body, got), own, keep)
	keep(err)
	if err == nil {
		err = c.end(answer.Trailer)
	}
	if err != nil {
		c.close()
		panic(http.ErrAbortHandler) // the client must not take what came for all of it
	}
}

// pass passes the body on. It keeps the exchange as soon as it has seen the end.
func (p *Proxy) pass(c *client, answer *http.Response, body io.Reader, own string, keep func(error)) error {
	length := answer.ContentLength
	var first []byte
	if rewritable(answer) && c.r.Method != http.MethodHead {
		if length > 0 && answer.Header.Get("Content-Encoding") == "" {
			// What has come whole at once goes on with its length, as the server said it.
			var err error
			if first, err = firstPart(body); err != nil && err != io.EOF {
				return err
			}
			if int64(len(first)) == length {
				first = []byte(mapped(string(first), p.origins.toClient(own, serverOf(answer))))
				keep(nil)
				if err := c.begin(answer, int64(len(first))); err != nil {
					return err
				}
				_, err := c.Write(first)
				return err
			}
		}
		if length > 0 {
			length = -1 // it will be another, and nobody knows which
		}
		if err := c.begin(answer, length); err != nil {
			return err
		}
		return p.text(c, first, answer, body, own, keep)
	}
	if err := c.begin(answer, length); err != nil {
		return err
	}
	return copyBody(c, c.flush, body, keep)
}

func firstPart(body io.Reader) ([]byte, error) {
	part := make([]byte, 32<<10)
	for {
		if n, err := body.Read(part); n > 0 || err != nil {
			return part[:n], err
		}
	}
}

// text passes text on with our URLs in it, through gzip where it came so.
func (p *Proxy) text(c *client, first []byte, answer *http.Response, body io.Reader, own string, keep func(error)) error {
	body = io.MultiReader(strings.NewReader(string(first)), body)
	rewritten := &rewriter{other: p.origins.toClient(own, serverOf(answer))}
	if e := answer.Header.Get("Content-Encoding"); e == "" || strings.EqualFold(e, "identity") {
		rewritten.to = c
		if err := copyBody(rewritten, c.flush, body, keep); err != nil {
			return err
		}
		return rewritten.Close()
	}
	z := gzip.NewWriter(c)
	rewritten.to = z
	plain := newUnzip(rewritten)
	err := copyBody(plain, func() {
		plain.settle()
		if z.Flush() == nil {
			c.flush()
		}
	}, body, keep)
	if closed := plain.Close(); err == nil { // which also ends what runs beside us
		err = closed
	}
	if err == nil {
		err = rewritten.Close()
	}
	if err == nil {
		err = z.Close()
	}
	return err
}

// copyBody copies a body, each part at once.
func copyBody(to io.Writer, flush func(), body io.Reader, keep func(error)) error {
	buffer := make([]byte, 32<<10)
	for {
		n, err := body.Read(buffer)
		if err == io.EOF {
			keep(nil)
		}
		if n > 0 {
			if _, failed := to.Write(buffer[:n]); failed != nil {
				return failed
			}
			flush()
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// rewritable says whether URLs can stand in a body that we can read.
func rewritable(answer *http.Response) bool {
	switch strings.ToLower(answer.Header.Get("Content-Encoding")) {
	case "", "identity", "gzip", "x-gzip":
	default:
		return false
	}
	media, _, _ := strings.Cut(strings.ToLower(answer.Header.Get("Content-Type")), ";")
	return strings.HasPrefix(media, "text/") || strings.Contains(media, "xml") || strings.Contains(media, "json") ||
		strings.HasPrefix(media, "multipart/") || strings.Contains(media, "javascript")
}

// ownHead is the head of an answer as our client gets it.
func (p *Proxy) ownHead(answer *http.Response, own string) http.Header {
	head := http.Header{}
	p.origins.baked(answer.Header, serverOf(answer))
	other := p.origins.toClient(own, serverOf(answer))
	for name, values := range answer.Header {
		if hopByHop(name, answer.Header) || name == "Content-Length" {
			continue
		}
		for _, v := range values {
			switch name {
			case "Location", "Content-Location", "Refresh":
				p.redirect(v)
				v = mapped(v, other)
			case "Set-Cookie":
				v = ownCookie(v, p.origins.target.Hostname(), strings.HasPrefix(own, "https:"))
			}
			head.Add(name, v)
		}
	}
	if answer.Close {
		head.Set("Connection", "close")
	}
	return head
}

// serverOf is who has answered.
func serverOf(answer *http.Response) *url.URL { return answer.Request.URL }

// redirect lets clients go where the server sends them.
func (p *Proxy) redirect(location string) {
	at := origin.FindStringSubmatch(location)
	if at == nil || !strings.HasPrefix(location, at[0]) {
		return
	}
	if scheme, host := strings.ToLower(at[1]), strings.ToLower(at[3]); !p.origins.isTarget(scheme, host) {
		p.origins.learn(scheme, host, true)
	}
}

// ownCookie is a cookie as a client of ours takes it: not for another domain, and not for TLS alone where there is none.
func ownCookie(line, host string, secure bool) string {
	parts := strings.Split(line, ";")
	kept := parts[:1:1]
	for _, part := range parts[1:] {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case strings.EqualFold(name, "Domain") && withinDomain(host, value):
		case strings.EqualFold(name, "Secure") && !secure:
		case strings.EqualFold(name, "SameSite") && strings.EqualFold(value, "None") && !secure: // which wants Secure
		default:
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ";")
}

func withinDomain(host, domain string) bool {
	domain = strings.ToLower(strings.TrimPrefix(domain, "."))
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// leftOut says that an answer is too large to be kept.
func (x *Exchange) leftOut(limit int64) {
	x.Notes = append(x.Notes, fmt.Sprintf("response: it is left out, for a body of more than %d bytes", limit))
}

// responseBody puts the body that came into an answer, and the answer into the exchange if it is whole.
func (x *Exchange) responseBody(m *transcript.Message, got *captured, err error) {
	if err != nil {
		x.Notes = append(x.Notes, "no whole answer came: it broke off: "+oneLine.Replace(err.Error()))
		return
	}
	body, over, _ := got.state()
	if over {
		x.leftOut(got.limit)
		return
	}
	m.Body = body
	note, left := got.unpack(m)
	if note != "" {
		x.Notes = append(x.Notes, "response: "+note)
	}
	if left {
		return
	}
	x.Response = m
}

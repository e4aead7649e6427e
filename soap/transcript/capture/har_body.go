package capture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"net/url"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// request gives the exchange the body that postData tells: as a text, or as the parameters of a form (HAR 1.2, postData).
func (b *harBody) request(x *exchange) {
	if b.MimeType != "" && x.request.Value("Content-Type") == "" {
		set(&x.request, "Content-Type", string(b.MimeType))
	}
	contentType := x.request.Value("Content-Type")
	if b.Text != nil && (*b.Text != "" || len(b.Params) == 0) {
		body, note := b.bytes(contentType)
		if note != "" {
			x.notes = append(x.notes, "of its request: "+note)
		}
		x.request.Body = body
		size := text(x.request.Value("Content-Length")).number()
		switch {
		case len(body) == 0 && size > 0:
			x.unsendable(noBody(size))
		case x.request.Value("Content-Encoding") == "" && b.short(size, int64(len(body))):
			x.unsendable("its request " + cutOffAfter(int64(len(body)), size))
		}
		return
	}
	if len(b.Params) == 0 {
		if size := text(x.request.Value("Content-Length")).number(); size > 0 {
			x.unsendable(noBody(size))
		}
		return
	}
	media, params, _ := mime.ParseMediaType(contentType)
	if strings.HasPrefix(media, "multipart/") {
		x.request.Body = parts(b.Params, params["boundary"])
		return
	}
	var pairs []string
	for _, p := range b.Params {
		pairs = append(pairs, formEscape(string(p.Name))+"="+formEscape(string(p.Value)))
	}
	x.request.Body = []byte(strings.Join(pairs, "&"))
}

func noBody(size int64) string {
	return fmt.Sprintf("its request has no body, which had %s: the tool did not save it", count(size, "byte"))
}

// formEscape writes a part of a form. Some tools have decoded it and some have not: what is escaped already stays so.
func formEscape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil && plain != s && url.QueryEscape(plain) == s {
		return s
	}
	return url.QueryEscape(s)
}

// parts writes the parameters of a form as parts (RFC 7578).
func parts(list []harPair, boundary string) []byte {
	var b bytes.Buffer
	for _, p := range list {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q", boundary, string(p.Name))
		if p.FileName != "" {
			fmt.Fprintf(&b, "; filename=%q", string(p.FileName))
		}
		if p.ContentType != "" {
			fmt.Fprintf(&b, "\r\nContent-Type: %s", oneLine(string(p.ContentType)))
		}
		fmt.Fprintf(&b, "\r\n\r\n%s\r\n", string(p.Value))
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes()
}

// answer gives the exchange the body of its response.
func (r *harAnswer) answer(x *exchange, status int64) {
	empty := status == 204 || status == 304 || x.method == "HEAD"
	if r.Body == nil || r.Body.Text == nil || *r.Body.Text == "" {
		size := r.Size.number()
		if r.Body != nil {
			size = max(size, r.Body.Size.number())
		}
		if length := x.response.Value("Content-Length"); length != "" {
			size = max(size, text(length).number())
		}
		if size > 0 && !empty {
			x.wrong(fmt.Sprintf("its response has no body, which had %s: save the HAR with content", count(size, "byte")))
		}
		return
	}
	if empty {
		return
	}
	contentType := x.response.Value("Content-Type")
	if contentType == "" {
		contentType = string(r.Body.MimeType)
	}
	body, note := r.Body.bytes(contentType)
	if note != "" {
		x.notes = append(x.notes, "of its response: "+note)
	}
	x.response.Body = body
	if stillPacked(x.response) {
		return // of what it unpacks to the size is told, and what is cut off does not unpack
	}
	r.truncated(x, int64(len(body)))
}

// stillPacked says whether a body is packed as it went over the wire.
func stillPacked(m *transcript.Message) bool {
	return bytes.HasPrefix(m.Body, []byte("\x1f\x8b")) || m.Value("Content-Encoding") != "" && !readable(m.Body)
}

// truncated finds out whether a body was cut off: the tool names its size, or the server did, and it is not there.
func (r *harAnswer) truncated(x *exchange, have int64) {
	length := text("")
	if x.response.Value("Content-Encoding") == "" && x.response.Value("Transfer-Encoding") == "" {
		length = text(x.response.Value("Content-Length"))
	}
	for _, want := range []int64{length.number(), r.Body.Size.number()} {
		if r.Body.short(want, have) {
			x.wrong("its response " + cutOffAfter(have, want))
			return
		}
	}
}

// short says whether there are fewer bytes than there were. Of a text tools count bytes or characters, before or after it was
// decoded, and leave out a byte order mark: only what is short by all counts is cut off.
func (b *harBody) short(want, have int64) bool {
	const mark = 3
	if strings.EqualFold(string(b.Encoding+b.Charles), "base64") {
		return want > have
	}
	return want > max(have, int64(len(*b.Text)))+mark
}

// bytes are what went over the wire, decoded from what the tool made of it.
func (b *harBody) bytes(contentType string) (body []byte, note string) {
	s := string(*b.Text)
	encoding := strings.ToLower(string(b.Encoding + b.Charles))
	raw, coded := fromBase64(s)
	switch {
	case encoding == "base64" && coded:
		return raw, ""
	case encoding == "base64":
		note = "it is marked as base64 and is none: taken as it stands"
	case coded && hidden(s, raw, contentType):
		return raw, "it was base64 and not marked so"
	}
	body, more := encode(s, contentType)
	if more == "" {
		more = note
	}
	if strings.ContainsRune(s, '\ufffd') && more == "" {
		more = "the tool that saved it did not know its charset, and replaced characters"
	}
	return body, more
}

// fromBase64 decodes base64 in any of its forms.
func fromBase64(s string) (raw []byte, ok bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, s)
	s = strings.TrimRight(s, "=")
	raw, err := base64.RawStdEncoding.DecodeString(s)
	return raw, err == nil
}

// hidden says whether a text that can be base64 must be: as it stands it is no document, decoded it is one, or what the content
// type names.
func hidden(s string, raw []byte, contentType string) bool {
	if len(s) < 16 || looksLikeDocument([]byte(s)) {
		return false
	}
	media, _, _ := mime.ParseMediaType(contentType)
	return looksLikeDocument(raw) || bytes.HasPrefix(raw, []byte("\x1f\x8b")) && textual(contentType) ||
		strings.HasPrefix(media, "multipart/") && bytes.HasPrefix(bytes.TrimLeft(raw, "\r\n"), []byte("--")) || looksLikeHTML(raw)
}

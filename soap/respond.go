package soap

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Response is a whole HTTP answer.
type Response struct {
	Status int // 200 when zero
	Phrase string
	Header http.Header
	Body   []byte
	Close  bool

	chunked, gzip bool
}

// NewResponse returns a 200 with a content type and a body.
func NewResponse(contentType string, body []byte) *Response {
	return &Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}, Body: body}
}

// envelope writes the answer of a call that succeeded. The inside of the body comes first, since only then
// it is known what the envelope has to declare.
func (e *Endpoint) envelope(call *Call, reply Reply, buf *buffers) (*Response, error) {
	s := call.Service
	buf.body.Reset()
	xsi := false
	switch r := reply.(type) {
	case nil:
	case Content:
		if r.Write != nil {
			r.Write(&buf.body)
		}
	case *Content:
		if r.Write != nil {
			r.Write(&buf.body)
		}
	default:
		if call.op == nil || call.op.output == nil {
			return nil, fmt.Errorf("soap: service %s: a %T answers an operation that the contract does not have", s.Name, reply)
		}
		style := &s.Style.Body
		if len(s.Style.Aliases) > 0 {
			spelled := s.Style.Body
			spelled.Rename = call.Spelling
			style = &spelled
		}
		var err error
		if xsi, err = call.op.output.Encode(style, &buf.body, reply); err != nil {
			return nil, err
		}
	}
	namespaces := s.Style.Namespaces
	buf.write(call, namespaces, xsi && s.Style.DeclareXSI)
	return s.response(call, http.StatusOK, buf.answer.Bytes()), nil
}

// faultAnswer writes the answer of a call that failed.
func (e *Endpoint) faultAnswer(call *Call, f *Fault, buf *buffers) *Response {
	s := call.Service
	var answer *Response
	if f.Write == nil {
		answer = &Response{Status: f.status(), Header: http.Header{}, Body: f.Body}
		if f.ContentType != "" {
			answer.Header["Content-Type"] = []string{f.ContentType}
		}
		s.addFields(answer.Header)
	} else {
		buf.body.Reset()
		f.Write(&buf.body, call)
		namespaces := s.Style.FaultNamespaces
		if namespaces == nil {
			namespaces = s.Style.Namespaces
		}
		buf.write(call, namespaces, false)
		answer = s.response(call, f.status(), buf.answer.Bytes())
	}
	answer.Phrase, answer.Close = f.Phrase, f.Close
	for _, field := range f.HTTP {
		answer.Header.Add(field.Name, field.Value)
	}
	return answer
}

func (s *Service) response(call *Call, status int, body []byte) *Response {
	h := make(http.Header, 4)
	h["Content-Type"] = []string{s.Style.contentType(call.Version)}
	s.addFields(h)
	return &Response{Status: status, Header: h, Body: body, chunked: s.Style.Chunked, gzip: s.Style.Gzip}
}

func (s *Service) addFields(h http.Header) {
	for _, f := range s.Style.HTTP {
		h.Add(f.Name, f.Value)
	}
}

// write wraps what is in b.body into an envelope.
func (b *buffers) write(call *Call, namespaces []Namespace, xsi bool) {
	style, w := &call.Service.Style, &b.answer
	w.Reset()
	w.Raw(style.Declaration)
	prefix := style.prefix(call.Version)
	w.Open(prefix + ":Envelope")
	for _, a := range style.Attributes {
		w.Attr(qualify(a.Prefix, a.Name.Local), a.Value)
	}
	own := false
	for _, n := range namespaces {
		if n.URI == "" {
			own = true
		}
	}
	if !own {
		w.Attr("xmlns:"+prefix, call.Spelling(call.Version.Namespace()))
	}
	for _, n := range namespaces {
		if n.URI == "" {
			w.Attr("xmlns:"+prefix, call.Spelling(call.Version.Namespace()))
			continue
		}
		w.Attr(declare(n.Prefix), call.Spelling(n.URI))
	}
	if xsi {
		w.Attr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	}
	if len(call.blocks) > 0 {
		writeHeader(w, call, prefix)
	}
	w.Open(prefix + ":Body")
	w.RawBytes(b.body.Bytes())
	w.Close()
	w.Close()
}

func writeHeader(w *Writer, call *Call, prefix string) {
	w.Open(prefix + ":Header")
	var declared []string
	for _, block := range call.blocks {
	next:
		for _, n := range block.Declare {
			for _, d := range declared {
				if d == n.Prefix {
					continue next
				}
			}
			declared = append(declared, n.Prefix)
			w.Attr(declare(n.Prefix), call.Spelling(n.URI))
		}
	}
	for _, block := range call.blocks {
		block.Write(w)
	}
	w.Close()
}

func declare(prefix string) string {
	if prefix == "" {
		return "xmlns"
	}
	return "xmlns:" + prefix
}

func qualify(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// write sends an answer.
func (e *Endpoint) write(w http.ResponseWriter, call *Call, a *Response) {
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	if a.Header == nil {
		a.Header = http.Header{}
	}
	head := w.Header()
	for k, v := range a.Header {
		head[k] = v
	}
	if head["Date"] == nil {
		head["Date"] = []string{e.clock.Now().UTC().Format(http.TimeFormat)}
	}
	body := a.Body
	if a.gzip && len(body) > 0 && wantsGzip(call.HTTP.Header) {
		head["Content-Encoding"] = []string{"gzip"}
		body = compress(body)
	}
	if a.Phrase != "" && a.Phrase != http.StatusText(a.Status) {
		writePhrase(w, call, a, body)
		return
	}
	if a.Close {
		head["Connection"] = []string{"close"}
	}
	if a.chunked && call.HTTP.ProtoAtLeast(1, 1) {
		head["Transfer-Encoding"] = []string{"chunked"}
	} else {
		head["Content-Length"] = []string{strconv.Itoa(len(body))}
	}
	if len(body) == 0 && head["Content-Type"] == nil {
		head["Content-Type"] = nil // no content type rather than a guessed one
	}
	w.WriteHeader(a.Status)
	w.Write(body)
}

// hangUp closes the connection without an answer.
func hangUp(w http.ResponseWriter) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		c.Close()
		return
	}
	panic(http.ErrAbortHandler)
}

// writePhrase sends an answer whose reason phrase is not the usual one, which net/http cannot write, and
// closes the connection. Nothing else writes to the raw connection.
func writePhrase(w http.ResponseWriter, call *Call, a *Response, body []byte) {
	head := w.Header().Clone()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(a.Status)
		w.Write(body)
		return
	}
	defer conn.Close()
	var b bytes.Buffer
	proto := "HTTP/1.1"
	if !call.HTTP.ProtoAtLeast(1, 1) {
		proto = "HTTP/1.0"
	}
	fmt.Fprintf(&b, "%s %03d %s\r\n", proto, a.Status, oneLine.Replace(a.Phrase))
	head.Set("Content-Length", strconv.Itoa(len(body)))
	head.Set("Connection", "close")
	head.Write(&b)
	b.WriteString("\r\n")
	b.Write(body)
	conn.Write(b.Bytes())
}

var oneLine = strings.NewReplacer("\r", " ", "\n", " ")

// wantsGzip says whether a client takes gzip.
func wantsGzip(h http.Header) bool {
	for part := range strings.SplitSeq(h.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, "gzip") && name != "*" {
			continue
		}
		q, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
		if weight, err := strconv.ParseFloat(q, 64); found && err == nil && weight == 0 {
			return false
		}
		return true
	}
	return false
}

var gzips = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compress packs a body with an empty gzip header: PHP's SoapClient skips exactly ten bytes of it.
func compress(body []byte) []byte {
	var b bytes.Buffer
	z := gzips.Get().(*gzip.Writer)
	defer gzips.Put(z)
	z.Reset(&b)
	z.Write(body)
	z.Close()
	return b.Bytes()
}

package soap

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
)

// frame is the envelope of one version of SOAP as a style has it, put together once.
type frame struct {
	envelope, header, body string // the names as written
	own, xsi               string // the prefixes of its namespace and of XMLSchema-instance
	attributes             string // as they stand in the start tag
	reply, fault           []binding
	contentType            []string
	style                  WriteStyle // of the body, which may use what the envelope declares
}

// binding is a declaration of a namespace, and how it stands in a start tag when the request spells it alike.
type binding struct{ prefix, space, written string }

// newFrame puts together the envelope of a version.
func newFrame(s *Style, v Version) frame {
	prefix := s.prefix(v)
	f := frame{
		envelope: qualify(prefix, "Envelope"), header: qualify(prefix, "Header"), body: qualify(prefix, "Body"),
		own: prefix, xsi: cmp.Or(s.Body.XSI, "xsi"), contentType: []string{s.contentType(v)}, style: s.Body,
	}
	for _, a := range s.Attributes {
		f.attributes += written(s, func(w *Writer) { w.Attr(qualify(a.Prefix, a.Name.Local), a.Value) })
	}
	f.reply = f.bindings(s, v, s.Namespaces)
	f.fault = f.reply
	if s.FaultNamespaces != nil {
		f.fault = f.bindings(s, v, s.FaultNamespaces)
	}
	if f.style.InScope == nil {
		f.style.InScope = []Declaration{{Prefix: prefix, Space: v.Namespace()}}
		for _, n := range s.Namespaces {
			if n.URI != "" {
				f.style.InScope = append(f.style.InScope, Declaration{Prefix: n.Prefix, Space: n.URI})
			}
		}
	}
	return f
}

// bindings are namespaces as they stand on the Envelope, its own among them.
func (f *frame) bindings(s *Style, v Version, namespaces []Namespace) []binding {
	var list []binding
	add := func(prefix, space string) {
		list = append(list, binding{prefix, space, written(s, func(w *Writer) { w.Declare(prefix, space) })})
	}
	if !slices.ContainsFunc(namespaces, func(n Namespace) bool { return n.URI == "" }) {
		add(f.own, v.Namespace())
	}
	for _, n := range namespaces {
		if n.URI == "" {
			add(f.own, v.Namespace())
		} else {
			add(n.Prefix, n.URI)
		}
	}
	return list
}

// written is what f adds to a start tag.
func written(s *Style, f func(w *Writer)) string {
	w := Writer{Escapes: s.Escapes}
	w.Open("")
	f(&w)
	w.Empty()
	return strings.TrimSuffix(strings.TrimPrefix(w.String(), "<"), "/>")
}

// bodyStyle is how the body of this call's reply is written.
func (w *workspace) bodyStyle() *WriteStyle {
	call := &w.call
	s, f := &call.Service.Style, &call.Service.frames[call.Version]
	respelled := call.Envelope.respelled()
	if !respelled && s.Rename == nil && call.Edition == 0 {
		return &f.style
	}
	w.style = f.style
	if respelled {
		w.inScope = w.inScope[:0]
		for _, d := range f.style.InScope {
			w.inScope = append(w.inScope, Declaration{Prefix: d.Prefix, Space: call.Spelling(d.Space)})
		}
		w.style.InScope = w.inScope
	}
	if call.Edition != 0 {
		w.style.Version = call.Edition
	}
	if respelled || s.Rename != nil {
		if w.rename == nil {
			w.rename = w.renamed
		}
		w.style.Rename = w.rename
	}
	return &w.style
}

// renamed is a namespace as the answer has it.
func (w *workspace) renamed(space string) string {
	call := &w.call
	if rename := call.Service.Style.Rename; rename != nil {
		space = rename(call, space)
	}
	return call.Spelling(space)
}

// envelop makes the answer of what is in w.body.
func (w *workspace) envelop(status int, namespaces []binding, xsi bool) error {
	call := &w.call
	s := call.Service
	f, out := &s.frames[call.Version], ready(&w.whole, s)
	if w.body.Depth() != 0 {
		return fmt.Errorf("soap: service %s: what was written into the body leaves %d elements open", s.Name, w.body.Depth())
	}
	out.Raw(s.Style.Declaration)
	out.Open(f.envelope)
	out.Attrs(f.attributes)
	for _, n := range namespaces {
		if space := call.Spelling(n.space); space == n.space {
			out.Attrs(n.written)
		} else {
			out.Declare(n.prefix, space)
		}
	}
	if xsi {
		out.Declare(f.xsi, codec.NamespaceXSI)
	}
	if len(call.blocks) > 0 {
		if err := writeHeader(out, call, f.header); err != nil {
			return err
		}
	}
	out.Open(f.body)
	out.RawBytes(w.body.Bytes())
	out.Close()
	out.Close()
	w.answer = Response{Status: status, Header: w.headOf(f.contentType), Body: out.Bytes(), chunked: s.Style.Chunked, gzip: s.Style.Gzip}
	return nil
}

// writeHeader writes the Header element. Declarations go on it, each prefix once: SQL Server writes the same two
// for an sqlSession block and for a MustUnderstand.
func writeHeader(w *Writer, call *Call, name string) error {
	depth := w.Depth()
	w.Open(name)
	var few [8]Namespace
	declared := few[:0]
	for _, block := range call.blocks {
		for _, n := range block.Declare {
			i := slices.IndexFunc(declared, func(d Namespace) bool { return d.Prefix == n.Prefix })
			if i < 0 {
				declared = append(declared, n)
				w.Declare(n.Prefix, call.Spelling(n.URI))
			} else if declared[i].URI != n.URI {
				return fmt.Errorf("soap: header blocks mean both %s and %s by the prefix %q", declared[i].URI, n.URI, n.Prefix)
			}
		}
	}
	for _, block := range call.blocks {
		block.Write(w)
		if w.Depth() != depth+1 {
			return errors.New("soap: a header block leaves elements open, or closes the Header: its Write has to close what it opens")
		}
	}
	w.Close()
	return nil
}

// headOf begins the head of an answer: its content type and the fields of the vendor's server.
func (w *workspace) headOf(contentType []string) http.Header {
	if w.head == nil {
		w.head = make(http.Header, 8)
	}
	clear(w.head)
	if contentType != nil {
		w.head["Content-Type"] = contentType
	}
	for _, f := range w.call.Service.fields {
		w.head[f.name] = f.values
	}
	return w.head
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

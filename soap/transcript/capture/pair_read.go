package capture

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"path/filepath"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// pairFiles are the pairs of a folder.
type pairFiles struct {
	pairs []*pair
	o     Options
}

func (f *pairFiles) close() error { return nil }

func (f *pairFiles) scan(visit func(int, *exchange), problem func(entry, what string)) error {
	for n, p := range f.pairs {
		x, err := f.load(n)
		if err != nil {
			problem(filepath.Base(p.request.name), plain(err))
			continue
		}
		visit(n, x)
	}
	return nil
}

func (f *pairFiles) load(n int) (*exchange, error) {
	p := f.pairs[n]
	x := &exchange{entry: filepath.Base(p.request.name)}
	raw, err := readWhole(p.request.name, f.o.MaxEntry, "an entry")
	if err != nil {
		return nil, err
	}
	if p.request.raw {
		err = x.readRequest(raw)
	} else {
		err = f.bareRequest(x, raw)
	}
	if err != nil {
		return nil, err
	}
	if p.answer == nil {
		return x, nil
	}
	raw, err = readWhole(p.answer.name, f.o.MaxEntry, "an entry")
	switch {
	case err != nil:
		x.wrong(filepath.Base(p.answer.name) + ": " + plain(err))
	case p.answer.raw:
		if err := x.readAnswer(raw); err != nil {
			x.wrong(filepath.Base(p.answer.name) + ": " + plain(err))
		}
	case cutOff(raw):
		x.wrong(filepath.Base(p.answer.name) + ": it is cut off: its XML ends before its end")
	default:
		x.response = bareAnswer(raw)
	}
	return x, nil
}

// bareRequest makes a request of a body: what SOAP and HTTP want beside, the body says itself.
func (f *pairFiles) bareRequest(x *exchange, body []byte) error {
	if f.o.URL == "" {
		return errors.New("it is a body, and nothing tells where it was sent: name the URL (--sent-to)")
	}
	if cutOff(body) {
		return errors.New("it is cut off: its XML ends before its end")
	}
	x.method, x.target = "POST", f.o.URL
	x.request.Body = withoutEnd(body)
	soapHead(&x.request, "", "")
	return nil
}

// soapHead writes into the head of a request what its body says: the content type, and where SOAP 1.1 or 1.2 has it, the
// action, which WS-Addressing names in the envelope. Action and content type may be known already.
func soapHead(m *transcript.Message, contentType, action string) {
	o := outlineOf(m.Body)
	contentType = cmp.Or(contentType, contentTypeOf(m.Body))
	action = cmp.Or(strings.Trim(action, `"`), strings.TrimSpace(o.action))
	if o.root == (xml.Name{Space: soap.Namespace12, Local: "Envelope"}) {
		if action != "" && !strings.Contains(contentType, "action=") {
			contentType += `; action="` + oneLine(action) + `"`
		}
	} else if (o.root.Local == "Envelope" || action != "") && m.Value("SOAPAction") == "" {
		m.Fields = append(m.Fields, transcript.Field{Name: "SOAPAction", Value: `"` + oneLine(action) + `"`})
	}
	if contentType != "" && m.Value("Content-Type") == "" {
		m.Fields = append([]transcript.Field{{Name: "Content-Type", Value: contentType}}, m.Fields...)
	}
}

// bareAnswer makes an answer of a body. A fault comes with 500, as HTTP's binding of SOAP 1.1 has it (section 6.2).
func bareAnswer(body []byte) *transcript.Message {
	m := &transcript.Message{Start: statusLine(200, ""), Body: withoutEnd(body)}
	if outlineOf(m.Body).body.Local == "Fault" {
		m.Start = statusLine(500, "")
	}
	if contentType := contentTypeOf(m.Body); contentType != "" {
		m.Fields = []transcript.Field{{Name: "Content-Type", Value: contentType}}
	}
	return m
}

// withoutEnd is a body without the line end that an editor puts behind it.
func withoutEnd(body []byte) []byte {
	if _, ok := wide.Order(body); ok {
		return body
	}
	return bytes.TrimRight(body, "\r\n")
}

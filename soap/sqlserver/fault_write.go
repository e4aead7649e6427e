package sqlserver

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// faultContent is what a fault says: whose error it is, the codes from the general to the special, and the engine's
// message, nil for none.
type faultContent struct {
	who     blame
	codes   []string
	message *batch.Message
}

// reason is the text of a fault, with both of the blanks that the server writes. It is documented for errors of the
// sender; for the server's own it is a choice.
func (f faultContent) reason(who string) string {
	text := "There was an error in the incoming SOAP request packet:  "
	if f.who == receiver() {
		text = "There was an error while processing the SOAP request:  "
	}
	return text + strings.Join(append([]string{who}, f.codes...), ", ")
}

// write writes the Fault element. A SOAP 1.1 fault has the parts of a SOAP 1.2 fault in its detail, without an
// element around them ([MS-SSNWS] 4.2.7).
func (f faultContent) write(w *soap.Writer, call *soap.Call) {
	if call.Version == soap.SOAP12 {
		w.Open(prefix12 + ":Fault")
		w.Attr("xmlns:sqlsoapfaultcode", call.Spelling(faultCodeNamespace))
		f.parts(w, call)
		w.Close()
		return
	}
	w.Open(prefix11 + ":Fault")
	w.Attr("xmlns:sqlsoapfaultcode", call.Spelling(faultCodeNamespace))
	w.Leaf("faultcode", prefix11+":"+f.who.v11)
	w.Leaf("faultstring", f.reason(f.who.v11))
	w.Leaf("faultactor", role)
	w.Open("detail")
	w.Attr("xmlns:"+prefix12, soap.Namespace12)
	f.parts(w, call)
	w.Close()
	w.Close()
}

// parts writes the five parts of a SOAP 1.2 fault.
func (f faultContent) parts(w *soap.Writer, call *soap.Call) {
	w.Open(prefix12 + ":Code")
	w.Leaf(prefix12+":Value", prefix12+":"+f.who.v12)
	for _, code := range f.codes {
		w.Open(prefix12 + ":Subcode")
		w.Leaf(prefix12+":Value", "sqlsoapfaultcode:"+code)
	}
	for range f.codes {
		w.Close()
	}
	w.Close()
	w.Open(prefix12 + ":Reason")
	w.Open(prefix12 + ":Text")
	w.Attr("xml:lang", "en-US")
	w.Text(f.reason(f.who.v12))
	w.Close()
	w.Close()
	w.Leaf(prefix12+":Node", call.URL(call.Service.Routes[0].Path))
	w.Leaf(prefix12+":Role", role)
	w.Open(prefix12 + ":Detail")
	if f.message != nil {
		stream.Style{}.Message(w, *f.message)
	}
	w.Close()
}

package mft

import (
	"strconv"

	"github.com/soapstone-dev/soapstone/soap"
)

const (
	axisNamespace = "http://xml.apache.org/axis/"
	rpcNamespace  = "http://www.w3.org/2003/05/soap-rpc"
)

// space is where a fault code lives.
type space int

const (
	none     space = iota // it has no prefix
	envelope              // the namespace of the envelope
	axis                  // Axis' own
)

type code struct {
	space space
	local string
}

// content is what a fault says. Of a fault that has another code in SOAP 1.2 there is code12, and sub12 in the
// namespace of its RPC convention. So many prefixes were counted in the header.
type content struct {
	code, code12 code
	sub12, text  string
	prefixes     counter
}

func (f faults) fault(c content) *soap.Fault {
	return &soap.Fault{Code: c.code.local, Text: c.text, Write: func(w *soap.Writer, call *soap.Call) {
		n := c.prefixes
		w.Open(prefix + ":Fault")
		if call.Version == soap.SOAP12 {
			c.write12(w, &n)
			f.detail(w, "soapenv:Detail", &n)
		} else {
			w.Open("faultcode")
			c.code.write(w, &n)
			w.Close()
			w.Leaf("faultstring", c.text)
			f.detail(w, "detail", &n)
		}
		w.Close()
	}}
}

// early is a fault of Axis that has no service yet, whose setting it would be to break no lines.
func (f faults) early(c content) *soap.Fault {
	fault := f.fault(c)
	fault.Indented = true
	return fault
}

// counter counts prefixes as Axis does: ns1, ns2 and so on.
type counter int

func (n counter) String() string { return "ns" + strconv.Itoa(int(n)) }

func (n *counter) next() string {
	*n++
	return n.String()
}

// write writes a code as the text of the element that is open.
func (c code) write(w *soap.Writer, n *counter) {
	switch c.space {
	case axis:
		p := n.next()
		w.Attr("xmlns:"+p, axisNamespace)
		w.Text(p + ":" + c.local)
	case envelope:
		w.Text(prefix + ":" + c.local)
	default:
		w.Text(c.local)
	}
}

// write12 writes what a SOAP 1.2 fault has before its detail. Axis keeps codes of SOAP 1.1 there.
func (c content) write12(w *soap.Writer, n *counter) {
	value := c.code
	if c.code12 != (code{}) {
		value = c.code12
	}
	w.Open("soapenv:Code")
	w.Open("soapenv:Value")
	value.write(w, n)
	w.Close()
	if c.sub12 != "" {
		p := n.next()
		w.Open("soapenv:Subcode")
		w.Attr("xmlns:"+p, rpcNamespace)
		w.Leaf("soapenv:Value", p+":"+c.sub12)
		w.Close()
	}
	w.Close()
	w.Open("soapenv:Reason")
	w.Open("soapenv:Text")
	w.Attr("xml:lang", "en")
	w.Text(c.text)
	w.Close()
	w.Close()
}

// detail writes the name of the server: all there is unless Axis runs as a developer's.
func (f faults) detail(w *soap.Writer, name string, n *counter) {
	p := n.next()
	w.Open(name)
	w.Open(p + ":hostname")
	w.Attr("xmlns:"+p, axisNamespace)
	w.Text(f.hostname)
	w.Close()
	w.Close()
}

// writeUpgrade writes the header block that names the envelope of SOAP 1.1.
func writeUpgrade(w *soap.Writer) {
	w.Open("soapenv:Upgrade")
	w.Attr("soapenv:actor", "http://schemas.xmlsoap.org/soap/actor/next")
	w.Attr("soapenv:mustUnderstand", "0")
	w.Open("soapenv:SupportedEnvelope")
	w.Attr("qname", "soapenv:Envelope")
	w.Empty()
	w.Close()
}

// notUnderstood writes the header block of SOAP 1.2 that names one that was not understood.
func notUnderstood(n counter, name soap.Name) func(w *soap.Writer) {
	return func(w *soap.Writer) {
		w.Open("soapenv:NotUnderstood")
		w.Attr("qname", n.String()+":"+name.Local)
		w.Attr("soapenv:role", "http://schemas.xmlsoap.org/soap/actor/next")
		w.Attr("soapenv:mustUnderstand", "false")
		w.Attr("xmlns:"+n.String(), name.Space)
		w.Empty()
	}
}

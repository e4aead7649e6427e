package diff

import (
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// The namespaces of what a server makes anew for each message.
const (
	securityExtension = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	securityUtility   = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	signature         = "http://www.w3.org/2000/09/xmldsig#"
)

// addressing are the namespaces of WS-Addressing, from the drafts that toolkits speak to the recommendation.
func addressing() []string {
	return []string{
		"http://schemas.xmlsoap.org/ws/2003/03/addressing", "http://schemas.xmlsoap.org/ws/2004/03/addressing",
		"http://schemas.xmlsoap.org/ws/2004/08/addressing", "http://www.w3.org/2005/08/addressing",
	}
}

// anew says whether two texts are what a server must make anew for each message: its id (WS-Addressing 1.0, section 3.2), a
// nonce, or what is computed over those.
func (c *comparison) anew(want, got *reader.Element, w, g string) bool {
	if c.o.Strict&Anew != 0 || want.Name != got.Name || strings.TrimSpace(w) == "" || strings.TrimSpace(g) == "" || c.text.marked(w) {
		return false
	}
	switch want.Name.Local {
	case "MessageID":
		return slices.Contains(addressing(), want.Name.Space)
	case "Nonce":
		return want.Name.Space == securityExtension
	case "DigestValue", "SignatureValue":
		return want.Name.Space == signature
	}
	return false
}

// label says whether an attribute names a part of the message for a signature, or refers to one by such a name: they mean
// nothing outside of it, and WSS4J, for one, makes them at random.
func (c *comparison) label(e *reader.Element, name reader.Name, w, g string) bool {
	if c.o.Strict&Anew != 0 || w == "" || g == "" || c.text.marked(w) {
		return false
	}
	switch name.Local {
	case "Id":
		return name.Space == securityUtility || name.Space == "" && e.Name.Space == signature
	case "URI":
		return name.Space == "" && e.Name.Local == "Reference" && (e.Name.Space == signature || e.Name.Space == securityExtension) &&
			strings.HasPrefix(w, "#") && strings.HasPrefix(g, "#")
	}
	return false
}

package replay

import (
	"bytes"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Operation names what a request asks for: the first element of a SOAP body, by its local name; else the end of its
// SOAPAction; else its method and the end of its path, such as "GET limits".
func Operation(m *transcript.Message) string {
	if name := bodyChild(m.Body); name != "" {
		return name
	}
	if action := strings.Trim(m.Value("SOAPAction"), `"' `); action != "" {
		return action[strings.LastIndexAny(action, "/#:")+1:]
	}
	method, path := MethodAndPath(m)
	path = strings.TrimRight(path, "/")
	return method + " " + path[strings.LastIndex(path, "/")+1:]
}

// MethodAndPath are those of a request line, without the query.
func MethodAndPath(m *transcript.Message) (method, path string) {
	method, rest, _ := strings.Cut(m.Start, " ")
	target, _, _ := strings.Cut(rest, " ")
	path, _, _ = strings.Cut(target, "?")
	return method, path
}

// bodyChild is the local name of the first element in the body of an envelope, "" for what is none.
func bodyChild(body []byte) string {
	if order, ok := wide.Order(body); ok {
		body = []byte(wide.Decode(body, order))
	}
	if !bytes.Contains(body, []byte("Envelope")) {
		return ""
	}
	text := string(body)
	depth, inBody := 0, false
	for p := range lax.XML(text) {
		switch p.Kind {
		case lax.Start, lax.Empty:
			name := lax.Local(p.Of(text))
			if inBody {
				return name
			}
			if p.Kind == lax.Start {
				depth++
				inBody = depth == 2 && name == "Body"
			}
		case lax.End:
			depth--
			inBody = false
		}
	}
	return ""
}

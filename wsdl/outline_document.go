package wsdl

import "strings"

// Document writes the document with another address and, unless it is empty or the document has none, another target
// namespace with all that mentions it, as Place has both. Other ports get the scheme and the host of the address. All else stays byte for byte.
func (o *Outline) Document(address, namespace string) []byte {
	var changes []change
	if namespace != "" && o.TargetNamespace != "" && namespace != o.TargetNamespace {
		o.root.walk(func(e *node) {
			for _, a := range e.attrs {
				if a.value == o.TargetNamespace {
					changes = append(changes, change{a.from, a.to, namespace})
				} else if rest, ok := strings.CutPrefix(a.value, o.TargetNamespace); ok && a.name.Local == "soapAction" {
					changes = append(changes, change{a.from, a.to, namespace + rest})
				}
			}
		})
	}
	for _, port := range o.ports() {
		at := addressOf(port)
		location := address
		if port != o.port {
			location = moved(at.value, address)
		}
		if at.to > 0 {
			changes = append(changes, change{at.from, at.to, location})
		}
	}
	return apply(o.source, changes)
}

// addressOf is the location of a port's address.
func addressOf(port *node) attribute {
	for _, a := range address(port).attrs {
		if a.name == (Name{Local: "location"}) {
			return a
		}
	}
	return attribute{}
}

// moved is an address at the scheme and the host of another one.
func moved(address, to string) string {
	scheme, rest, ok := strings.Cut(to, "://")
	_, old, was := strings.Cut(address, "://")
	if !ok || !was {
		return address
	}
	host, _, _ := strings.Cut(rest, "/")
	_, path, found := strings.Cut(old, "/")
	if !found {
		return scheme + "://" + host
	}
	return scheme + "://" + host + "/" + path
}

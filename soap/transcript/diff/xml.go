package diff

import (
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

const xsi = soap.NamespaceXSI

// root compares two documents. When one answers and the other is a fault, that is the one difference there is.
func (c *comparison) root(want, got *reader.Element) {
	w, g := faultIn(want), faultIn(got)
	if (w == nil) != (g == nil) && payload(want) != nil {
		d := Difference{Kind: Fault, Path: c.path(payload(want)), Want: summary(payload(want)), Got: summary(payload(got)), Hint: "a fault instead of an answer"}
		if g == nil {
			d.Hint = "an answer instead of a fault"
		}
		c.add(d)
		return
	}
	if !sameName(want, got) && want.Name.Local != got.Name.Local {
		c.add(Difference{Kind: Name, Weight: Outcome, Path: c.path(want), Want: written(want), Got: written(got)})
		return
	}
	c.elements(want, got)
}

// payload is the first element of a SOAP body, nil when there is none.
func payload(root *reader.Element) *reader.Element {
	if root == nil || root.Name.Local != "Envelope" {
		return nil
	}
	for part := root.First(); part != nil; part = part.Next() {
		if part.Name.Local == "Body" {
			return part.First()
		}
	}
	return nil
}

// faultIn is the fault in an envelope, nil when there is none.
func faultIn(root *reader.Element) *reader.Element {
	p := payload(root)
	if p != nil && p.Name.Local == "Fault" && (p.Name.Space == soap.Namespace11 || p.Name.Space == soap.Namespace12) {
		return p
	}
	return nil
}

func summary(e *reader.Element) string {
	if e == nil {
		return ""
	}
	if faultIn(topOf(e)) == e {
		return faultText(e)
	}
	return "<" + written(e) + ">"
}

func topOf(e *reader.Element) *reader.Element {
	for e.Parent() != nil {
		e = e.Parent()
	}
	return e
}

// faultText is the code and the text of a fault in one line.
func faultText(f *reader.Element) string {
	code, reason := f.Child("", "faultcode"), f.Child("", "faultstring")
	if c := f.Child(soap.Namespace12, "Code"); c != nil {
		code = c.Child(soap.Namespace12, "Value")
	}
	if r := f.Child(soap.Namespace12, "Reason"); r != nil {
		reason = r.Child(soap.Namespace12, "Text")
	}
	s := "fault"
	for _, part := range []*reader.Element{code, reason} {
		if part != nil {
			s += " " + strings.TrimSpace(part.Text())
		}
	}
	return s
}

func sameName(a, b *reader.Element) bool { return a.Name == b.Name }

// elements compares two elements whose local names are the same.
func (c *comparison) elements(want, got *reader.Element) {
	if !sameName(want, got) {
		c.namespace(c.path(want), want.Name.Space, got.Name.Space)
	}
	if want.First() == nil && c.text.anything(want.Text()) {
		return
	}
	if c.nils(want, got) {
		return
	}
	if c.references(want, got) {
		return
	}
	c.attributes(want, got)
	c.texts(want, got)
	c.children(want, got)
}

// namespace tells once of each namespace that another stands for: all that is inside inherits it.
func (c *comparison) namespace(path, want, got string) {
	pair := [2]string{want, got}
	if c.spaces[pair] {
		return
	}
	if c.spaces == nil {
		c.spaces = map[[2]string]bool{}
	}
	c.spaces[pair] = true
	hint := fmt.Sprintf("only the namespace: want %s, got %s", nameOfSpace(want), nameOfSpace(got))
	switch {
	case got == "":
		hint += ": is a declaration missing?"
	case strings.Replace(want, "https://", "http://", 1) == strings.Replace(got, "https://", "http://", 1):
		hint = "only the scheme of the namespace: want " + want + ", got " + got
	case strings.TrimSuffix(want, "/") == strings.TrimSuffix(got, "/"):
		hint = "only the slash at the end of the namespace: want " + want + ", got " + got
	}
	c.add(Difference{Kind: Namespace, Path: path, Want: want, Got: got, Hint: hint})
}

func nameOfSpace(uri string) string {
	if uri == "" {
		return "none"
	}
	return uri
}

// nils compares xsi:nil, and says whether that is all there is to say.
func (c *comparison) nils(want, got *reader.Element) bool {
	w, g := isNil(want), isNil(got)
	if w == g {
		return false
	}
	d := Difference{Kind: Nil, Path: c.path(want), Want: content(want), Got: content(got)}
	if w {
		d.Want = "nil"
		if d.Got == "" {
			d.Hint = "only xsi:nil: want nil, got an empty element"
		}
	} else {
		d.Got = "nil"
		if d.Want == "" {
			d.Hint = "only xsi:nil: want an empty element, got nil"
		}
	}
	if v := c.text.compare(d.Want, d.Got); want.First() == nil && c.text.marked(d.Want) && v.equal {
		return true // ${any} may be nil
	}
	c.add(d)
	return true
}

func isNil(e *reader.Element) bool {
	v, _ := e.Attr(xsi, "nil")
	v = strings.TrimSpace(v)
	return v == "true" || v == "1"
}

// content is what is in an element, in short.
func content(e *reader.Element) string {
	if e.First() == nil {
		return e.Text()
	}
	return string(e.Source())
}

// texts compares the text directly inside two elements.
func (c *comparison) texts(want, got *reader.Element) {
	w, g := significant(want), significant(got)
	if w == "" && g == "" {
		return
	}
	kind, isCode := Text, false
	if f := faultOf(want); f != nil {
		kind, isCode = Fault, isFaultCode(want)
	}
	verdict := c.words(want, got, w, g, isCode)
	if verdict.equal || c.usage(want, got, w, g) || c.anew(want, got, w, g) || c.samePart(want, got) {
		return
	}
	c.add(Difference{Kind: verdict.kind(kind), Path: c.path(want), Want: w, Got: g, Hint: verdict.hint})
}

// significant is the text of an element without white space that only lays out the document: beside elements, or blank
// with a line break.
func significant(e *reader.Element) string {
	if !e.HasText() {
		if e.First() != nil {
			return ""
		}
		if s := e.Text(); !strings.ContainsAny(s, "\n\r") {
			return s
		}
		return ""
	}
	return e.Text()
}

// faultOf is the fault of which an element is the code or the text, nil when it is neither.
func faultOf(e *reader.Element) *reader.Element {
	p := e.Parent()
	switch e.Name.Local {
	case "faultcode", "faultstring", "faultactor":
	case "Value", "Text":
		for p != nil && p.Name.Local != "Fault" && p.Name.Space == soap.Namespace12 {
			p = p.Parent()
		}
	default:
		return nil
	}
	if p != nil && p.Name.Local == "Fault" && (p.Name.Space == soap.Namespace11 || p.Name.Space == soap.Namespace12) {
		return p
	}
	return nil
}

func isFaultCode(e *reader.Element) bool {
	return e.Name.Local == "faultcode" || e.Name.Local == "Value"
}

// words compares two texts in their places: where both begin with a prefix that is declared there, what it stands for
// is compared. Where a name must stand, that is also done when the texts are the same.
func (c *comparison) words(want, got *reader.Element, w, g string, names bool) verdict {
	if w == g && !names {
		return verdict{equal: true}
	}
	wantSpace, wantRest, ok := resolve(want, w, names)
	if ok {
		if gotSpace, gotRest, ok := resolve(got, g, names); ok && wantRest == gotRest {
			if wantSpace == gotSpace {
				return verdict{equal: true}
			}
			return verdict{hint: fmt.Sprintf("only the namespace of the name: want %s, got %s", nameOfSpace(wantSpace), nameOfSpace(gotSpace))}
		}
	}
	if c.sameContent(w, g) {
		return verdict{equal: true}
	}
	return c.text.compare(w, g)
}

// resolve takes a text for a name with a prefix, or a name and more, such as xsd:string[3].
func resolve(e *reader.Element, s string, names bool) (space, rest string, ok bool) {
	s = strings.TrimSpace(s)
	prefix, rest, ok := strings.Cut(s, ":")
	if !ok {
		if !names || s == "" {
			return "", "", false
		}
		prefix, rest = "", s
	}
	if strings.ContainsAny(rest, " \n\t") || strings.ContainsAny(prefix, " \n\t/") {
		return "", "", false
	}
	space, ok = e.Namespace(prefix)
	return space, rest, ok
}

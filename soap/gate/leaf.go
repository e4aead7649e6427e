package gate

import (
	"bytes"
	"encoding/json"
	"maps"
	"mime"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// To compare two requests as XML or JSON takes a while, and there may be thousands of pairs. So the texts of a request are
// taken out of it once, when its file is read, and a call is compared only with the requests that have the same texts.
// That is a sieve: requests whose texts differ are different, and those whose texts agree are compared as a whole. So whatever
// package diff may take for equal must be equal here; what is equal here may still differ.

// leaf is a text in a body.
type leaf struct {
	text string // without what does not count, such as white space
	kind leafKind
}

type leafKind int8

const (
	plainLeaf leafKind = iota
	someLeaf           // what differs from run to run: it fits any one
	freeLeaf           // a placeholder, or a session's id: it fits any, and none, and several
)

// fits says whether two requests may be the same by their texts. Where one of them has a leaf that is free, what stands
// before and behind all that are is compared.
func fits(want, got []leaf) bool {
	n, i := min(len(want), len(got)), 0
	for ; i < n && want[i].kind != freeLeaf && got[i].kind != freeLeaf; i++ {
		if !want[i].fits(got[i]) {
			return false
		}
	}
	if !free(want[i:]) && !free(got[i:]) {
		return len(want) == len(got)
	}
	for j := 1; j <= n; j++ {
		w, g := want[len(want)-j], got[len(got)-j]
		if w.kind == freeLeaf || g.kind == freeLeaf {
			break
		}
		if !w.fits(g) {
			return false
		}
	}
	return true
}

func free(l []leaf) bool {
	return slices.ContainsFunc(l, func(l leaf) bool { return l.kind == freeLeaf })
}

func (l leaf) fits(o leaf) bool {
	return l.text == o.text || l.kind == someLeaf || o.kind == someLeaf
}

// instants are what stands in each form of an instant that package diff knows.
var instants = regexp.MustCompile(`\d:\d\d|\d-\d\d|/Date\(|\d{14}`)

// newLeaf makes a leaf of a text by the name of its element. It is nothing where it has no characters.
func newLeaf(name, text, session string) (l leaf, ok bool) {
	switch {
	case strings.Contains(text, "${") || session != "" && strings.Contains(text, session):
		return leaf{kind: freeLeaf}, true
	case changes(name) && strings.IndexFunc(text, unicode.IsDigit) >= 0, instants.MatchString(text):
		return leaf{kind: someLeaf}, true
	}
	if _, rest, found := strings.Cut(text, ":"); found { // another prefix may stand for the same
		text = rest
	}
	text = strings.Join(strings.Fields(text), "")
	return leaf{text: strings.Clone(text)}, text != ""
}

// changes says of a name that numbers with it may differ from run to run: how much of something is used, and the parts of an
// instant.
func changes(name string) bool {
	switch strings.ToLower(name) {
	case "current", "used", "usage", "remaining", "left", "available", "consumed",
		"year", "month", "day", "hour", "minute", "second":
		return true
	}
	return false
}

// leavesOfCall are the texts of a call that is within the limits, nil when it is neither XML nor JSON.
func leavesOfCall(call *soap.Call) []leaf {
	switch {
	case looksLikeJSON(call.Body):
		return leavesOfJSON(call.Body, call.Session)
	case call.Envelope == nil && !looksLikeXML(call.Body):
		return nil
	}
	root, err := call.XML()
	if err != nil {
		return nil
	}
	return leavesOfXML(root, isEnvelope(call), call.Session)
}

// findLeaves finds the texts of the request of a file, nil when it is neither XML nor JSON.
func (e *entry) findLeaves() []leaf {
	body := e.request.Body
	switch {
	case strings.Contains(strings.ToLower(e.request.Value("Content-Type")), "html"):
		return nil
	case looksLikeJSON(body):
		return leavesOfJSON(body, "")
	case !looksLikeXML(body):
		return nil
	}
	_, params, _ := mime.ParseMediaType(e.request.Value("Content-Type"))
	doc, err := reader.Read(body, reader.Options{Charset: params["charset"], Limits: ofFiles()})
	if err != nil {
		return nil
	}
	defer doc.Release()
	return leavesOfXML(doc.Root(), e.isSOAP, "")
}

// leavesOfXML are the texts of an element, or of the Body of an envelope, in the order in which their elements begin. It is
// nil where a value may stand elsewhere, as SOAP's encoding lets it.
func leavesOfXML(root *soap.Element, isSOAP bool, session string) []leaf {
	leaves, elsewhere := []leaf{}, false
	var walk func(e *soap.Element)
	walk = func(e *soap.Element) {
		if _, refers := e.Attr("", "href"); refers {
			elsewhere = true
		}
		if e.First() == nil || e.HasText() {
			if l, ok := newLeaf(e.Name.Local, e.Text(), session); ok {
				leaves = append(leaves, l)
			}
		}
		for child := e.First(); child != nil; child = child.Next() {
			walk(child)
		}
	}
	for part := root.First(); isSOAP && part != nil; part = part.Next() {
		for e := part.First(); part.Name.Local == "Body" && e != nil; e = e.Next() {
			walk(e)
		}
	}
	if !isSOAP {
		walk(root)
	}
	if elsewhere {
		return nil
	}
	return leaves
}

// leavesOfJSON are the values of JSON, those of an object in the order of their names; nil when it is none.
func leavesOfJSON(body []byte, session string) []leaf {
	var all any
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	d.UseNumber()
	if d.Decode(&all) != nil || d.More() {
		return nil
	}
	leaves := []leaf{}
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(key, v[key])
			}
		case []any:
			for _, value := range v {
				walk(name, value)
			}
		case string:
			if l, ok := newLeaf("", v, session); ok {
				leaves = append(leaves, l)
			}
		case json.Number:
			l := leaf{text: number(v)}
			if changes(name) {
				l = leaf{kind: someLeaf}
			}
			leaves = append(leaves, l)
		case bool:
			leaves = append(leaves, leaf{text: strconv.FormatBool(v)})
		}
	}
	walk("", all)
	return leaves
}

// number writes a number so that equal ones are written alike.
func number(n json.Number) string {
	f, _ := n.Float64() // too large a one is infinite, and may be another that is
	if f == 0 {
		f = 0 // and not -0
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

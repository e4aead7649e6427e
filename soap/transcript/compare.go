package transcript

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Difference is one thing that was otherwise than a story says.
type Difference struct {
	Number    int    // of the request
	Part      string // "status", "head" or "body"
	Want, Got string
}

// String words the difference for a person, in several lines when it takes them.
func (d Difference) String() string {
	if d.Part != "body" {
		return fmt.Sprintf("response %d: %s\n  want: %s\n  got:  %s", d.Number, d.Part, d.Want, d.Got)
	}
	at := 0
	for at < min(len(d.Want), len(d.Got)) && d.Want[at] == d.Got[at] {
		at++
	}
	return fmt.Sprintf("response %d: body, from byte %d on\n  want: %s\n  got:  %s", d.Number, at, around(d.Want, at), around(d.Got, at))
}

// around shows the place of the first difference with some text before and after it.
func around(s string, at int) string {
	const before, after = 60, 120
	from, to := max(0, at-before), min(len(s), at+after)
	out := strings.ToValidUTF8(s[from:to], "?")
	if from > 0 {
		out = "…" + out
	}
	if to < len(s) {
		out += "…"
	}
	return fmt.Sprintf("%q", out)
}

// compare compares an answer with the one that came, to the byte. The order of head fields does not count: it is not the vendor's,
// but that of whatever wrote the head.
func compare(want *Response, got *Message) (d []Difference) {
	number := want.Number
	differ := func(part, want, got string) {
		d = append(d, Difference{Number: number, Part: part, Want: want, Got: got})
	}
	if want.Start != got.Start {
		differ("status", want.Start, got.Start)
	}
	w, g := lines(want.Fields), lines(got.Fields)
	if !slices.Equal(w, g) {
		differ("head", strings.Join(without(w, g), " | "), strings.Join(without(g, w), " | "))
	}
	if !bytes.Equal(want.Body, got.Body) {
		differ("body", string(want.Body), string(got.Body))
	}
	return d
}

// lines are head fields in an order. The case of their names is no difference (RFC 9110, section 5.1).
func lines(fields []Field) []string {
	var l []string
	for _, f := range fields {
		l = append(l, http.CanonicalHeaderKey(f.Name)+": "+f.Value)
	}
	slices.Sort(l)
	return l
}

// without is what a has and b has not, or has less often.
func without(a, b []string) (l []string) {
	b = slices.Clone(b)
	for _, s := range a {
		if i := slices.Index(b, s); i >= 0 {
			b = slices.Delete(b, i, i+1)
		} else {
			l = append(l, s)
		}
	}
	return l
}

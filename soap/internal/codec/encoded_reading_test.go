package codec_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
)

// inBody is an envelope around the inside of a body.
func inBody(inside string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><e:Body>` + inside + `</e:Body></e:Envelope>`
}

// TestParameters has what Axis 1.4 takes for the two parameters of deleteSessionId, of which the second is sessionId.
func TestParameters(t *testing.T) {
	type request = mftadmin.DeleteSessionId
	plan := messagePlan[request](t, parse(t, mftadmin.Document).Operation("deleteSessionId").Input)
	victim, caller := new("v%6a"), new("c")
	both := &request{DeleteSessionId: victim, SessionId: caller}
	tests := []struct {
		name, inside string
		want         *request
	}{
		{"by name", `<deleteSessionId>v%6a</deleteSessionId><sessionId>c</sessionId>`, both},
		{"by name, swapped", `<sessionId>c</sessionId><deleteSessionId>v%6a</deleteSessionId>`, both},
		{"by name, in a namespace", `<x:sessionId xmlns:x="urn:any">c</x:sessionId><x:deleteSessionId xmlns:x="urn:any">v%6a</x:deleteSessionId>`, both},
		{"by position", `<in0>v%6a</in0><in1>c</in1>`, both},
		{"by position, whatever the names", `<arg7 xsi:type="xsd:string">v%6a</arg7><x:a xmlns:x="urn:any">c</x:a>`, both},
		{"one name known, a choice", `<in0>c</in0><deleteSessionId>v%6a</deleteSessionId>`, both},
		{"one by position", `<in0>v%6a</in0>`, &request{DeleteSessionId: victim}},
		{"one by name", `<sessionId>c</sessionId>`, &request{SessionId: caller}},
		{"none", ``, &request{}},
		{"white space and comments", "\n <in0>v%6a</in0><!-- - -->\n <in1>c</in1>\n", both},
		{"nil", `<deleteSessionId xsi:nil="1"/><sessionId xsi:nil="true" xsi:type="xsd:string"/>`, &request{}},
		{"nil by position", `<in0 xsi:nil="true"/><in1>c</in1>`, &request{SessionId: caller}},
		{"empty is not nil", `<deleteSessionId/><sessionId xsi:nil="false"></sessionId>`, &request{DeleteSessionId: new(""), SessionId: new("")}},
		{"another type", `<deleteSessionId xsi:type="q:string" xmlns:q="http://schemas.xmlsoap.org/soap/encoding/">v%6a</deleteSessionId><sessionId xsi:type="nonsense">c</sessionId>`, both},
		{"by reference", `<deleteSessionId href="#b"/><sessionId href="#a"/>`, both},
		{"by reference to a reference, by position", `<in0 href="#c"/><in1>c</in1>`, both},
		{"by reference to nil", `<deleteSessionId href="#d"/>`, &request{}},
		{"by reference inside the wrapper", `<deleteSessionId id="here">v%6a</deleteSessionId><sessionId href="#here"/>`, &request{DeleteSessionId: victim, SessionId: victim}},
	}
	const after = `<multiRef id="a" xsi:type="xsd:string">c</multiRef><multiRef id="b">v%6a</multiRef><multiRef id="c" href="#b"/><multiRef id="d" xsi:nil="true"/>` +
		`<multiRef id="b">an id again, which nothing refers to</multiRef>`
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := payload(t, inBody(`<q:deleteSessionId xmlns:q="urn:whatever" e:encodingStyle="">`+tt.inside+`</q:deleteSessionId>`+after))
			if diff := cmp.Diff(tt.want, decode[request](t, plan, axisRead, e)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestParametersRefused has what is no request for deleteSessionId.
func TestParametersRefused(t *testing.T) {
	plan := messagePlan[mftadmin.DeleteSessionId](t, parse(t, mftadmin.Document).Operation("deleteSessionId").Input)
	href := wsdl.Name{Local: "href"}
	tests := []struct {
		name, inside string
		want         codec.Error
	}{
		{"three by position", `<a/><b/><c/>`, codec.Error{Kind: codec.Surplus, Name: wsdl.Name{Local: "c"}}},
		{"two by name and another", `<x/><sessionId/><deleteSessionId/>`, codec.Error{Kind: codec.Surplus, Name: wsdl.Name{Local: "x"}}},
		{"one name twice", `<sessionId>a</sessionId><sessionId>b</sessionId>`, codec.Error{Kind: codec.Surplus, Name: wsdl.Name{Local: "sessionId"}}},
		{"a reference to nothing", `<sessionId href="#z"/>`, codec.Error{Kind: codec.BadValue, Attribute: true, Name: href, Value: "#z", Type: "reference to a value"}},
		{"a reference elsewhere", `<sessionId href="cid:a"/>`, codec.Error{Kind: codec.BadValue, Attribute: true, Name: href, Value: "cid:a", Type: "reference to a value"}},
		{"a reference without id", `<sessionId href=""/>`, codec.Error{Kind: codec.BadValue, Attribute: true, Name: href, Type: "reference to a value"}},
		{"references in a circle", `<sessionId href="#a"/>`, codec.Error{Kind: codec.BadValue, Attribute: true, Name: href, Value: "#a", Type: "reference to a value"}},
		{"elements in a string", `<sessionId><b/></sessionId>`, codec.Error{Kind: codec.Unexpected, Name: wsdl.Name{Local: "b"}}},
		{"nil that is no boolean", `<sessionId xsi:nil="maybe"/>`, codec.Error{Kind: codec.BadValue, Attribute: true, Name: wsdl.Name{Space: codec.NamespaceXSI, Local: "nil"}, Value: "maybe", Type: "boolean"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := payload(t, inBody(`<deleteSessionId>`+tt.inside+`</deleteSessionId><multiRef id="a" href="#b"/><multiRef id="b" href="#a"/>`))
			err := plan.Decode(&axisRead, e, new(mftadmin.DeleteSessionId))
			var got *codec.Error
			if !errors.As(err, &got) {
				t.Fatalf("got %v", err)
			}
			if got.Line != 1 || got.Column == 0 || got.Parent.Local == "" || got.Error() == "" {
				t.Errorf("without its place: %+v", got)
			}
			got.Line, got.Column, got.Parent = 0, 0, wsdl.Name{}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Without ByPosition unknown parameters are passed over or, with Refuse, refused.
func TestParametersByNameOnly(t *testing.T) {
	plan := messagePlan[mftadmin.ValidateSession](t, parse(t, mftadmin.Document).Operation("validateSession").Input)
	e := payload(t, inBody(`<v:validateSession xmlns:v="`+axisNamespace+`"><in0>a</in0><in1>b</in1></v:validateSession>`))
	if got := decode[mftadmin.ValidateSession](t, plan, codec.ReadStyle{}, e); got.SessionId != nil {
		t.Errorf("got %q", *got.SessionId)
	}
	want := "unexpected element in0 in {" + axisNamespace + "}validateSession; expected sessionId"
	if err := plan.Decode(&codec.ReadStyle{Refuse: true}, e, new(mftadmin.ValidateSession)); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// A message of rpc style that is literal has its parameters found in the same way, and nothing else of section 5.
func TestParametersOfLiteral(t *testing.T) {
	type put struct {
		Name  *string `xml:"name"`
		Count *int32  `xml:"count"`
	}
	c := parse(t, []byte(strings.NewReplacer("encoded", "literal", `<part name="tree" type="y:Tree"/><part name="names" type="y:Strings"/><part name="trees" type="y:Trees"/>`, `<part name="name" type="xs:string"/>`).Replace(yardContract)))
	plan := messagePlan[put](t, c.Operation("plant").Input)
	both := &put{new("n"), new(int32(3))}
	for inside, want := range map[string]*put{
		`<count>3</count><name>n</name>`:        both,
		`<a>n</a><b>3</b>`:                      both,
		`<a>n</a>`:                              {Name: new("n")},
		`<a href="#x">n</a><b xsi:nil="true"/>`: {Name: new("n")},
	} {
		style := codec.ReadStyle{ByPosition: true, AllowMissing: true}
		e := payload(t, inBody(`<y:plant xmlns:y="urn:ask">`+inside+`</y:plant>`))
		if diff := cmp.Diff(want, decode[put](t, plan, style, e)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", inside, diff)
		}
	}
	for inside, want := range map[string]string{
		`<a>n</a>`:                 "urn:ask}plant has no element count, which is required",
		`<a>n</a><b>x</b>`:         `element b: "x" is no int`,
		`<a>n</a><b>3</b><c>4</c>`: "element c is one more than {urn:ask}plant has parameters",
	} {
		e := payload(t, inBody(`<y:plant xmlns:y="urn:ask">`+inside+`</y:plant>`))
		if err := plan.Decode(&codec.ReadStyle{ByPosition: true}, e, new(put)); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", inside, err, want)
		}
	}
	got := encode(t, plan, codec.WriteStyle{Binding: codec.Prefixed, Prefix: "y"}, &put{Name: new("n")})
	if want := `<y:plant xmlns:y="urn:ask"><name>n</name><count xsi:nil="true"/></y:plant>`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestGraph reads beans and arrays as other stacks send them: in place, apart, shared, items of any name.
func TestGraph(t *testing.T) {
	plan := yardPlan(t)
	e := payload(t, inBody(`<q1:plant xmlns:q1="urn:ask" xmlns:c="http://schemas.xmlsoap.org/soap/encoding/">`+
		`<names c:arrayType="xsd:string[999999999]"><x>a</x><y href="#s"/><z xsi:nil="true"/><z/></names><trees href="#all"/><tree href="#t"/><count>12</count></q1:plant>`+
		`<s id="s">b</s><array id="all" xmlns:c="http://schemas.xmlsoap.org/soap/encoding/" c:arrayType="y:Tree[,]" c:root="0"><item href="#t"/><item xsi:nil="true"/><Tree><rings>1</rings><next href="#t"/><near c:arrayType="y:Tree[0]"/><unknown/></Tree></array>`+
		`<Tree id="t"><kind>oak</kind><photo>AAEC</photo><near href="#nil"/></Tree><x id="nil" xsi:nil="1"/>`))
	got := decode[Plant](t, plan, axisRead, e)
	tree := &Tree{Kind: new("oak"), Photo: []byte{0, 1, 2}}
	want := &Plant{Tree: tree, Names: []*string{new("a"), new("b"), nil, new("")}, Count: new(int32(12)),
		Trees: []*Tree{tree, nil, {Rings: new(int32(1)), Next: tree, Near: []*Tree{}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
	if got.Trees[0] != got.Tree || got.Trees[2].Next != got.Tree {
		t.Error("one bean became several")
	}
}

// A bean that leads back to itself, and a chain that is longer than any real one, are refused. A small message that
// would be a large one in place costs no more than it is long.
func TestGraphRefused(t *testing.T) {
	plan := yardPlan(t)
	chain := strings.Builder{}
	for i := range 1000 {
		chain.WriteString(`<m id="` + name(i) + `"><next href="#` + name(i+1) + `"/></m>`)
	}
	chain.WriteString(`<m id="` + name(1000) + `"/>`)
	double := strings.Builder{}
	for i := range 60 {
		double.WriteString(`<m id="` + name(i) + `"><near><a href="#` + name(i+1) + `"/><a href="#` + name(i+1) + `"/></near></m>`)
	}
	double.WriteString(`<m id="` + name(60) + `"/>`)
	for _, tt := range []struct{ name, after, want string }{
		{"a circle", `<m id="a0"><near><x href="#a1"/></near></m><m id="a1"><next href="#a0"/></m>`, `attribute id: "a0" is no reference to a value`},
		{"a chain", chain.String(), `attribute id: "` + name(201) + `" is no reference to a value`},
		{"doubled sixty times", double.String(), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := payload(t, inBody(`<plant xmlns="urn:ask"><tree xmlns="" href="#`+name(0)+`"/></plant>`+tt.after))
			err := plan.Decode(&axisRead, e, new(Plant))
			if got := ""; err != nil {
				if got = err.Error(); tt.want == "" || !strings.HasSuffix(got, tt.want) {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			} else if tt.want != "" {
				t.Errorf("no error, want %s", tt.want)
			}
		})
	}
}

func name(i int) string { return "a" + string(rune('0'+i%10)) + strings.Repeat("x", i/10) }

// FuzzEncoded reads what an rpc client may send, writes what was read and reads that again, in place and apart.
func FuzzEncoded(f *testing.F) {
	for _, name := range []string{"deleteSessionId.request", "listActiveSessionIds.two.multiref.response", "getExpiredSessionIds.one.inline.response"} {
		f.Add(publishedMFT(f, name))
	}
	f.Add(inBody(`<plant><names><x>a</x><x href="#s"/><x xsi:nil="1"/></names><tree href="#t"/><trees><i href="#t"/></trees></plant><m id="s">b</m><m id="t"><kind/><rings>1</rings><next xsi:nil="1"/><near><t/></near></m>`))
	f.Add(inBody(`<plant><a href="#t"/><b/><c/><d>1</d></plant><m id="t"><rings>1</rings><next><rings>2</rings><felled>2014-07-11T00:00:00Z</felled><photo>AAEC</photo></next></m>`))
	yard := yardPlan(f)
	c := parse(f, mftadmin.Document)
	remove := messagePlan[mftadmin.DeleteSessionId](f, c.Operation("deleteSessionId").Input)
	list := messagePlan[mftadmin.ListActiveSessionIdsResponse](f, c.Operation("listActiveSessionIds").Output)
	f.Fuzz(func(t *testing.T, doc string) {
		d, err := reader.Read([]byte(doc), reader.Options{})
		if err != nil || strings.Count(doc, "href") > 10 { // what they double is doubled when it is written in place
			return
		}
		defer d.Release()
		for e := range d.Root().Elements() {
			for inside := range e.Elements() {
				encodedTrip[Plant](t, yard, inside)
				encodedTrip[mftadmin.DeleteSessionId](t, remove, inside)
				encodedTrip[mftadmin.ListActiveSessionIdsResponse](t, list, inside)
			}
		}
	})
}

func encodedTrip[T any](t *testing.T, plan *codec.Plan, e *reader.Element) {
	t.Helper()
	first := new(T)
	if plan.Decode(&axisRead, e, first) != nil {
		return
	}
	for _, multiRef := range []bool{false, true} {
		style := axis("urn:me")
		style.MultiRef, style.DateTime = multiRef, "2006-01-02T15:04:05.999999999Z07:00"
		if again, ok := reread(t, plan, style, first); ok {
			if diff := cmp.Diff(first, again); diff != "" {
				t.Errorf("multiRef %t: -first +again:\n%s", multiRef, diff)
			}
		}
	}
}

// reread writes a value and reads it. What lacks a number that has to be there cannot be written.
func reread[T any](t *testing.T, plan *codec.Plan, style codec.WriteStyle, v *T) (*T, bool) {
	t.Helper()
	inside, err := written(plan, style, v)
	if err != nil {
		if !strings.Contains(err.Error(), "which the contract requires") && !strings.Contains(err.Error(), "too deep") {
			t.Errorf("what was read cannot be written: %v", err)
		}
		return nil, false
	}
	d, err := reader.Read([]byte(envelopeHead+inside+envelopeTail), reader.Options{})
	if err != nil {
		t.Fatalf("what is written is not well-formed: %v\n%s", err, inside)
	}
	again := new(T)
	if err := plan.Decode(&axisRead, d.Root().First().First(), again); err != nil {
		t.Fatalf("what is written cannot be read: %v\n%s", err, inside)
	}
	return again, true
}

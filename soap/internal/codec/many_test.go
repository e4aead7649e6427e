package codec_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// sequence is an element g with elements inside it, in this order.
func sequence(inside ...wsdl.Element) *wsdl.Element {
	var content []wsdl.Particle
	for _, e := range inside {
		content = append(content, wsdl.Particle{Min: e.Min, Max: e.Max, Element: &e})
	}
	return &wsdl.Element{Name: wsdl.Name{Local: "g"}, Type: &wsdl.Type{Kind: wsdl.KindComplex, Content: content}}
}

// Bytes are held by a slice that is no list: there or not, as a pointer is.
func TestBytes(t *testing.T) {
	type photo struct {
		B []byte `xml:"b"`
	}
	element := sequence(wsdl.Element{Name: wsdl.Name{Local: "b"}, Min: 0, Max: 1, Type: wsdl.Builtin("base64Binary")})
	plan := planFor[photo](t, element)
	for _, doc := range []string{"<g><b>AQI=</b></g>", "<g><b></b></g>", "<g></g>"} {
		got := decode[photo](t, plan, codec.ReadStyle{}, read(t, doc))
		if text := encode(t, plan, codec.WriteStyle{}, got); text != doc {
			t.Errorf("%s became %s", doc, text)
		}
	}
}

// However many members there are, each is found, in whichever order they come, and one too many is seen.
func TestManyMembers(t *testing.T) {
	var (
		members []wsdl.Element
		fields  []reflect.StructField
		doc     strings.Builder
		back    string
	)
	for i := range 40 {
		name := fmt.Sprintf("e%d", i)
		members = append(members, wsdl.Element{Name: wsdl.Name{Local: name}, Min: 1, Max: 1, Type: wsdl.Builtin("int")})
		fields = append(fields, reflect.StructField{Name: strings.ToUpper(name), Type: reflect.TypeFor[*int32](), Tag: reflect.StructTag(`xml:"` + name + `"`)})
		one := fmt.Sprintf("<%s>%d</%s>", name, i, name)
		doc.WriteString(one)
		back = one + back
	}
	goType := reflect.StructOf(fields)
	plan, err := codec.New(sequence(members...), goType)
	if err != nil {
		t.Fatal(err)
	}
	style := codec.ReadStyle{Refuse: true}
	for _, inside := range []string{doc.String(), back} {
		v := reflect.New(goType).Interface()
		if err := plan.Decode(&style, read(t, "<g>"+inside+"</g>"), v); err != nil {
			t.Fatal(err)
		}
		var w writer.Writer
		if _, err := plan.Encode(&codec.WriteStyle{}, &w, v); err != nil || w.String() != "<g>"+doc.String()+"</g>" {
			t.Errorf("%v, %s", err, w.String())
		}
	}
	err = plan.Decode(&style, read(t, "<g>"+doc.String()+"<e39>0</e39></g>"), reflect.New(goType).Interface())
	if err == nil || !strings.Contains(err.Error(), "e39") {
		t.Errorf("e39 twice: %v", err)
	}
}

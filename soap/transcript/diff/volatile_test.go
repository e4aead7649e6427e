package diff_test

import (
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// What differs from run to run is matched by its form and its place, and by nothing less.
func TestVolatile(t *testing.T) {
	parts := func(day, hour string) string {
		return env(`<x><d><year>2026</year><month>11</month><day>` + day + `</day><hour>` + hour + `</hour><minute>15</minute><second>48</second></d></x>`)
	}
	// security is an answer with an id of its own, a part of which is signed: the id of a message and what WSS4J makes of a signature.
	security := func(id, digest string) string {
		message := `<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">urn:uuid:` + id + `</a:MessageID>`
		if id == "" {
			message, id = "", "1"
		}
		return env(message + `<x xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" u:Id="id-` + id +
			`"><Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="SIG-` + id + `"><Reference URI="#id-` + id + `"><DigestValue>` + digest +
			`</DigestValue></Reference><SignatureValue>` + digest + `</SignatureValue></Signature></x>`)
	}
	at := time.Date(2026, 11, 21, 7, 15, 48, 0, time.UTC)
	for _, test := range []struct {
		name      string
		want, got string
		kind      string
		differ    int // how many differences
		strict    diff.Volatile
	}{
		{name: "digits", want: env(`<i at="20261121071548"/>`), got: env(`<i at="20261121071602"/>`)},
		{name: "digits in columns", want: env(`<i>HARPO        9002026112107154820261121071548     1A</i>`), got: env(`<i>HARPO        9002026112107160220261121071603     1A</i>`)},
		{name: "digits in columns, another number", want: env(`<i>HARPO        9002026112107154820261121071548     1A</i>`), got: env(`<i>HARPO        8002026112107160220261121071603     1A</i>`), differ: 1},
		{name: "digits, another day", want: env(`<i at="20261121071548"/>`), got: env(`<i at="20261125071602"/>`), differ: 1},
		{name: "digits that are no instant", want: env(`<i at="20261321071548"/>`), got: env(`<i at="20261321071602"/>`), differ: 1},
		{name: "digits in a word", want: env(`<i at="a20261121071548"/>`), got: env(`<i at="a20261121071602"/>`), differ: 1},
		{name: "strict digits", want: env(`<i at="20261121071548"/>`), got: env(`<i at="20261121071602"/>`), differ: 1, strict: diff.Times},
		{name: "parts", want: parts("21", "7"), got: parts("21", "8")},
		{name: "parts, past midnight", want: parts("21", "23"), got: parts("22", "0")},
		{name: "parts, another day", want: parts("21", "7"), got: parts("25", "7"), differ: 1},
		{name: "parts that are no instant", want: parts("31", "7"), got: parts("31", "8"), differ: 1},
		{name: "strict parts", want: parts("21", "7"), got: parts("21", "8"), differ: 1, strict: diff.Times},
		{name: "one part", want: env(`<x><hour>7</hour></x>`), got: env(`<x><hour>8</hour></x>`), differ: 1},
		{name: "usage", want: env(`<l><current>3</current><limit>15000</limit></l>`), got: env(`<l><current>17</current><limit>15000</limit></l>`)},
		{name: "usage and another limit", want: env(`<l><current>3</current><limit>15000</limit></l>`), got: env(`<l><current>17</current><limit>5000</limit></l>`), differ: 1},
		{name: "usage without a limit", want: env(`<l><current>3</current></l>`), got: env(`<l><current>17</current></l>`), differ: 1},
		{name: "no number", want: env(`<l><current>3</current><limit>15000</limit></l>`), got: env(`<l><current>x</current><limit>15000</limit></l>`), differ: 1},
		{name: "strict usage", want: env(`<l><current>3</current><limit>15000</limit></l>`), got: env(`<l><current>17</current><limit>15000</limit></l>`), differ: 1, strict: diff.Usage},
		{name: "message id", want: security("1", "3Q=="), got: security("2", "4A==")},
		{name: "message id, none", want: security("1", "3Q=="), got: security("", "3Q=="), differ: 1},
		{name: "message id of another", want: env(`<a:MessageID xmlns:a="urn:a">1</a:MessageID>`), got: env(`<a:MessageID xmlns:a="urn:a">2</a:MessageID>`), differ: 1},
		{name: "message id, expected otherwise", want: strings.Replace(security("1", "3Q=="), "urn:uuid:1", "${match urn:uuid:[34]}", 1), got: security("2", "3Q=="), differ: 1},
		{name: "signature, a reference to elsewhere", want: security("1", "3Q=="), got: strings.Replace(security("1", "3Q=="), `"#`, `"http://a/#`, 1), differ: 1},
		{name: "signature, strict", want: security("1", "3Q=="), got: security("1", "4A=="), differ: 2, strict: diff.Anew},
		{name: "strict message id", want: security("1", "3Q=="), got: security("2", "3Q=="), differ: 4, strict: diff.Anew},
		{name: "JSON usage", kind: "application/json", want: `{"DailyApiRequests":{"Max":15000,"Remaining":14997}}`, got: `{"DailyApiRequests":{"Max":15000,"Remaining":14990}}`},
		{name: "JSON usage without a limit", kind: "application/json", want: `{"Remaining":14997}`, got: `{"Remaining":14990}`, differ: 1},
		{name: "JSON, strict", kind: "application/json", want: `{"Max":15000,"Remaining":14997}`, got: `{"Max":15000,"Remaining":14990}`, differ: 1, strict: diff.Usage},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := diff.Options{Strict: test.strict, Want: diff.Side{Now: at}, Got: diff.Side{Now: at.Add(time.Hour)}}
			if got := diff.Bodies([]byte(test.want), []byte(test.got), test.kind, test.kind, o); len(got) != test.differ {
				t.Errorf("%d differences, want %d: %v", len(got), test.differ, got)
			}
		})
	}
}

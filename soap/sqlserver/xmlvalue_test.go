package sqlserver_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	columnX   = regexp.MustCompile(`<row><x>(.*)</x></row>`)
	valueBack = regexp.MustCompile(`<sqlparameter:Value>(.*)</sqlparameter:Value>`)
	inScope   = regexp.MustCompile(` xmlns:[eps]="[^"]*"`)
)

// In a row there is a default namespace, in which the value's own elements are not.
func TestXMLColumns(t *testing.T) {
	s := start(t)
	for value, want := range map[string]string{
		`<a><b/></a>`:                         `<a xmlns=""><b/></a>`,
		`<a xmlns="urn:a"><b/></a><c d="1"/>`: `<a xmlns="urn:a"><b/></a><c xmlns="" d="1"/>`,
		`<p:a xmlns:p="urn:a"><b/></p:a>`:     `<p:a xmlns:p="urn:a"><b/></p:a>`,
		`1<!-- <x> --><?a b?>2`:               `1<!-- <x> --><?a b?>2`,
		`</x><x>`:                             `&lt;/x&gt;&lt;x&gt;`,
		`<a>`:                                 `&lt;a&gt;`,
		`<p:a/>`:                              `&lt;p:a/&gt;`,
		`a & b`:                               `a &amp; b`,
	} {
		a := s.batch("", "SELECT CAST(N'"+value+"' AS xml) AS x")
		if got := columnX.FindStringSubmatch(a.body); got == nil || got[1] != want {
			t.Errorf("%s: want %s in %s", value, want, a.body)
		}
	}
}

// All that is inside the element is the value, but for white space around its elements.
func TestXMLParameters(t *testing.T) {
	s := start(t)
	for value, want := range map[string]string{
		`<p:Value xsi:nil="false"><a/></p:Value>`:                    `<a/>`,
		`<p:Value n='"' m="'>"> <a/> <b>c</b>` + "\n" + `</p:Value>`: `<a/><b>c</b>`,
		`<p:Value>1<a/>2<!-- 3 --><b/><?c d?></p:Value>`:             `1<a/>2<!-- 3 --><b/><?c d?>`,
		`<p:Value>&lt;a/&gt;</p:Value>`:                              `<a/>`,
		`<p:Value>a &amp; b</p:Value>`:                               `a &amp; b`,
	} {
		value = strings.Replace(value, "xsi:nil", `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil`, 1)
		a := s.call(envelope("", parameters(`<p:SqlParameter name="p" sqlDbType="Xml" direction="InputOutput">`+value+`</p:SqlParameter>`)))
		got := valueBack.FindStringSubmatch(a.body)
		if got == nil {
			t.Errorf("%s: %s", value, a.body)
			continue
		}
		if got := strings.ReplaceAll(inScope.ReplaceAllString(got[1], ""), ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`, ""); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}

package reader_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// refusal is what an error says, but for the wording.
type refusal struct {
	kind         reader.Kind
	line, column int
	name         string
}

func refused(t *testing.T, in string, opt reader.Options) refusal {
	t.Helper()
	d, err := reader.Read([]byte(in), opt)
	if err == nil {
		t.Fatalf("accepted, as %s", outline(d.Root()))
	}
	e, ok := errors.AsType[*reader.Error](err)
	if !ok {
		t.Fatalf("the error is a %T", err)
	}
	if want := fmt.Sprintf("soap/reader: line %d, column %d: %s", e.Line, e.Column, e.Detail); err.Error() != want {
		t.Errorf("worded %q, want %q", err, want)
	}
	return refusal{e.Kind, e.Line, e.Column, e.Name}
}

var refusals = []struct {
	in   string
	want refusal
}{
	{"", refusal{reader.Empty, 1, 1, ""}},
	{" \r\n ", refusal{reader.Empty, 2, 2, ""}},
	{"<!-- only -->", refusal{reader.Empty, 1, 14, ""}},
	{`<?xml version="1.0"?>`, refusal{reader.Empty, 1, 22, ""}},

	{"hello", refusal{reader.Leading, 1, 1, ""}},
	{"\n x<a/>", refusal{reader.Leading, 2, 2, ""}},
	{"&lt;<a/>", refusal{reader.Leading, 1, 1, ""}},
	{"<![CDATA[x]]><a/>", refusal{reader.Leading, 1, 1, ""}},
	{"\ufeff\ufeff<a/>", refusal{reader.Leading, 1, 1, ""}},
	{"<a/> x", refusal{reader.Trailing, 1, 6, ""}},
	{"<a/>&lt;", refusal{reader.Trailing, 1, 5, ""}},
	{"<a/><b/>", refusal{reader.Trailing, 1, 5, ""}},
	{"<a/></a>", refusal{reader.Trailing, 1, 5, ""}},
	{"<a/><![CDATA[x]]>", refusal{reader.Trailing, 1, 5, ""}},

	{"\n<?xml version='1.0'?><a/>", refusal{reader.MisplacedXML, 2, 1, ""}},
	{"<a><?xml version='1.0'?></a>", refusal{reader.MisplacedXML, 1, 4, ""}},
	{"<?XML version='1.0'?><a/>", refusal{reader.BadName, 1, 1, "XML"}},
	{"<?xml version='1.1'?><a/>", refusal{reader.Version, 1, 16, ""}},
	{"<?xml version=''?><a/>", refusal{reader.Version, 1, 16, ""}},
	{"<?xml?><a/>", refusal{reader.Syntax, 1, 6, ""}},
	{"<?xml encoding='utf-8'?><a/>", refusal{reader.Syntax, 1, 6, ""}},
	{"<?xml version='1.0'encoding='utf-8'?><a/>", refusal{reader.Syntax, 1, 20, ""}},
	{"<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>", refusal{reader.Syntax, 1, 38, ""}},
	{"<?xml version='1.0' standalone='maybe'?><a/>", refusal{reader.Syntax, 1, 33, ""}},
	{"<?xml version='1.0' encoding='8'?><a/>", refusal{reader.Syntax, 1, 31, ""}},
	{"<?xml version='1.0' encoding=utf-8?><a/>", refusal{reader.Syntax, 1, 21, ""}},
	{"<?xml version='1.0'", refusal{reader.Unclosed, 1, 1, ""}},

	{"<!DOCTYPE a><a/>", refusal{reader.Doctype, 1, 1, ""}},
	{"<a><!DOCTYPE a [<!ENTITY x 'y'>]></a>", refusal{reader.Doctype, 1, 4, ""}},
	{"<!doctype a><a/>", refusal{reader.Syntax, 1, 1, ""}},
	{"<a><!ELEMENT b></a>", refusal{reader.Syntax, 1, 4, ""}},

	{"<a></b>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<a>\r\n <b></a></b>", refusal{reader.Mismatch, 2, 5, "b"}},
	{"<a></ab>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<a></A>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<a></ a>", refusal{reader.Mismatch, 1, 4, "a"}},
	{"<p:a xmlns:p='u' xmlns:q='u'></q:a>", refusal{reader.Mismatch, 1, 30, "p:a"}},
	{"</a>", refusal{reader.Mismatch, 1, 1, ""}},
	{"<a></a/>", refusal{reader.Syntax, 1, 7, "a"}},
	{"<a></a b='1'>", refusal{reader.Syntax, 1, 8, "a"}},

	{"<", refusal{reader.Unclosed, 1, 1, ""}},
	{"<a", refusal{reader.Unclosed, 1, 3, "a"}},
	{"<a ", refusal{reader.Unclosed, 1, 4, "a"}},
	{"<a/", refusal{reader.Unclosed, 1, 4, "a"}},
	{"<a b", refusal{reader.Unclosed, 1, 5, "b"}},
	{"<a b=", refusal{reader.Unclosed, 1, 6, "b"}},
	{"<a b='x", refusal{reader.Unclosed, 1, 8, "b"}},
	{"<a>", refusal{reader.Unclosed, 1, 4, "a"}},
	{"<a>text", refusal{reader.Unclosed, 1, 8, "a"}},
	{"<ab></a", refusal{reader.Unclosed, 1, 5, "ab"}},
	{"<ab></ab", refusal{reader.Unclosed, 1, 9, "ab"}},
	{"<a><!-- ", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><!-", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><!--->", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><![CDATA[ ]]", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a><?x ?", refusal{reader.Unclosed, 1, 4, ""}},
	{"<a:", refusal{reader.Unclosed, 1, 4, ""}},

	{"< a/>", refusal{reader.BadName, 1, 2, ""}},
	{"<1/>", refusal{reader.BadName, 1, 2, "1"}},
	{"<-a/>", refusal{reader.BadName, 1, 2, "-a"}},
	{"<:a/>", refusal{reader.BadName, 1, 2, ""}},
	{"<a:/>", refusal{reader.BadName, 1, 4, ""}},
	{"<a:1/>", refusal{reader.BadName, 1, 4, "1"}},
	{"<a:b:c/>", refusal{reader.BadName, 1, 5, "a:b"}},
	{"<\u0300a/>", refusal{reader.BadName, 1, 2, "\u0300a"}},
	{"<\u203Fa/>", refusal{reader.BadName, 1, 2, "\u203Fa"}},
	{"<×/>", refusal{reader.BadName, 1, 2, ""}},
	{"<a =''/>", refusal{reader.BadName, 1, 4, ""}},
	{"<a><?1?></a>", refusal{reader.BadName, 1, 6, "1"}},
	{"<a><?p:q?></a>", refusal{reader.BadName, 1, 4, "p:q"}},
	{"<a><??></a>", refusal{reader.BadName, 1, 6, ""}},

	{"<a\u2041/>", refusal{reader.Syntax, 1, 3, "a"}},
	{"<a\u037E/>", refusal{reader.Syntax, 1, 3, "a"}},
	{"<a b/>", refusal{reader.Syntax, 1, 5, "b"}},
	{"<a b=1/>", refusal{reader.Syntax, 1, 6, "b"}},
	{"<a b='1'c='2'/>", refusal{reader.Syntax, 1, 9, "a"}},
	{"<a / >", refusal{reader.Syntax, 1, 5, "a"}},
	{"<a×/>", refusal{reader.Syntax, 1, 3, "a"}},
	{"<a b='<'/>", refusal{reader.Syntax, 1, 7, "b"}},
	{"<a>]]></a>", refusal{reader.Syntax, 1, 4, ""}},
	{"<a>x\ny]]]></a>", refusal{reader.Syntax, 2, 3, ""}},
	{"<!-- -- --><a/>", refusal{reader.Syntax, 1, 6, ""}},
	{"<a><!-- ---></a>", refusal{reader.Syntax, 1, 9, ""}},
	{"<a><![cdata[x]]></a>", refusal{reader.Syntax, 1, 4, ""}},
	{"<a><?x+?></a>", refusal{reader.Syntax, 1, 7, "x"}},

	{"<a>&nbsp;</a>", refusal{reader.BadEntity, 1, 4, "nbsp"}},
	{"<a>ü &b;</a>", refusal{reader.BadEntity, 1, 6, "b"}},
	{"<a b='&b;'/>", refusal{reader.BadEntity, 1, 7, "b"}},
	{"<a>& </a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&amp</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#x;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#X41;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#4A;</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#65</a>", refusal{reader.BadEntity, 1, 4, ""}},
	{"<a>&#0;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#x1;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#xD800;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#xFFFF;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#x110000;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>&#99999999999999999999;</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a b='&#x1F;'/>", refusal{reader.BadCharacter, 1, 7, ""}},

	{"\x00", refusal{reader.BadCharacter, 1, 1, ""}},
	{"<a>\x01</a>", refusal{reader.BadCharacter, 1, 4, ""}},
	{"<a>\n\x1b</a>", refusal{reader.BadCharacter, 2, 1, ""}},
	{"<a\x0b/>", refusal{reader.BadCharacter, 1, 3, ""}},
	{"<a/>\x00", refusal{reader.BadCharacter, 1, 5, ""}},
	{"<!--\uFFFE--><a/>", refusal{reader.BadCharacter, 1, 5, ""}},
	{"<a b='a long enough value\x02'/>", refusal{reader.BadCharacter, 1, 26, ""}},
	{"<a></b>\x00", refusal{reader.Mismatch, 1, 4, "a"}}, // The first thing that is wrong counts.
	{"<a>\xff</a>", refusal{reader.Encoding, 1, 4, ""}},
	{"<a>12345\x8567890</a>", refusal{reader.Encoding, 1, 9, ""}},
	{"<a>ü\xc3</a>", refusal{reader.Encoding, 1, 5, ""}},
	{"<a>\xc0\x80</a>", refusal{reader.Encoding, 1, 4, ""}},
	{"<a>\xed\xa0\x80</a>", refusal{reader.Encoding, 1, 4, ""}},

	{"<p:a/>", refusal{reader.UndeclaredPrefix, 1, 1, "p"}},
	{"<a p:b=''/>", refusal{reader.UndeclaredPrefix, 1, 1, "p"}},
	{"<a><b xmlns:p='u'/><p:c/></a>", refusal{reader.UndeclaredPrefix, 1, 20, "p"}},
	{"<a xmlns:xml='u'/>", refusal{reader.BadNamespace, 1, 4, "xml"}},
	{"<a xmlns:xmlns='u'/>", refusal{reader.BadNamespace, 1, 4, "xmlns"}},
	{"<a xmlns:p='" + xmlNamespace + "'/>", refusal{reader.BadNamespace, 1, 4, "p"}},
	{"<a xmlns='" + xmlNamespace + "'/>", refusal{reader.BadNamespace, 1, 4, ""}},
	{"<a xmlns='http://www.w3.org/2000/xmlns/'/>", refusal{reader.BadNamespace, 1, 4, ""}},
	{"<a xmlns:p=''/>", refusal{reader.BadNamespace, 1, 4, "p"}},
	{"<xmlns:a/>", refusal{reader.BadNamespace, 1, 1, "xmlns"}},
	{"<a b='1' c='2' b='3'/>", refusal{reader.DuplicateAttribute, 1, 1, "b"}},
	{"<a><b xmlns:p='u' xmlns:q='u' p:c='1' q:c='2'/></a>", refusal{reader.DuplicateAttribute, 1, 4, "c"}},
	{"<a xmlns:p='u' xmlns:p='v'/>", refusal{reader.DuplicateAttribute, 1, 16, "p"}},
	{"<a xmlns='u' xmlns='u'/>", refusal{reader.DuplicateAttribute, 1, 14, ""}},
	{"<a" + manyAttributes + " a7=''/>", refusal{reader.DuplicateAttribute, 1, 1, "a7"}},
}

func TestRefused(t *testing.T) {
	for _, tt := range refusals {
		t.Run(tt.in, func(t *testing.T) {
			got := refused(t, tt.in, reader.Options{})
			if got != tt.want {
				t.Errorf("refused %q\nas   %v\nwant %v", tt.in, got, tt.want)
			}
		})
	}
}

// manyAttributes are more than are compared one by one.
var manyAttributes = func() (s string) {
	for i := range 40 {
		s += fmt.Sprintf(" a%d=''", i)
	}
	return s
}()

package lax_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
)

// kinds are how pieces are written below.
var kinds = map[lax.Kind]string{
	lax.Comment: "comment", lax.Open: "open", lax.Close: "close", lax.Comma: "comma", lax.Member: "member", lax.Value: "value",
	lax.Text: "text", lax.CData: "cdata", lax.Start: "start", lax.Empty: "empty", lax.End: "end",
}

func TestJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": [1, true, "b"]}`:            `open {, member a, open [, value 1, comma ,, value true, comma ,, value b, close ], close }`,
		`{'a':'say "b"', c : d}`:           `open {, member a, value say "b", comma ,, member c, value d, close }`,
		`{a: it's, "b": 1}`:                `open {, member a, value it's, comma ,, member b, value 1, close }`,
		"{ // don't\n \"a\": /* \" */ 1 }": "open {, comment  don't\n, member a, comment  \" , value 1, close }",
		`{"a" /* b */ : 1}`:                `open {, member a, comment  b , value 1, close }`,
		`{"a": "b\"`:                       `open {, member a, value b\"`,
		`{"a": "b\`:                        `open {, member a, value b\`,
		`{"a": "`:                          `open {, member a, value `,
		`{"a": 1 /* b`:                     `open {, member a, value 1, comment  b`,
		`[1, // b`:                         `open [, value 1, comma ,, comment  b`,
		`/**/ /*/ //`:                      `comment , comment / //`,
		`/`:                                `value /`,
		`}:"a`:                             `close }, value a`,
	} {
		if got := described(text, slices.Collect(lax.JSON(text))); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestInComment: a quote in a comment ends no later than that, and what is commented out can be told.
func TestInComment(t *testing.T) {
	const text = ` "a": 1, // it's b: "c`
	const want = `member a, value 1, comma ,, value //, value it's, member b, value c`
	if got := described(text, slices.Collect(lax.InComment(text))); got != want {
		t.Errorf("got %s", got)
	}
}

func TestValues(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": {"b": 1, 'c': ["d", {"e": 2}, 3]}, "\u0066": 4}`: `a/b 1, a/c d, a/c/e 2, a/c 3, f 4`,
		`[1, {"a": 2}] } 3`: ` 1, a 2,  3`,
		`"a"`:               ` a`,
		`{"a": [`:           ``,
		`{"a": {"b": 1`:     `a/b 1`,
	} {
		var all []string
		for v := range lax.Values(text) {
			all = append(all, v.Path+" "+v.Of(text))
			if !strings.HasSuffix(v.Path, v.Name) {
				t.Errorf("%s: %s is called %s", text, v.Path, v.Name)
			}
		}
		if got := strings.Join(all, ", "); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestDeepPaths: the paths of what is very deep down are not as long as that.
func TestDeepPaths(t *testing.T) {
	const levels = 100_000
	for v := range lax.Values(strings.Repeat(`{"a":`, levels) + "1") {
		if len(v.Path) > levels/10 {
			t.Errorf("a path has %d bytes", len(v.Path))
		}
	}
}

func TestXML(t *testing.T) {
	for text, want := range map[string]string{
		`<a><b:c d="e>f"/>g &lt;</a >`:                    `start a, empty b:c, text g &lt;, end a`,
		`<?xml version="1.0"?><!-- <a> --><a/>`:           `comment <?xml version="1.0"?>, comment <!-- <a> -->, empty a`,
		`<![CDATA[<a>]]>b`:                                `cdata <a>, text b`,
		`<!DOCTYPE a [ <!-- it's --> <!ENTITY b "<c>">]>`: `comment <!DOCTYPE a [ , comment <!-- it's -->, text  , comment <!ENTITY b "<c>">, text ]>`,
		`<><=b:c>d</b:c></>`:                              `comment <>, start =b:c, text d, end b:c, end `,
		`<a>1 < 2 <3 <<b/></a>`:                           `start a, text 1 < 2 <3 <, empty b, end a`,
		`<a>1 < 2 <3</a>`:                                 `start a, text 1 < 2 <3, end a`,
		`<a>b</a`:                                         `start a, text b, end a`,
		`<a b="c`:                                         `start a`,
		`<a>b<`:                                           `start a, text b, comment <`,
		`<![CDATA[b`:                                      `cdata b`,
		`<!-- a`:                                          `comment <!-- a`,
		`<!-->a-->b`:                                      `comment <!-->a-->, text b`,
	} {
		if got := described(text, slices.Collect(lax.XML(text))); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

func described(text string, pieces []lax.Piece) string {
	var all []string
	for _, p := range pieces {
		all = append(all, kinds[p.Kind]+" "+p.Of(text))
	}
	return strings.Join(all, ", ")
}

func TestAttributes(t *testing.T) {
	for text, want := range map[string]string{
		`<a b="c" d:e = 'f="g"'h=""/>`: `b="c" d:e="f="g"" h=""`,
		`<a b=c d=e/f g=/>`:            `b=c d=e/f g=`,
		`<a b=c=d e="f`:                `b=c c=d e="f"`,
		`<a b>`:                        ``,
		`<a b=`:                        `b=`,
	} {
		for tag := range lax.XML(text) {
			var all []string
			for a := range lax.Attributes(text, tag) {
				value := text[a.From:a.To]
				if a.Quoted {
					value = `"` + value + `"`
				}
				all = append(all, a.Name+"="+value)
			}
			if got := strings.Join(all, " "); got != want {
				t.Errorf("%s: %s, want %s", text, got, want)
			}
		}
	}
}

func TestTexts(t *testing.T) {
	for raw, want := range map[string]string{
		`a\u00e4\/\n`: "aä/\n", `it\'s "b" \\ \"`: `it's "b" \ "`, "a\tb\\tc": "a\tb\tc",
		`a\q`: `a\q`, `a\`: `a\`, `\u12`: `\u12`, `a`: `a`,
	} {
		if got := lax.JSONText(raw); got != want {
			t.Errorf("JSON %s: %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]string{
		`a&lt;&#65;&#x42;&nbsp;`: "a<AB\u00a0", `?a=1&amp;copy=2`: `?a=1&copy=2`, `?a=1&copy=2`: `?a=1&copy=2`,
		`a & b; &amp;`: `a & b; &`, `&`: `&`, `&unknown;`: `&unknown;`,
	} {
		if got := lax.XMLText(raw); got != want {
			t.Errorf("XML %s: %q, want %q", raw, got, want)
		}
	}
}

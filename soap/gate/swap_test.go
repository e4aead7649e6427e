package gate

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// An id is swapped where it is the whole of a text, an attribute or a string, however that is written, and nowhere else;
// all other bytes stay.
func TestSwap(t *testing.T) {
	const from, to = "00D!a&b/c", `x<"long">&y`
	for name, tt := range map[string]struct{ body, want string }{
		"nothing":              {"", ""},
		"text":                 {"<a>00D!a&amp;b/c</a>", "<a>x&lt;&#34;long&#34;&gt;&amp;y</a>"},
		"references":           {"<a>&#48;&#x30;D!a&#38;b/c</a>", "<a>x&lt;&#34;long&#34;&gt;&amp;y</a>"},
		"white space":          {"<a>\n 00D!a&amp;b/c\t</a>", "<a>\n x&lt;&#34;long&#34;&gt;&amp;y\t</a>"},
		"attributes":           {`<a b="00D!a&amp;b/c" c='00D!a&amp;b/c'/>`, `<a b="x&lt;&#34;long&#34;&gt;&amp;y" c='x&lt;&#34;long&#34;&gt;&amp;y'/>`},
		"CDATA":                {"<a><![CDATA[00D!a&b/c]]></a>", `<a><![CDATA[x<"long">&y]]></a>`},
		"other CDATA":          {"<a><![CDATA[00D!a]b]]]]></a>", "<a><![CDATA[00D!a]b]]]]></a>"},
		"a part of a text":     {"<a>00D!a&amp;b/c1</a><a>100D!a&amp;b/c</a><a>00D!a&amp;b/</a>", "<a>00D!a&amp;b/c1</a><a>100D!a&amp;b/c</a><a>00D!a&amp;b/</a>"},
		"white space within":   {"<a>00D! a&amp;b/c</a><a>00D!a&amp;b/c 1</a>", "<a>00D! a&amp;b/c</a><a>00D!a&amp;b/c 1</a>"},
		"a comment":            {"<a><!--00D!a&b/c--><?p 00D!a&b/c?></a>", "<a><!--00D!a&b/c--><?p 00D!a&b/c?></a>"},
		"behind a comment":     {"<!-- a - -- b --><a>00D!a&amp;b/c</a>", "<!-- a - -- b --><a>x&lt;&#34;long&#34;&gt;&amp;y</a>"},
		"a declaration":        {"\ufeff<?xml version='1.0'?>\n<a b='>'>00D!a&amp;b/c</a>", "\ufeff<?xml version='1.0'?>\n<a b='>'>x&lt;&#34;long&#34;&gt;&amp;y</a>"},
		"bad references":       {"<a>&#;&bogus;&#99999999999999999999999;00D</a>", "<a>&#;&bogus;&#99999999999999999999999;00D</a>"},
		"JSON":                 {`{"00D!a&b/c":"00D!a&b/c","x":["00D!a\u0026b\/c"]}`, `{"x\u003c\"long\"\u003e\u0026y":"x\u003c\"long\"\u003e\u0026y","x":["x\u003c\"long\"\u003e\u0026y"]}`},
		"a JSON string":        {` "00D!a&b/c" `, ` "x\u003c\"long\"\u003e\u0026y" `},
		"lax JSON":             {`{a:'00D!a&b/c','b':'it\'s "00D!a&b/c"',c:"00D!a&b/c'"}`, `{a:'x\u003c\"long\"\u003e\u0026y','b':'it\'s "00D!a&b/c"',c:"00D!a&b/c'"}`},
		"other JSON":           {`{"a":"00D!\"00D!a&b/c","b":"\\","c":" 00D!a&b/c","d":"00D!a&b/c\\"}`, `{"a":"00D!\"00D!a&b/c","b":"\\","c":" 00D!a&b/c","d":"00D!a&b/c\\"}`},
		"escapes in vain":      {`["x\"","\u00","00D!a\u0026b\/c"]`, `["x\"","\u00","x\u003c\"long\"\u003e\u0026y"]`},
		"neither XML nor":      {"00D!a&b/c", "00D!a&b/c"},
		"cut in the middle":    {"<a>00D!a&amp;b/c", "<a>00D!a&amp;b/c"},
		"cut in a reference":   {"<a>00D!a&am", "<a>00D!a&am"},
		"cut in a CDATA's end": {"<a><![CDATA[00D]]", "<a><![CDATA[00D]]"},
		"cut in other CDATA":   {"<a><![CDATA[00D!a&b/c]", "<a><![CDATA[00D!a&b/c]"},
		"cut behind a escape":  {`{"a":"00D\`, `{"a":"00D\`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(swapped([]byte(tt.body), from, to))); diff != "" {
				t.Error(diff)
			}
			got, err := io.ReadAll(newSwap(iotest.OneByteReader(strings.NewReader(tt.body)), from, to))
			if diff := cmp.Diff(tt.want, string(got)); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}

// What comes is handed on at once, unless it may still become the id.
func TestSwapHoldsBackOnlyTheID(t *testing.T) {
	for body, want := range map[string]string{
		"<a>half": "<a>half", "<a>00D": "<a>", "<a> 00D!x": "<a> 00D!x", `<a b="0`: `<a b="`, "<a>00D!id and": "<a>00D!id and", `{"a":"00D`: `{"a":"`,
		"<a>\n\n": "<a>", "<a>00D!id</a><b": "<a>other</a><b",
	} {
		from, to := io.Pipe()
		go io.WriteString(to, body)
		s := newSwap(from, "00D!id", "other")
		got := make([]byte, len(want))
		if _, err := io.ReadFull(s, got); err != nil || string(got) != want || len(s.out) > 0 {
			t.Errorf("%q: %q, then %q, %v; want %q", body, got, s.out, err, want)
		}
		from.Close()
	}
}

// Any two ids that are swapped there and back again leave what there was.
func FuzzSwap(f *testing.F) {
	f.Add(`<a b="id1">id1<![CDATA[id1]]><!-- id1 --></a>`)
	f.Add(`{"a":"id1","b":"\u0069d1"}`)
	f.Fuzz(func(t *testing.T, body string) {
		whole := string(swapped([]byte(body), "id1", "other"))
		pieces, err := io.ReadAll(newSwap(iotest.OneByteReader(strings.NewReader(body)), "id1", "other"))
		if err != nil || string(pieces) != whole {
			t.Fatalf("in pieces %q, %v; as a whole %q", pieces, err, whole)
		}
		if !strings.Contains(body, "1") && whole != body && !strings.ContainsAny(body, `&\`) {
			t.Fatalf("%q became %q", body, whole)
		}
	})
}

func TestSwapHead(t *testing.T) {
	const from, to = "ours!1", "th eirs"
	h := http.Header{
		"Authorization": {"Bearer ours!1", "OAuth ours!1", "Basic ours!12"}, "X-Sfdc-Session": {"ours!1"}, "X-Other": {"ours!1 and"},
		"Cookie": {`a=1; sid=ours!1; b="ours!1"; c=ours%211; d=ours!12`}, "Location": {"/a/ours!1?sid=ours%211&b=ours!12#ours!1"},
	}
	swapHead(h, from, to)
	want := http.Header{
		"Authorization": {"Bearer th eirs", "OAuth th eirs", "Basic ours!12"}, "X-Sfdc-Session": {"th eirs"}, "X-Other": {"ours!1 and"},
		"Cookie": {`a=1; sid=th eirs; b="th eirs"; c=th+eirs; d=ours!12`}, "Location": {"/a/th%20eirs?sid=th+eirs&b=ours!12#ours!1"},
	}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	if got := swapPath("/a;jsessionid=ours%211/ours!1", from, to); got != "/a;jsessionid=th%20eirs/th%20eirs" {
		t.Error(got)
	}
}

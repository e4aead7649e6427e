package mask_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/mask"
)

// A secret that is known is found where nothing is read: in comments, instructions, scripts, CDATA, texts in no syntax and
// bytes, with the escapes of whoever wrote it there. What is filled in again says the same.
func TestUnread(t *testing.T) {
	const secret = `Tr0&b4<d"or'3/x`
	const spelt = `Tr0&amp;b4&lt;d&quot;or&apos;3/x`
	for _, tt := range []struct{ name, media, in, want string }{
		{"comment", "text/xml", `<a><!-- ` + secret + ` --></a>`, `<a><!-- ${secret alice.password} --></a>`},
		{"comment with references", "text/xml", `<a><!-- <p>Tr0&#38;b4&lt;d&#x22;or'3/x</p> --></a>`, `<a><!-- <p>${secret alice.password}</p> --></a>`},
		{"instruction", "text/xml", `<?log p="` + spelt + `"?><a/>`, `<?log p="${secret alice.password}"?><a/>`},
		{"entity", "text/xml", `<!DOCTYPE a [<!ENTITY p "` + spelt + `">]><a>&p;</a>`, `<!DOCTYPE a [<!ENTITY p "${secret alice.password}">]><a>&p;</a>`},
		{"CDATA", "text/xml", `<a><![CDATA[see ` + secret + `.]]></a>`, `<a>see ${secret alice.password}.</a>`},
		{"markup in CDATA", "text/xml", `<a><![CDATA[see <b>` + spelt + `</b>.]]></a>`, `<a>see &lt;b&gt;${secret alice.password|xml}&lt;/b&gt;.</a>`},
		{"script in a page", "text/html", `<script>p = "Tr0\u0026b4\x3Cd\"or'3\/x";</script>`, `<script>p = "${secret alice.password|json}";</script>`},
		{"script", "application/javascript", `p = 'Tr0&b4<d"or\'3/x'; f(p)`, `p = '${secret alice.password|json}'; f(p)`},
		{"URL in a text", "text/plain", `GET http://h/x?p=Tr0%26b4%3cd%22or%273%2Fx 200`, `GET http://h/x?p=${secret:alice.password|url} 200`},
		{"SQL in a text", "text/plain", `SELECT 'Tr0&b4<d"or''3/x'`, `SELECT '${secret alice.password|sql}'`},
		{"beside a placeholder", "text/plain", `${secret a} %20 Tr0%26b4%3cd%22or%273%2Fx`, `${secret a} %20 ${secret:alice.password|url}`},
		{"bytes", "application/octet-stream", "\x00\x01\xff" + secret + "\x00\x80", "\x00\x01\xff${secret alice.password}\x00\x80"},
		{"escapes of nothing", "text/plain", `100% of &it; \x4 \u12 \ud800 %4 it''s` + "\\", `100% of &it; \x4 \u12 \ud800 %4 it''s` + "\\"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run := newRun()
			run.Request(post("text/xml", `<l><user>alice</user><password>`+spelt+`</password></l>`))
			got := run.Request(post(tt.media, tt.in))
			if diff := cmp.Diff(tt.want, string(got.Body)); diff != "" {
				t.Error(diff)
			}
			again := run.Again(got)
			if diff := cmp.Diff(string(got.Body), string(again.Body)); diff != "" {
				t.Errorf("a second time: %s", diff)
			}
			if _, err := mask.Fill(got, func(string) (string, bool) { return secret, true }); err != nil {
				t.Error(err)
			}
		})
	}
}

// Of UTF-16 within bytes each byte has another in its place, since a length may stand before it.
func TestUnreadWide(t *testing.T) {
	run := newRun()
	run.Response(post("text/xml", `<sessionId>ab12cd34ef56</sessionId>`))
	in := "\xff\x00\x00\x18a\x00b\x001\x002\x00c\x00d\x003\x004\x00e\x00f\x005\x006\x00\x00\x00end"
	got := string(run.Response(post("application/octet-stream", in)).Body)
	if len(got) != len(in) || strings.Contains(strings.ReplaceAll(got, "\x00", ""), "ab12cd34ef56") || !strings.HasSuffix(got, "\x00\x00\x00end") {
		t.Errorf("%q", got)
	}
}

package diff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// mtom is an answer with an attachment as CXF, Axis2 and WCF send it: boundary and Content-ID are new in each.
func mtom(boundary, id, root, disposition, attachment string) string {
	return "HTTP/1.1 200 OK\nContent-Type: multipart/related; type=\"application/xop+xml\"; boundary=\"" + boundary + "\"; start=\"<root-" + id + ">\"; start-info=\"text/xml\"\n\n" +
		"--" + boundary + "\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\nContent-Transfer-Encoding: 8bit\r\nContent-ID: <root-" + id + ">\r\n\r\n" +
		root + "\r\n--" + boundary + "\r\n" + disposition + "Content-Type: application/octet-stream\r\nContent-ID: <" + id + ">\r\n" + attachment + "\r\n--" + boundary + "--\r\n"
}

// include refers to an attachment, whose id is escaped as in any URL.
func include(text, id string) string {
	return env(`<r><name>` + text + `</name><x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:` + id + `"/></r>`)
}

const asItIs = "Content-Transfer-Encoding: binary\r\n\r\n\x00\xff${x}"

func TestParts(t *testing.T) {
	want := mtom("uuid:1", "1@x", include("a", "1%40x"), "", "Content-Transfer-Encoding: binary\r\n\r\n\x00\xff$${x}")
	for _, test := range []struct {
		name, want, got string
		differ          []diff.Difference
	}{
		{name: "made anew", got: mtom("MIME_2", "2@x", include("a", "2@x"), "", asItIs)},
		{name: "written down in base64", got: mtom("b", "2@x", include("a", "2@x"), "", "Content-Transfer-Encoding: base64\r\n\r\nAP8ke3h9\r\n")},
		{
			name: "in the envelope", got: mtom("b", "2@x", include("b", "2@x"), "", asItIs),
			differ: []diff.Difference{{Kind: diff.Text, Weight: diff.Content, Path: "/s:Envelope/s:Body/r/name", Want: "a", Got: "b", Hint: ""}},
		},
		{
			name: "a reference to nothing", got: mtom("b", "2@x", include("a", "3@x"), "", asItIs),
			differ: []diff.Difference{{Kind: diff.Attribute, Weight: diff.Content, Path: "/s:Envelope/s:Body/r/x:Include/@href", Want: "cid:1%40x", Got: "cid:3@x"}},
		},
		{
			name: "in the attachment", got: mtom("b", "2@x", include("a", "2@x"), "", "\r\n\x00\xff"),
			differ: []diff.Difference{{Kind: diff.Body, Weight: diff.Content, Path: "part 2", Want: "7 bytes", Got: "2 bytes", Hint: "the first differing byte is number 3"}},
		},
		{
			name: "in the head of a part", got: mtom("b", "2@x", include("a", "2@x"), "Content-Disposition: attachment\r\n", asItIs),
			differ: []diff.Difference{{Kind: diff.Extra, Weight: diff.Content, Path: "part 2 header Content-Disposition", Got: "attachment"}},
		},
		{
			name:   "one part more",
			got:    mtom("b", "2@x", include("a", "2@x"), "", asItIs+"\r\n--b\r\nContent-Type: text/plain\r\n\r\nmore"),
			differ: []diff.Difference{{Kind: diff.Extra, Weight: diff.Content, Path: "part 3", Got: "text/plain, 4 bytes"}},
		},
		{
			name: "JSON in an attachment", want: mtom("a", "1", include("a", "1"), "", "\r\n{\"l\":[{\"a:b\":1}]}"), got: mtom("b", "2", include("a", "2"), "", "\r\n{\"l\":[{\"a:b\":2}]}"),
			differ: []diff.Difference{{Kind: diff.Value, Weight: diff.Content, Path: `part 2 $.l[0]["a:b"]`, Want: "1", Got: "2"}},
		},
		{
			name: "cut off", got: mtom("b", "2@x", include("a", "2@x"), "", asItIs)[:700],
			differ: []diff.Difference{{Kind: diff.Body, Weight: diff.Outcome, Path: "body", Hint: "what came cannot be read as a multipart body"}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				test.want = want
			}
			got := diff.Messages(message(test.want), message(test.got), diff.Options{})
			for i := range got {
				if got[i].Weight == diff.Outcome { // of what cannot be read, all is shown
					got[i].Want, got[i].Got = "", ""
				}
			}
			if d := cmp.Diff(test.differ, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// What many attachments have in common is one cause.
func TestGeneralOfParts(t *testing.T) {
	for path, want := range map[string]string{
		"part 2":                              "part 2",
		"part 2 /a:x/y[3]/@b:c":               "part 2 /x/y/@c",
		"part 2 $.l[0].m":                     "part 2 $.l[].m",
		"part 2 header Content-Disposition:x": "part 2 header Content-Disposition:x",
	} {
		if got := diff.General(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

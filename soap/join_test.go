package soap_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
)

// What a room says in the header goes out with an answer that somebody else has written, in place of what that says of
// the same.
func TestHeaderBlocksJoinWholeAnswers(t *testing.T) {
	const (
		open = `<?xml version="1.0"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">`
		body = `<S:Body><r xmlns="urn:x">1</r></S:Body></S:Envelope>`
	)
	const (
		comment = `<!-- from <node7> -->`
		own     = `<B:Body xmlns:B="http://schemas.xmlsoap.org/soap/envelope/" id="/"><r/></B:Body></S:Envelope>`
		short   = `<Body xmlns="http://schemas.xmlsoap.org/soap/envelope/" /></S:Envelope>`
		header  = `<S:Header xmlns:o="urn:o"><o:session id="ours"></o:session></S:Header>`
	)
	tests := map[string]struct{ answer, want string }{
		"a tag in a comment":     {comment + open[len(`<?xml version="1.0"?>`):] + body, comment + open[len(`<?xml version="1.0"?>`):] + header + body},
		"a Body's own prefix":    {open + own, open + header + own},
		"a Body's own namespace": {open + short, open + header + short},

		"no header":      {open + body, open + `<S:Header xmlns:o="urn:o"><o:session id="ours"></o:session></S:Header>` + body},
		"empty header":   {open + `<S:Header/>` + body, open + `<S:Header xmlns:o="urn:o"><o:session id="ours"></o:session></S:Header>` + body},
		"its own":        {open + `<S:Header><p:session xmlns:p="urn:o" id="theirs"/></S:Header>` + body, open + `<S:Header xmlns:o="urn:o"><o:session id="ours"></o:session></S:Header>` + body},
		"another block":  {open + `<S:Header xmlns:q="urn:q"><q:a/></S:Header>` + body, open + `<S:Header xmlns:o="urn:o"><o:session id="ours"></o:session><q:a xmlns:q="urn:q" xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"/></S:Header>` + body},
		"no envelope":    {`<a/>`, `<a/>`},
		"no XML":         {`{"a":1}`, `{"a":1}`},
		"nothing at all": {"", ""},
	}
	for name, tt := range tests {
		test := func(t *testing.T, answer *soap.Response) {
			s := echoService(t)
			s.Around = func(_ context.Context, call *soap.Call, _ soap.Next) (soap.Reply, error) {
				call.AddHeader(soap.HeaderBlock{Declare: []soap.Namespace{{Prefix: "o", URI: "urn:o"}}, Write: func(w *soap.Writer) {
					w.Open("o:session")
					w.Attr("id", "ours")
					w.Close()
				}})
				return answer, nil
			}
			srv, _ := serve(t, nil, s)
			r, err := http.Post(srv.URL+s.Routes[0].Path, "text/xml", strings.NewReader(
				`<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><work xmlns="urn:x"/></S:Body></S:Envelope>`))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			got, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		}
		t.Run(name, func(t *testing.T) { test(t, soap.NewResponse("text/xml", []byte(tt.answer))) })
		t.Run(name+", streamed", func(t *testing.T) {
			test(t, &soap.Response{
				Header: http.Header{"Content-Type": {"text/xml"}, "Content-Length": {strconv.Itoa(len(tt.answer))}},
				Stream: io.NopCloser(iotest.OneByteReader(strings.NewReader(tt.answer))),
			})
		})
	}
}

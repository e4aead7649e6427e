package gate_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// What a call names beside the session that it was admitted for does not get to the far side, where it might be somebody's.
func TestExchangeLeavesOtherSessionsOut(t *testing.T) {
	var f *far
	f = newFar(t, func(w http.ResponseWriter, r *http.Request) {
		_, body := f.last(t)
		if regexp.MustCompile(`<login |<Login `).MatchString(body) {
			answering(200, "text/xml", `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><r><sessionId>THEIRS</sessionId><thread>THEIRS</thread></r></e:Body></e:Envelope>`)(w, r)
			return
		}
		answering(200, "text/plain", "done")(w, r)
	})
	near := soaptest.Start(t, append(exchanging(f.URL), soaptest.At(start()))...)
	dead := "00D000000000001!" + strings.Repeat("D", 96)
	const (
		partner  = "urn:partner.soap.sforce.com"
		metadata = "http://soap.sforce.com/2006/04/metadata"
		janus    = "urn:m204:janus:session:v1"
	)
	session := func(space, id string) string {
		return `<SessionHeader xmlns="` + space + `"><sessionId>` + id + `</sessionId></SessionHeader>`
	}
	id := map[string]string{}
	for name, s := range systems() {
		if strings.HasPrefix(name, "salesforce") || name == "model204" {
			id[name] = s.begin(t, near.URL)
		}
	}
	for _, tt := range []struct {
		system, header string // "" for that of the call; OURS is our id, DEAD another one
		fields         []string
		wantHeader     string
		want           http.Header // of what is looked at here
	}{
		{"salesforce SOAP", session(partner, "OURS") + session(partner, "DEAD"), nil, session(partner, "THEIRS"), nil},
		{"salesforce SOAP", session("urn:other", "DEAD") + session(partner, "OURS"), nil, session(partner, "THEIRS"), nil},
		{"salesforce SOAP", `<!--` + session(partner, "DEAD") + `-->` + session(partner, "OURS") + session(partner, "DEAD"), nil, `<!---->` + session(partner, "THEIRS"), nil},
		{"salesforce SOAP", session(partner, "OURS") + session(partner, "DEAD") + session(partner, "DEAD"), nil, session(partner, "THEIRS"), nil},
		{"salesforce SOAP", session(partner, "OURS</sessionId><sessionId>DEAD</sessionId><sessionId>DEAD"), nil, session(partner, "THEIRS"), nil},
		{"salesforce SOAP", session(partner, "OURS</sessionId><sessionId>DEAD"), nil, session(partner, "THEIRS"), nil},
		{"salesforce SOAP", session(partner, "OURS"), []string{"Authorization: Bearer DEAD", "X-SFDC-Session: DEAD", "Cookie: a=1; sid=DEAD; b=DEAD"}, session(partner, "THEIRS"), http.Header{"Cookie": {"a=1; b=DEAD"}}},
		{"salesforce SOAP", session(partner, "OURS"), []string{"Authorization: Bearer OURS", "X-SFDC-Session: OURS", "Cookie: sid=OURS"}, session(partner, "THEIRS"),
			http.Header{"Authorization": {"Bearer THEIRS"}, "X-Sfdc-Session": {"THEIRS"}, "Cookie": {"sid=THEIRS"}}},
		{"salesforce SOAP", session(partner, "OURS"), []string{"Authorization: Basic YTpi"}, session(partner, "THEIRS"), http.Header{"Authorization": {"Basic YTpi"}}},
		{"salesforce metadata", session(metadata, "OURS") + session(metadata, "DEAD"), nil, session(metadata, "THEIRS"), nil},
		{"salesforce REST", "", []string{"X-SFDC-Session: OURS", "Authorization: Bearer DEAD"}, "", http.Header{"X-Sfdc-Session": {"THEIRS"}}},
		{"salesforce REST", "", []string{"Authorization: OAuth OURS", "Cookie: SID=DEAD"}, "", http.Header{"Authorization": {"OAuth THEIRS"}}},
		{"model204", `<Thread xmlns="` + janus + `">OURS</Thread><Thread xmlns="` + janus + `"> OURS </Thread>`, nil, `<Thread xmlns="` + janus + `">THEIRS</Thread><Thread xmlns="` + janus + `"> THEIRS </Thread>`, nil},
	} {
		t.Run(tt.system+tt.header+strings.Join(tt.fields, ""), func(t *testing.T) {
			fill := strings.NewReplacer("OURS", id[tt.system], "DEAD", dead)
			work := systems()[tt.system].work.with(id[tt.system])
			if tt.header != "" {
				work.body = regexp.MustCompile(`<S:Header>.*</S:Header>`).ReplaceAllLiteralString(work.body, `<S:Header>`+fill.Replace(tt.header)+`</S:Header>`)
			} else {
				work.fields = slices.DeleteFunc(work.fields, func(f string) bool { return strings.HasPrefix(f, "Authorization") })
			}
			for _, field := range tt.fields {
				work.fields = append(work.fields, fill.Replace(field))
			}
			if status, body := send(t, near.URL, work); status != 200 || body != "done" {
				t.Fatalf("%d %s", status, body)
			}
			head, body := f.last(t)
			if tt.header != "" {
				if diff := cmp.Diff(tt.wantHeader, regexp.MustCompile(`<S:Header>(.*)</S:Header>`).FindStringSubmatch(body)[1]); diff != "" {
					t.Error(diff)
				}
			}
			want := http.Header{}
			for name, values := range tt.want {
				for _, v := range values {
					want.Add(name, fill.Replace(v))
				}
			}
			got := http.Header{}
			for _, name := range []string{"Authorization", "X-Sfdc-Session", "Cookie"} {
				if values := head.Header[name]; values != nil && (tt.system != "model204" || name != "Authorization") {
					got[name] = values
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

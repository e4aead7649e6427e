package futurama_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// working is a stand whose other operations are answered with the session that they were admitted for.
func working(t *testing.T) *stand {
	t.Helper()
	s := open(t)
	services := s.room.Services()
	for _, service := range services {
		service.Else = func(_ context.Context, call *soap.Call) (soap.Reply, error) {
			return soap.NewResponse("text/plain", []byte("work of "+call.Session)), nil
		}
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: services, Clock: s.clock})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(endpoint)
	t.Cleanup(s.Close)
	return s
}

// A call of REST that names two ids which differ is let through for neither, wherever they stand, and each time the same.
func TestWorkOfTwoIDs(t *testing.T) {
	s := working(t)
	alive, other, dead := "aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb", "dddddddddddddddddddddddd"
	s.put(alive, 0)
	s.put(other, 0)
	fill := strings.NewReplacer("ALIVE", alive, "OTHER", other, "DEAD", dead)
	const (
		json, xml = "application/json", "application/xml"
		admitted  = "work of ALIVE"
		refused   = "Session 'DEAD' does not exist or has expired."
	)
	for _, tt := range []struct{ query, contentType, body, want string }{
		{"?sid=ALIVE", "", "", admitted},
		{"?SID=ALIVE&sid=ALIVE&sessionid=ALIVE", "", "", admitted},
		{"?x=%zz;&sid=ALIVE&sid=", "", "", admitted},
		{"", json, `{SessionID:"ALIVE","data":{"SessionID":"DEAD"}}`, admitted},
		{"?sid=ALIVE", json, `{"sessionID":"ALIVE"}`, admitted},
		{"?sid=ALIVE", json, `{"sessionID":null}`, admitted},
		{"?sid=ALIVE", xml, `<r><SessionID>ALIVE</SessionID></r>`, admitted},

		{"?SID=DEAD&sid=ALIVE", "", "", refused},
		{"?SID=ALIVE&sid=DEAD", "", "", refused},
		{"?SessionID=ALIVE&sid=DEAD", "", "", refused},
		{"?%73id=DEAD&sid=ALIVE", "", "", refused},
		{"?sid=DEAD", json, `{"sessionID":"ALIVE"}`, refused},
		{"?sid=ALIVE", json, `{"sessionID":"DEAD"}`, refused},
		{"", json, `{"SessionID":"ALIVE","sessionID":"DEAD"}`, refused},
		{"", json, `{"SessionID":"DEAD","sessionID":"ALIVE"}`, refused},
		{"?sid=ALIVE", json, `{"sessionID":["DEAD"]}`, "does not exist or has expired."},
		{"", xml, `<r><SessionID>DEAD</SessionID><sessionID>ALIVE</sessionID></r>`, refused},
		{"", xml, `<r><SessionID>ALIVE</SessionID><sessionID>DEAD</sessionID></r>`, refused},
		{"?sid=ALIVE", xml, `<r><SessionID>DEAD</SessionID></r>`, refused},
		{"?sid=ALIVE&sid=OTHER", "", "", "Session 'OTHER' does not exist or has expired."},
		{"?sid=OTHER", json, `{"sessionID":"ALIVE"}`, "Session 'ALIVE' does not exist or has expired."},
	} {
		t.Run(tt.query+tt.body, func(t *testing.T) {
			for range 20 { // the order of a map would show
				a := s.send(http.MethodPost, rest+"/Report"+fill.Replace(tt.query), tt.contentType, fill.Replace(tt.body))
				if want := fill.Replace(tt.want); a.status != http.StatusOK || !strings.Contains(a.body, want) {
					t.Fatalf("%d %s\nwant %s", a.status, a.body, want)
				}
			}
		})
	}
}

// A Body with a second element is refused for work as for the room's own operations: the real server reads both alike.
func TestWorkBesideAnother(t *testing.T) {
	s := working(t)
	const alive = "aaaaaaaaaaaaaaaaaaaaaaaa"
	s.put(alive, 0)
	report := `<n:Report><n:SessionID>` + alive + `</n:SessionID></n:Report>`
	for body, want := range map[string]int{report: http.StatusOK, report + `<n:Report/>`: http.StatusInternalServerError} {
		a := s.soap("Report", `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="`+namespace+`"><e:Body>`+body+`</e:Body></e:Envelope>`)
		if a.status != want || want != http.StatusOK && !strings.Contains(a.body, "a:DeserializationFailed") {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
}

package futurama_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// working is a stand whose other operations are answered with the session that they were admitted for, but for those that
// say "nobody". Whether that is known beforehand, takes says.
func working(t *testing.T, takes bool) *stand {
	t.Helper()
	s := open(t)
	services := s.room.Services()
	for _, service := range services {
		service.Takes = func(*soap.Call) bool { return takes }
		service.Else = func(_ context.Context, call *soap.Call) (soap.Reply, error) {
			if strings.Contains(string(call.Body), "nobody") {
				return nil, soap.ErrNoOperation
			}
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
	s := working(t, false)
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
	s := working(t, false)
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

const resource = `<n:Parameters xmlns:d="http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI"><d:Identifier>%s</d:Identifier></n:Parameters>`

// TestRow62 asks for a resource that somebody else has. The request need not name a session.
func TestRow62(t *testing.T) {
	const alive, dead = "aaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddd"
	named := func(id string) string { return fmt.Sprintf(resource, "x") + "<n:SessionID>" + id + "</n:SessionID>" }
	s := working(t, true)
	s.put(alive, 0)
	for inside, want := range map[string]string{
		fmt.Sprintf(resource, "logo.png"): "work of ",
		named(alive):                      "work of " + alive,
		named(dead):                       "<a:Error>Session '" + dead + "' does not exist or has expired.</a:Error>",
		fmt.Sprintf(resource, "nobody"):   "<a:Error>The resource does not exist.</a:Error>",
		"<n:Parameters><a/>":              "",
	} {
		if a := s.soap("GetResource", call("GetResource", inside)); !strings.Contains(a.body, want) || strings.HasPrefix(a.body, "work") != strings.HasPrefix(want, "work") {
			t.Errorf("%s: %d %s", inside, a.status, a.body)
		}
	}
	for range 3 { // it is a use of the session that it names
		s.advance(15 * time.Minute)
		s.soap("GetResource", call("GetResource", named(alive)))
	}
	if m := s.say("SessionKeepAlive", alive).Message; m != "success" {
		t.Error(m)
	}
	s = working(t, false)
	if a := s.soap("GetResource", call("GetResource", fmt.Sprintf(resource, "logo.png"))); !strings.Contains(a.body, "The resource does not exist.") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestRow63 asks for pages that somebody else has. The session is the room's in each case.
func TestRow63(t *testing.T) {
	const alive, dead = "aaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddd"
	s := working(t, true)
	s.put(alive, 19*time.Minute)
	for _, body := range []string{`{"folder":"Savingsaccount"}`, `{"sessionID":"` + dead + `"}`} {
		id, found := strings.CutPrefix(s.json(rest, body).body, "work of ")
		if m := s.say("SessionKeepAlive", id).Message; !found || m != "success" || id == dead {
			t.Errorf("%s began %q: %s", body, id, m)
		}
	}
	if a := s.json(rest, `{"sessionID":"`+alive+`"}`); a.body != "work of "+alive {
		t.Errorf("%d %s", a.status, a.body)
	}
	s.advance(2 * time.Minute)
	if a := s.json(rest, `{"sessionID":"`+alive+`","for":"nobody"}`).read(t); a.SessionID != alive {
		t.Errorf("%+v", a)
	}
	if a := s.json(rest, `{"for":"nobody"}`).read(t); a.Message != "success" || a.SessionID == "" {
		t.Errorf("%+v", a)
	}
	if a := working(t, false).json(rest, `{}`).read(t); a.Message != "success" || a.SessionID == "" {
		t.Errorf("%+v", a)
	}
}

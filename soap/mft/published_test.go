package mft_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The ids of the printed messages.
const (
	mine  = "583def%6abdeef%7b30"
	other = "583def%6abdeef%7aff"
	bw    = "583def%6abdeef%7b31"
)

const good = "admin:soapstone"

// drawn is the id of a new session, where the printed answers have theirs.
var drawn = regexp.MustCompile(`[0-9a-f]{6}%[0-9a-f]{6}%[0-9a-f]{20}`)

// Each printed request gives the printed answer, to the byte.
func TestPublished(t *testing.T) {
	at := func(hour, minute, second int) time.Time {
		return time.Date(2014, 7, 11, hour, minute, second, 0, time.UTC)
	}
	now := at(12, 14, 2)
	admin := func(s *stand) { s.put(mine, "admin", "10.0.0.5", true, at(12, 0, 0), at(12, 11, 36)) }
	fromBW := func(s *stand) { s.put(mine, "admin", "10.0.0.5", false, at(12, 0, 0), at(12, 11, 36)) }
	user := func(s *stand) { s.put(mine, "TransferUser", "10.0.0.5", true, at(12, 0, 0), at(12, 11, 36)) }
	gone := func(s *stand) { s.put(other, "mftuser2", "10.0.0.7", true, at(8, 0, 0), at(9, 0, 0)) }
	both := func(s *stand) {
		s.put(mine, "admin", "10.0.0.5", true, at(12, 0, 0), at(12, 11, 36))
		s.put(bw, "mftuser1", "10.0.0.9", false, at(12, 1, 0), at(12, 14, 2))
	}
	inline := []string{"beans", "inline"}
	for _, tt := range []struct {
		name, request, answer string
		credentials           string
		set                   []string
		before                []func(*stand)
		status                int
	}{
		{"getSession", "getSession.request.xml", "getSession.response.xml", good, nil, nil, 200},
		{"no credentials", "getSession.request.xml", "getSession.fault.xml", "", nil, nil, 500},
		{"wrong password", "getSession.request.xml", "getSession.fault.xml", "admin:secret", nil, nil, 500},
		{"unknown user", "getSession.request.xml", "getSession.fault.xml", "nobody:soapstone", nil, nil, 500},
		{"getBWSession", "getBWSession.request.xml", "getBWSession.response.xml", good, nil, nil, 200},
		{"getBWSession, no credentials", "getBWSession.request.xml", "getBWSession.fault.xml", "", nil, nil, 500},
		{"closeSession", "closeSession.request.xml", "closeSession.response.xml", "", nil, []func(*stand){admin}, 200},
		{"closeSession of nothing", "closeSession.request.xml", "closeSession.unknown.response.xml", "", nil, nil, 200},
		{"deleteExpiredSessionIds", "deleteExpiredSessionIds.request.xml", "deleteExpiredSessionIds.response.xml", "", nil, []func(*stand){admin, gone}, 200},
		{"deleteExpiredSessionIds without a right", "deleteExpiredSessionIds.request.xml", "deleteExpiredSessionIds.noright.fault.xml", "", nil, []func(*stand){user}, 500},
		{"deleteExpiredSessionIds without a session", "deleteExpiredSessionIds.request.xml", "deleteExpiredSessionIds.nosession.fault.xml", "", nil, nil, 500},
		{"deleteSessionId", "deleteSessionId.request.xml", "deleteSessionId.response.xml", "", nil, []func(*stand){admin, gone}, 200},
		{"deleteSessionId of nothing", "deleteSessionId.request.xml", "deleteSessionId.notfound.fault.xml", "", nil, []func(*stand){admin}, 500},
		{"deleteSessionId without a right", "deleteSessionId.request.xml", "deleteSessionId.noright.fault.xml", "", nil, []func(*stand){user, gone}, 500},
		{"getExpiredSessionIds", "getExpiredSessionIds.request.xml", "getExpiredSessionIds.one.multiref.response.xml", "", nil, []func(*stand){admin, gone}, 200},
		{"getExpiredSessionIds, inline", "getExpiredSessionIds.request.xml", "getExpiredSessionIds.one.inline.response.xml", "", inline, []func(*stand){admin, gone}, 200},
		{"getExpiredSessionIds, nothing", "getExpiredSessionIds.request.xml", "getExpiredSessionIds.none.response.xml", "", nil, []func(*stand){admin}, 200},
		{"getExpiredSessionIds for BusinessWorks", "getExpiredSessionIds.request.xml", "getExpiredSessionIds.bw.one.inline.response.xml", "", inline, []func(*stand){fromBW, gone}, 200},
		{"getExpiredSessionIds for BusinessWorks, nothing", "getExpiredSessionIds.request.xml", "getExpiredSessionIds.bw.none.response.xml", "", nil, []func(*stand){fromBW}, 200},
		{"getExpiredSessionIds without a right", "getExpiredSessionIds.request.xml", "getExpiredSessionIds.noright.fault.xml", "", nil, []func(*stand){user}, 500},
		{"listActiveSessionIds without a session", "listActiveSessionIds.request.xml", "listActiveSessionIds.nosession.fault.xml", "", nil, nil, 500},
		{"validateSession", "validateSession.request.xml", "validateSession.response.xml", "", nil, []func(*stand){admin}, 200},
		{"validateSession of nothing", "validateSession.request.xml", "validateSession.unknown.response.xml", "", nil, nil, 200},
		{"listActiveSessionIds", "listActiveSessionIds.request.xml", "listActiveSessionIds.two.multiref.response.xml", "", nil, []func(*stand){both}, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.set...)
			s.advance(now.Sub(noon))
			for _, f := range tt.before {
				f(s)
			}
			if tt.name == "listActiveSessionIds" {
				s.back(at(12, 11, 36)) // the call renews the caller's session, whose date is printed
			}
			got := s.post(control, tt.credentials, published(t, tt.request))
			want := published(t, tt.answer)
			if tt.name == "getSession" || tt.name == "getBWSession" {
				want = drawn.ReplaceAllString(strings.NewReplacer(mine, "ID", bw, "ID").Replace(want), "ID")
				got.body = drawn.ReplaceAllString(got.body, "ID")
			}
			if diff := cmp.Diff(want, got.body); diff != "" || got.status != tt.status {
				t.Errorf("status %d, want %d; (-want +got):\n%s", got.status, tt.status, diff)
			}
		})
	}
}

// The printed answer of listActiveSessionIds to a session from getBWSession names no caller: it lists one from
// getSession and one from getBWSession, and ends without a null.
func TestPublishedListForBW(t *testing.T) {
	s := start(t, "beans", "inline")
	at := time.Date(2014, 7, 11, 12, 14, 2, 0, time.UTC)
	s.advance(at.Sub(noon))
	s.put(mine, "admin", "10.0.0.5", true, noon, time.Date(2014, 7, 11, 12, 11, 36, 0, time.UTC))
	s.put(bw, "mftuser1", "10.0.0.9", false, noon.Add(time.Minute), at)
	cfg := s.withAccount("mftuser1", "ViewSessionRight")
	got := cfg.post(control, "", call("listActiveSessionIds", "sessionId", bw))
	if diff := cmp.Diff(published(t, "listActiveSessionIds.bw.two.inline.response.xml"), got.body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEngineFaults has the faults of Axis itself, to the byte but for the text of E8, which is a choice.
func TestEngineFaults(t *testing.T) {
	noAction := func(r *http.Request) { r.Header.Del("SOAPAction") }
	header := strings.Replace(call("getSession"), "<soapenv:Body>",
		`<soapenv:Header><q:h xmlns:q="urn:x" soapenv:mustUnderstand="1"/></soapenv:Header><soapenv:Body>`, 1)
	for _, tt := range []struct {
		answer, path, body string
		status             int
		edit               []func(*http.Request)
	}{
		{"E1.fault.xml", control, call("noSuch"), 500, nil},
		{"E2.fault.xml", control, call("validateSession", "sessionId", "a", "other", "b"), 500, nil},
		{"E3.fault.xml", control, call("getSession"), 500, []func(*http.Request){noAction}},
		{"E4.fault.xml", "/cfcc/control?view=services/Nope", call("getSession"), 500, nil},
		{"E4.fault.xml", "/cfcc/services/Nope", call("getSession"), 500, nil},
		{"E4.fault.xml", "/cfcc/services/Nope", call("noSuch"), 500, nil},
		{"E5.fault.xml", "/cfcc/services/Nope", "hello", 500, nil},
		{"E3.fault.xml", "/cfcc/services/Nope", call("getSession"), 500, []func(*http.Request){noAction}},
		{"E5.fault.xml", control, "hello", 500, nil},
		{"E6.fault.xml", control, header, 500, nil},
		{"E7.fault.xml", control, `<e:Envelope xmlns:e="urn:e"><e:Body/></e:Envelope>`, 500, nil},
		{"E8.fault.xml", control, call("getSession"), 401, nil},
	} {
		t.Run(tt.answer+tt.path, func(t *testing.T) {
			want := published(t, tt.answer)
			var set []string
			if tt.status == 401 {
				set = []string{"badCredentials", "401"}
				want = strings.Replace(want, "…", "User authentication failed", 1)
			}
			got := start(t, set...).post(tt.path, "", tt.body, tt.edit...)
			if diff := cmp.Diff(want, got.body); diff != "" || got.status != tt.status {
				t.Errorf("status %d, want %d; (-want +got):\n%s", got.status, tt.status, diff)
			}
			challenge := ""
			if tt.status == 401 {
				challenge = `Basic realm="AXIS"`
			}
			if w := got.header.Get("WWW-Authenticate"); w != challenge {
				t.Errorf("WWW-Authenticate %q, want %q", w, challenge)
			}
			if c := got.header.Get("Content-Type"); c != "text/xml;charset=utf-8" {
				t.Errorf("Content-Type %q", c)
			}
		})
	}
}

package futurama_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// printed is the id of the printed messages, and nextTimeout their instant.
const (
	printed     = "q1w2e3r4t5y0uioplkjhgfds"
	nextTimeout = "2017-08-15T14:22:31.1234567+02:00"
)

const (
	head = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`
	tail = `</s:Body></s:Envelope>`
)

// Each printed request gives the printed answer, to the byte.
func TestPublished(t *testing.T) {
	end := call("SessionEnd", "<n:request><n:SessionID>"+printed+"</n:SessionID></n:request>")
	unknown := call("SessionKeepAlive", "<n:request><n:SessionID>abc</n:SessionID></n:request>")
	for _, tt := range []struct {
		name, got, want string
	}{
		{"keep alive", live(t).soap("SessionKeepAlive", published(t, "SessionKeepAlive.request.xml")).body, published(t, "SessionKeepAlive.response.xml")},
		{"end", live(t).soap("SessionEnd", end).body, published(t, "SessionEnd.response.xml")},
		{"failure", live(t).soap("SessionKeepAlive", unknown).body,
			head + `<SessionKeepAliveResponse xmlns="` + namespace + `">` + published(t, "SessionKeepAlive.failure.fragment.xml") + `</SessionKeepAliveResponse>` + tail},
		{"JSON", live(t).json(rest+"/SessionKeepAlive", published(t, "rest.SessionKeepAlive.request.json")).body, published(t, "rest.SessionKeepAlive.response.json")},
		{"JSON, failure", live(t).json(rest+"/SessionKeepAlive", `{"sessionID":"abc"}`).body, published(t, "rest.SessionKeepAlive.failure.json")},
		{"JSON, end", live(t).json(rest+"/SessionEnd", published(t, "rest.SessionKeepAlive.request.json")).body, published(t, "rest.SessionEnd.response.json")},
		{"XML", live(t).send("POST", rest+"/SessionKeepAlive", "application/xml", published(t, "rest.SessionKeepAlive.request.xml")).body,
			strings.Replace(published(t, "rest.SessionKeepAlive.response.fragment.xml"), "…", nextTimeout, 1)},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// live is a stand on which the printed session was used a moment ago.
func live(t *testing.T) *stand {
	t.Helper()
	s := open(t)
	s.put(printed, 0)
	return s
}

// A session begins with the printed request, and the answer is the printed one but for the id that was drawn.
func TestPublishedStart(t *testing.T) {
	s := open(t)
	request := strings.NewReplacer("<ns:", "<n:", "</ns:", "</n:").Replace(published(t, "StartSession.request.fragment.xml"))
	request = strings.TrimSuffix(strings.TrimPrefix(request, "<n:StartSession>"), "</n:StartSession>")
	got := s.soap("StartSession", call("StartSession", request))
	id := got.read(t).SessionID
	want := strings.NewReplacer("…", nextTimeout, printed, id).Replace(published(t, "StartSession.response.fragment.xml"))
	if diff := cmp.Diff(head+want+tail, got.body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

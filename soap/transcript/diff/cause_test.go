package diff_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// answer is what a server says in a step of a conversation.
func answer(status, body string) *transcript.Message {
	return message("HTTP/1.1 " + status + "\nContent-Type: text/xml; charset=utf-8\n\n" + env(body))
}

// planted is the conversation of a number: what was recorded, and what came with five things changed.
func planted(n int) (want, got []*transcript.Message) {
	id := fmt.Sprintf("%08x-0000-4000-8000-%012x", n, n*7919)
	login := `<n:loginResponse xmlns:n="urn:a"><result><sessionId>%s</sessionId><userId>u%d</userId><until>2017-08-15T12:%02d:00Z</until></result></n:loginResponse>`
	want = append(want, answer("200 OK", fmt.Sprintf(login, id, n, n%60)))
	user, status, reply := n, "200 OK", ""
	if n%7 == 0 {
		user = n + 1 // the first: another user, always another one
	}
	got = append(got, answer("200 OK", fmt.Sprintf(login, id, user, (n+1)%60)))

	want = append(want, answer("200 OK", `<n:validateResponse xmlns:n="urn:a"><ok>true</ok></n:validateResponse>`))
	switch {
	case n%5 == 0: // the second: a fault instead of an answer
		status = "500 Internal Server Error"
		reply = `<s:Fault><faultcode>s:Server</faultcode><faultstring>session ` + id + ` is unknown</faultstring></s:Fault>`
	case n%3 == 0: // the third: no
		reply = `<n:validateResponse xmlns:n="urn:a"><ok>false</ok></n:validateResponse>`
	default:
		reply = `<n:validateResponse xmlns:n="urn:a"><ok>true</ok></n:validateResponse>`
	}
	got = append(got, answer(status, reply))

	list := `<n:listResponse xmlns:n="%s"><item><id>%d</id>%s</item><item><id>2</id>%s</item></n:listResponse>`
	space, note := "urn:a", "<note>n</note>"
	if n%11 == 0 {
		space = "urn:b" // the fourth
	}
	if n%13 == 0 {
		note = "" // the fifth
	}
	want = append(want, answer("200 OK", fmt.Sprintf(list, "urn:a", n, "<note>n</note>", "<note>n</note>")))
	got = append(got, answer("200 OK", fmt.Sprintf(list, space, n, note, note)))
	return want, got
}

func TestFiveCausesOfFourThousandConversations(t *testing.T) {
	var causes diff.Causes
	const conversations = 4000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for n := range conversations {
		want, got := planted(n)
		for i := range want {
			causes.Add(diff.Where{File: fmt.Sprintf("%04d.txtar", n), Step: i + 1}, diff.Messages(want[i], got[i], diff.Options{}))
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("it keeps %d bytes", grown)
	}
	list, beyond := causes.List(0)
	want := []diff.Cause{
		{
			Kind: diff.Status, Weight: diff.Outcome, Path: "status", Want: "200 OK: <n:validateResponse>",
			Got: "500 Internal Server Error: fault s:Server session ⟨uuid⟩ is unknown", Steps: 800, Count: 800,
			Hint: "a fault instead of an answer", Example: diff.Where{File: "0000.txtar", Step: 2},
		},
		{
			Kind: diff.Text, Weight: diff.Outcome, Path: "/Envelope/Body/validateResponse/ok", Want: "true", Got: "false",
			Steps: 1067, Count: 1067, Example: diff.Where{File: "0003.txtar", Step: 2},
		},
		{
			Kind: diff.Text, Weight: diff.Content, Path: "/Envelope/Body/loginResponse/result/userId", Want: "u⟨…⟩", Got: "u⟨…⟩",
			Steps: 572, Count: 572, Example: diff.Where{File: "0000.txtar", Step: 1},
		},
		{
			Kind: diff.Namespace, Weight: diff.Content, Path: "/Envelope/Body/listResponse", Want: "urn:a", Got: "urn:b",
			Hint: "only the namespace: want urn:a, got urn:b", Steps: 364, Count: 364, Example: diff.Where{File: "0000.txtar", Step: 3},
		},
		{
			Kind: diff.Missing, Weight: diff.Content, Path: "/Envelope/Body/listResponse/item/note", Want: "n",
			Steps: 308, Count: 616, Example: diff.Where{File: "0000.txtar", Step: 3},
		},
	}
	if d := cmp.Diff(want, list, cmpopts.IgnoreFields(diff.Cause{}, "First"), cmpopts.IgnoreUnexported(diff.Cause{})); d != "" {
		t.Error(d)
	}
	if beyond != 0 {
		t.Errorf("%d differences are in no cause", beyond)
	}
	if list, beyond = causes.List(2); len(list) != 2 || beyond != 572+364+616 {
		t.Errorf("of %d causes, %d differences are beyond", len(list), beyond)
	}
}

func TestCausesAcrossPlaces(t *testing.T) {
	var causes diff.Causes
	for i, op := range []string{"open", "close", "list"} {
		causes.Add(diff.Where{File: "a", Step: i + 1}, []diff.Difference{
			{Kind: diff.Text, Weight: diff.Content, Path: "/s:Envelope/s:Body/" + op + "Response/zone", Want: "UTC", Got: "CET"},
			{Kind: diff.Namespace, Weight: diff.Content, Path: "/s:Envelope/s:Body/" + op + "Response", Want: "urn:a", Got: "urn:b"},
		})
	}
	list, _ := causes.List(0)
	var lines []string
	for _, c := range list {
		lines = append(lines, fmt.Sprint(c.Steps, " ", c.Kind, " ", c.Path))
	}
	if d := cmp.Diff([]string{"3 namespace …", "3 text …/zone"}, lines); d != "" {
		t.Error(d)
	}
}

func TestCausesAreBounded(t *testing.T) {
	var causes diff.Causes
	const places = 5000
	for n := range places {
		causes.Add(diff.Where{File: "a", Step: n + 1}, []diff.Difference{{Kind: diff.Text, Weight: diff.Content, Path: fmt.Sprintf("/a/b%d", n), Want: "1", Got: "2"}})
	}
	causes.Add(diff.Where{File: "b", Step: 1}, []diff.Difference{{Kind: diff.Status, Weight: diff.Outcome, Path: "status", Want: "200 OK", Got: "500 Error"}})
	list, beyond := causes.List(0)
	if len(list) == 0 || list[0].Kind != diff.Status {
		t.Errorf("the status is not told first: %v", list[:1])
	}
	if len(list)+beyond != places+1 {
		t.Errorf("%d are told and %d are not, of %d", len(list), beyond, places+1)
	}
}

func TestCausesByWhatChanged(t *testing.T) {
	text := func(path, want, got string) diff.Difference {
		return diff.Difference{Kind: diff.Text, Weight: diff.Content, Path: path, Want: want, Got: got}
	}
	for _, test := range []struct {
		name        string
		differences []diff.Difference
		want        []string
	}{
		{
			"the same change in different texts",
			[]diff.Difference{text("/a", "RemoteException: no right", "RemoteException: nope right"), text("/a", "no right", "nope right")},
			[]string{"2 text /a: ⟨…⟩no right → ⟨…⟩nope right"},
		},
		{
			"with other names in it",
			[]diff.Difference{text("/a", "user bob is unknown", "user bob is not known"), text("/a", "user al is unknown", "user al is not known")},
			[]string{"2 text /a: user ⟨…⟩ is unknown → user ⟨…⟩ is not known"},
		},
		{
			"ids of few digits, and a long name",
			[]diff.Difference{
				text("/a", "'msydyddostvkok5ncsz2i2pb' expired", "ok"), text("/a", "'a91bm2ksq5gx0v3piblez5at' expired", "ok"),
				text("/a", "getBase64EncodedAttachment", "b"), text("/a", "getBase64EncodedAttachments", "b"),
			},
			[]string{"2 text /a: '⟨id⟩' expired → ok", "1 text /a: getBase64EncodedAttachment → b", "1 text /a: getBase64EncodedAttachments → b"},
		},
		{
			"the path of a URL, and an id in it",
			[]diff.Difference{
				text("/a", "http://localhost:80/services/Soap/u/57.0/00D5e000000SoAP", "http://localhost:80/services/Soap/u/58.0/00D5e000000SoAP"),
				text("/b", "http://localhost:80/x/c41f4b4f0a1d4f5e9a/y", "http://localhost:80/x/c41f4b4f0a1d4f5e9a/z"),
			},
			[]string{
				"1 text /a: http://⟨host⟩/services/Soap/u/57.0/00D5e000000SoAP → http://⟨host⟩/services/Soap/u/58.0/00D5e000000SoAP",
				"1 text /b: http://⟨host⟩/x/⟨id⟩/y → http://⟨host⟩/x/⟨id⟩/z",
			},
		},
		{
			"words are whole",
			[]diff.Difference{text("/a", "true", "false"), text("/a", "due", "dale")},
			[]string{"1 text /a: due → dale", "1 text /a: true → false"},
		},
		{
			"in XML and in JSON",
			[]diff.Difference{text("/a/Message", "on", "off"), {Kind: diff.Value, Weight: diff.Content, Path: "$.Message", Want: "on", Got: "off"}},
			[]string{"2 value …/Message: on → off"},
		},
		{
			"a fault and what it says again",
			[]diff.Difference{
				{Kind: diff.Fault, Weight: diff.Outcome, Path: "/e:Envelope/e:Body/e:Fault/faultstring", Want: "one", Got: "two"},
				text("/e:Envelope/e:Body/e:Fault/detail/x", "one", "two"),
			},
			[]string{"1 fault /Envelope/Body/Fault/faultstring: one → two"},
		},
		{
			"a status and what follows from it",
			[]diff.Difference{
				{Kind: diff.Status, Weight: diff.Outcome, Path: "status", Want: "200 OK", Got: "401 Unauthorized"},
				{Kind: diff.Extra, Weight: diff.Content, Path: "header Www-Authenticate", Got: "NTLM"},
				{Kind: diff.Body, Weight: diff.Outcome, Path: "body", Want: "<a>"},
			},
			[]string{"1 status status: 200 OK: <a> → 401 Unauthorized: no body"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var causes diff.Causes
			causes.Add(diff.Where{File: "a", Step: 1}, test.differences)
			list, _ := causes.List(0)
			var lines []string
			for _, c := range list {
				lines = append(lines, fmt.Sprintf("%d %s %s: %s → %s", c.Count, c.Kind, c.Path, c.Want, c.Got))
			}
			if d := cmp.Diff(test.want, lines); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestOneFaultForManyAnswers(t *testing.T) {
	for _, status := range []string{"200 OK", "500 Internal Server Error"} {
		var causes diff.Causes
		for i, op := range []string{"open", "close", "list", "open", "find", "keep"} {
			want := answer("200 OK", "<"+op+"Response/>")
			got := answer(status, "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>")
			causes.Add(diff.Where{File: "a", Step: i + 1}, diff.Messages(want, got, diff.Options{}))
		}
		list, _ := causes.List(0)
		if len(list) != 1 || list[0].Steps != 6 {
			t.Errorf("%s: %+v", status, list)
		}
	}
}

// Of an error in JSON, what its members say follows from the status.
func TestOneCauseForAnErrorInJSON(t *testing.T) {
	var causes diff.Causes
	reply := func(status, code, text string) *transcript.Message {
		return message("HTTP/1.1 " + status + "\nContent-Type: application/json\n\n" + `[{"errorCode":"` + code + `","message":"` + text + `"}]`)
	}
	want, got := reply("404 Not Found", "NOT_FOUND", "It does not exist"), reply("401 Unauthorized", "INVALID_SESSION_ID", "Session expired")
	for step := range 3 {
		causes.Add(diff.Where{File: "a", Step: step + 1}, diff.Messages(want, got, diff.Options{}))
	}
	list, _ := causes.List(0)
	if len(list) != 1 {
		t.Fatalf("%d causes: %+v", len(list), list)
	}
	c := list[0]
	if c.Kind != diff.Status || c.Count != 3 || c.Want != "404 Not Found: NOT_FOUND" || c.Got != "401 Unauthorized: INVALID_SESSION_ID" {
		t.Errorf("%+v", c)
	}
}

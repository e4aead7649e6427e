package record_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/go-ntlmssp"
	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/clients"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// A client that shows how it wants to log in before it is asked: what was refused is a round of the login that follows
// on its connection, or a step that is played as it was said. What is behind a bar is the path.
func TestUnaskedHandshake(t *testing.T) {
	const kerberos = "Negotiate YIIFkgYGKwYBBQUCoIIFhjCCBYKgMDAuBgkqhkiC9xIBAgI=" // as it begins (RFC 4178), with nothing behind
	first, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		t.Fatal(err)
	}
	one := base64.StdEncoding.EncodeToString(first)
	const in, out = "HTTP/1.1 200 OK", "HTTP/1.1 401 Unauthorized"
	for _, c := range []struct {
		name   string
		sent   []string
		steps  []string
		wanted []string
	}{
		{"NTLM", []string{"NTLM " + one + "|/sql/other", "NTLM|/sql/other", "|/sql/other"},
			[]string{"NTLM ${ntlm alice}", in, "NTLM ${ntlm alice}", in}, []string{"alice.password"}},
		{"Negotiate", []string{"Negotiate " + one + "|/sql/other", "Negotiate|/sql/other"},
			[]string{"Negotiate ${negotiate alice}", in}, []string{"alice.password"}},
		{"Kerberos, then NTLM", []string{kerberos + "|/sql/other", "NTLM " + one + "|/sql/other", "NTLM|/sql/other"},
			[]string{"NTLM ${ntlm alice}", in}, []string{"alice.password"}},
		{"given up", []string{"NTLM " + one + "|/sql/other"}, []string{"NTLM ${ntlm _}", out}, nil},
		{"Negotiate given up", []string{"Negotiate " + one + "|/sql/other"}, []string{"Negotiate ${ntlm _}", out}, nil},
		{"Kerberos given up", []string{kerberos + "|/sql/other"}, []string{"Negotiate ${negotiate _}", out}, nil},
		{"where Basic is wanted", []string{"NTLM " + one + "|/sql/demo", clients.Basic("alice") + "|/sql/demo"},
			[]string{"NTLM ${ntlm _}", out, "Basic ${basic alice}", in}, []string{"alice.password"}},
		{"where nobody asks", []string{"NTLM " + one + "|/m204/session?wsdl"}, []string{"NTLM ${ntlm _}", in}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := clients.Serve(t, clients.Settings(), soap.NewClock())
			p := start(t, server.URL, record.BookOptions{}, record.ProxyOptions{})
			client := &http.Client{Transport: &loopback.Line{}}
			challenge := ""
			for _, each := range c.sent {
				authorization, path, _ := strings.Cut(each, "|")
				if authorization == "NTLM" || authorization == "Negotiate" {
					authorization = lastRound(t, authorization, challenge)
				}
				challenge = ask(t, client, p.URL+path, authorization)
			}
			client.CloseIdleConnections()
			if diff := cmp.Diff(c.wanted, p.book.Wanted()); diff != "" {
				t.Error(diff)
			}
			texts, stories := p.stories(t)
			if len(stories) != 1 {
				t.Fatalf("%d stories", len(stories))
			}
			if diff := cmp.Diff(c.steps, steps(stories[0])); diff != "" {
				t.Errorf("%s\n%s", diff, texts[0])
			}
			play(t, "the same server", server.URL, stories[0], texts[0], func(name string) (string, bool) {
				return clients.Password, slices.Contains(c.wanted, name)
			})
		})
	}
}

// ask sends a batch, or gets what has a query, and returns the challenge of the answer.
func ask(t *testing.T, client *http.Client, url, authorization string) (challenge string) {
	t.Helper()
	const batch = `<sql:sqlbatch xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:BatchCommands>SELECT 1</sql:BatchCommands></sql:sqlbatch>`
	method := "POST"
	if strings.Contains(url, "?") {
		method = "GET"
	}
	r, err := http.NewRequest(method, url, strings.NewReader(clients.Envelope("", batch)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", clients.TextXML)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	scheme, _, _ := strings.Cut(authorization, " ")
	for _, line := range answer.Header["Www-Authenticate"] {
		if s, token, _ := strings.Cut(line, " "); s == scheme {
			challenge = token
		}
	}
	return challenge
}

func lastRound(t *testing.T, scheme, challenge string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(challenge)
	if err != nil {
		t.Fatal(err)
	}
	last, err := ntlmssp.NewAuthenticateMessage(raw, "alice", clients.Password, nil)
	if err != nil {
		t.Fatalf("the challenge %q: %v", challenge, err)
	}
	return scheme + " " + base64.StdEncoding.EncodeToString(last)
}

// steps are the credentials and the status lines of a story.
func steps(s *transcript.Story) (all []string) {
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Request:
			all = append(all, e.Value("Authorization"))
		case *transcript.Response:
			all = append(all, e.Start)
		}
	}
	return all
}

// A request that was refused with the offer of a handshake has its answer where it came, also when its client asks on with
// another connection and keeps the first one open.
func TestRefusedStandsWhereItCame(t *testing.T) {
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/first" {
			w.Header().Set("WWW-Authenticate", "NTLM")
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	p := start(t, s.URL, record.BookOptions{By: "nothing"}, record.ProxyOptions{})
	for _, path := range []string{"/first", "/second"} {
		client := &http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		answer, err := client.Get(p.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	texts, _ := p.stories(t)
	want := []string{"-- 1 request --", "-- 1 response --", "-- 2 request --", "-- 2 response --"}
	if diff := cmp.Diff(want, regexp.MustCompile("(?m)^-- . re.* --$").FindAllString(texts[0], -1)); diff != "" {
		t.Errorf("%s\n%s", diff, texts[0])
	}
}

// The connection that a server wants a login on lasts, whatever the phrase of the refusal: IIS 5 said "401 Access Denied".
func TestHandshakeKeepsConnection(t *testing.T) {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer at.Close()
	go func() {
		for {
			conn, err := at.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				in := bufio.NewReader(conn)
				for n := 1; ; n++ {
					if _, err := http.ReadRequest(in); err != nil {
						return
					}
					if n == 1 {
						fmt.Fprint(conn, "HTTP/1.1 401 Access Denied\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n")
						continue
					}
					fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond")
				}
			}()
		}
	}()
	p := start(t, "http://"+at.Addr().String(), record.BookOptions{}, record.ProxyOptions{})
	client := &http.Client{Transport: &loopback.Line{}}
	defer client.CloseIdleConnections()
	for range 2 {
		answer, err := client.Get(p.URL)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode == http.StatusOK && string(body) == "second" {
			return
		}
		if answer.Close {
			t.Fatalf("the connection is closed behind %s", answer.Status)
		}
	}
	t.Error("the second request came on another connection")
}

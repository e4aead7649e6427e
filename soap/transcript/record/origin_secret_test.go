package record_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// What logs in to the target stays with it where it redirects its clients to another host, as it does with a client that goes
// there by itself. Where a session goes on at another address, it goes along.
func TestSecretsStayWithTarget(t *testing.T) {
	var got http.Header
	other := target(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		http.SetCookie(w, &http.Cookie{Name: "other", Value: "2", Path: "/"})
		w.Header().Set("Content-Type", "text/xml")
		// It does not get them by saying itself that sessions go on there.
		fmt.Fprintf(w, "<serverUrl>http://%s/next</serverUrl>", r.Host)
	})
	elsewhere := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	s := target(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "JSESSIONID", Value: "1", Path: "/"})
		if r.URL.Path == "/login" {
			w.Header().Set("Content-Type", "text/xml")
			fmt.Fprintf(w, "<serverUrl>%s/next</serverUrl>", elsewhere)
			return
		}
		http.Redirect(w, r, elsewhere+"/landing", http.StatusFound)
	})
	p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	ask := func(base, path, authorization string) {
		t.Helper()
		got = nil
		r, err := http.NewRequest(http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", authorization)
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	const password = "Basic YWxpY2U6czNjcjN0"
	ask(s.URL, "/", password) // by itself
	if got.Get("Authorization")+got.Get("Cookie") != "" {
		t.Fatalf("the client sends %q by itself", got)
	}
	for range 2 {
		ask(p.URL, "/", password)
		if got == nil || got.Get("Authorization") != "" || strings.Contains(got.Get("Cookie"), "JSESSIONID") {
			t.Errorf("to where it was redirected goes %q", got)
		}
	}
	if got.Get("Cookie") != "other=2" {
		t.Errorf("of its own cookies it gets %q", got.Get("Cookie"))
	}
	if ask(p.URL, "/", `Digest username="a", response="b"`); !strings.HasPrefix(got.Get("Authorization"), "Digest") {
		t.Errorf("what answers its own challenge does not go there: %q", got)
	}
	ask(p.URL, "/login", password)
	ask(p.URL, "/@"+strings.TrimPrefix(elsewhere, "http://")+"/next", password)
	if got.Get("Authorization") != password {
		t.Errorf("to where its session goes on goes %q", got)
	}
}

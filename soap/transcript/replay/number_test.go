package replay_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// orders is a server that gives an order a number of its own, and knows no other.
func orders(t *testing.T, number string) *replay.Player {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		w.Header().Set("Content-Type", "text/xml")
		if asked := r.URL.Query().Get("order"); asked == number {
			fmt.Fprintf(w, "<order><orderNo>%s</orderNo><state>open</state></order>", number)
		} else if asked != "" {
			fmt.Fprintf(w, "<unknown>%s</unknown>", asked)
		} else {
			fmt.Fprintf(w, "<order><orderNo>%s</orderNo></order>", number)
		}
	}))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &replay.Player{Target: replay.Target{URL: u}}
}

// TestNumbers: a short number that a server gives to something is an id as well, and what stands for none is not.
func TestNumbers(t *testing.T) {
	story := parse(t, "", "-- 1 request --\nPOST / HTTP/1.1\n"+host+
		"-- 1 response --\n"+ok+"\n<order><orderNo>4711</orderNo></order>\n"+
		"-- 2 request --\nGET /?order=4711 HTTP/1.1\n"+host+
		"-- 2 response --\n"+ok+"\n<order><orderNo>4711</orderNo><state>open</state></order>\n")
	check(t, orders(t, "12345").Play(t.Context(), story))
	for _, none := range []string{"0", "-1", "none", "E-17"} {
		r := orders(t, none).Play(t.Context(), story)
		check(t, r, fmt.Sprintf("1 POST : /order/orderNo: text: want %q, got %q", "4711", none), `2 GET : /order: name: want "order", got "unknown"`)
	}
}

// TestDigests: what is computed from content is compared, and what only looks like it is bound.
func TestDigests(t *testing.T) {
	const story, live = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", "7c211433f02071597741e6ff5a8ea34789abbf43" // of "hello" and "world"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprintf(w, "<r><%[1]s>%[2]s</%[1]s></r>", r.URL.Query().Get("name"), live)
	}))
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	step := func(n int, name string) string {
		return fmt.Sprintf("-- %[1]d request --\nGET /?name=%[2]s HTTP/1.1\n%[3]s-- %[1]d response --\n%[4]s\n<r><%[2]s>%[5]s</%[2]s></r>\n", n, name, host, ok, story)
	}
	differs := func(n int, name string) string {
		return fmt.Sprintf("%d GET : /r/%s: text: want %q, got %q", n, name, story, live)
	}
	for _, test := range []struct {
		events string
		want   []string
	}{
		{step(1, "documentChecksum"), []string{differs(1, "documentChecksum")}},
		{step(1, "version"), nil},
		{step(1, "version") + step(2, "version"), []string{differs(1, "version"), differs(2, "version")}},
		{step(1, "sessionId") + step(2, "sessionId"), nil},
	} {
		player := &replay.Player{Target: replay.Target{URL: u}}
		check(t, player.Play(t.Context(), parse(t, "", test.events)), test.want...)
	}
}

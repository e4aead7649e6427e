package record_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// A password that is a word stays out of the conversation with another system, which says the word of its own.
func TestForeignWord(t *testing.T) {
	server := target(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, "<a><hostname>soapstone</hostname></a>")
	})
	p := start(t, server.URL, record.BookOptions{}, record.ProxyOptions{})
	for _, exchange := range [][2]string{
		{"/cfcc/services/FTService", "<getSession><user>bob</user><password>wrong one</password></getSession>"},
		{"/services/Soap/u/44.0", "<login><username>alice</username><password>soapstone</password></login>"},
		{"/cfcc/services/FTService", "<getSession><user>carol</user><password>wrong too</password></getSession>"},
	} {
		answer, err := http.Post(p.URL+exchange[0], "text/xml", strings.NewReader(exchange[1]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	texts, _ := p.stories(t)
	for _, text := range texts {
		mft := strings.Contains(text, "system: mft")
		if mft != strings.Contains(text, "<hostname>soapstone</hostname>") || mft == strings.Contains(text, "<hostname>${secret alice.password}</hostname>") {
			t.Error(text)
		}
	}
	if len(texts) != 3 {
		t.Errorf("%d stories, want 3", len(texts))
	}
}

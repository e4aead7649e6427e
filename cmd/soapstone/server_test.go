package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// batch sends a batch to the demo endpoint, and returns the answer's status and body.
func batch(s *server, text string) (string, error) {
	r, err := http.NewRequest(http.MethodPost, s.emulated.url("http")+"/sql/demo", strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><e:Body>`+
			`<sql:sqlbatch><sql:BatchCommands>`+text+`</sql:BatchCommands></sql:sqlbatch></e:Body></e:Envelope>`))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "text/xml")
	r.SetBasicAuth("alice", "soapstone")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.Status + " " + string(body), err
}

// waiting sends a batch that waits, and comes back when it does.
func waiting(t *testing.T, s *server, commands string) (answered chan string) {
	t.Helper()
	answered = make(chan string, 1)
	go func() {
		answer, err := batch(s, commands)
		answered <- fmt.Sprint(answer, err)
	}()
	get, err := http.Get(s.admin.url("http") + "/clock?waiting=1")
	if err != nil {
		t.Fatal(err)
	}
	defer get.Body.Close()
	text, err := io.ReadAll(get.Body)
	if err != nil || !strings.Contains(string(text), `"waiting":1`) {
		t.Fatalf("the clock says %s, %v", text, err)
	}
	return answered
}

func TestAdvanceComesBackWhenAllThatFellDueIsDone(t *testing.T) {
	s := start(t, serveOptions{})
	answered := waiting(t, s, "WAITFOR DELAY '10:00:00' SELECT 42")
	post, err := http.Post(s.admin.url("http")+"/clock/advance?by=10h", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	post.Body.Close()
	if post.StatusCode != http.StatusOK {
		t.Errorf("status %s", post.Status)
	}
	if got := <-answered; !strings.HasPrefix(got, "200 OK") || !strings.Contains(got, "42") {
		t.Errorf("the batch was answered %s", got)
	}
}

// A call that outlived a reset would be counted among those that the next test waits for.
func TestResetLetsGoOfWhatWaits(t *testing.T) {
	s := start(t, serveOptions{})
	answered := waiting(t, s, "WAITFOR DELAY '10:00:00' SELECT 42")
	if code, _, log := ctl(s, "reset"); code != exitFine {
		t.Fatalf("exit code %d: %s", code, log)
	}
	if got := <-answered; strings.Contains(got, "42") {
		t.Errorf("the batch was answered %s", got)
	}
	if n := s.clock.Waiting(); n != 0 {
		t.Errorf("%d calls wait", n)
	}
}

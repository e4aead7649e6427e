package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
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

// waiting sends a batch that waits for ten hours, and comes back when it does.
func waiting(t *testing.T, s *server) (answered chan string) {
	t.Helper()
	answered = make(chan string, 1)
	go func() {
		answer, err := batch(s, "WAITFOR DELAY '10:00:00' SELECT 42")
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
	answered := waiting(t, s)
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
	answered := waiting(t, s)
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

// Would the stop wait for the batch, it would take an hour, and the test fail.
func TestStopLetsGoOfWhatWaits(t *testing.T) {
	s := start(t, serveOptions{})
	s.options.shutdownTimeout = time.Hour
	answered := waiting(t, s)
	s.requestStop("the test says so")
	if err := s.close(nil); err != nil {
		t.Fatal(err)
	}
	if got := <-answered; strings.Contains(got, "42") {
		t.Errorf("the batch was answered %s", got)
	}
}

// openRequest begins a request whose body never comes, and returns when the server has its head.
func openRequest(t *testing.T, s *server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.emulated.listeners[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "POST /sql/demo HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YWxpY2U6c29hcHN0b25l\r\n"+
		"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	return conn
}

// A call that does not end by itself is cut off when its time is up.
func TestStopEndsInTime(t *testing.T) {
	s := start(t, serveOptions{})
	s.options.shutdownTimeout = time.Nanosecond
	conn := openRequest(t, s)
	if err := s.close(nil); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
}

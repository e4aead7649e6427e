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

// Would the stop wait for the batch, it would take an hour, and the test fail.
func TestStopLetsGoOfWhatWaits(t *testing.T) {
	for _, frozen := range []bool{false, true} {
		s := start(t, serveOptions{})
		s.options.shutdownTimeout = time.Hour
		delay := "10:00:00"
		if frozen {
			s.clock.Freeze()
			delay = "00:00:01"
		}
		answered := waiting(t, s, "WAITFOR DELAY '"+delay+"' SELECT 42")
		s.requestStop("the test says so")
		if err := s.close(nil); err != nil {
			t.Fatal(err)
		}
		if got := <-answered; !strings.HasPrefix(got, "503 ") {
			t.Errorf("frozen %t: the batch was answered %s", frozen, got)
		}
	}
}

// What waits has its time, as what works has.
func TestStopLetsWaitsEnd(t *testing.T) {
	t.Parallel()
	s := start(t, serveOptions{})
	s.options.shutdownTimeout = time.Hour
	answered := waiting(t, s, "WAITFOR DELAY '00:00:02' SELECT 42")
	if err := s.close(nil); err != nil {
		t.Fatal(err)
	}
	if got := <-answered; !strings.HasPrefix(got, "200 OK") || !strings.Contains(got, "42") {
		t.Errorf("the batch was answered %s", got)
	}
}

// ask204 has a thread of Model 204 do something, and returns the answer.
func ask204(s *server, thread, operation, body string) (string, error) {
	const soap, m204 = "http://schemas.xmlsoap.org/soap/envelope/", "urn:m204:janus:session:v1"
	r, err := http.NewRequest(http.MethodPost, s.emulated.url("http")+"/m204/session", strings.NewReader(
		`<e:Envelope xmlns:e="`+soap+`" xmlns:m="`+m204+`"><e:Header><m:Thread>`+thread+`</m:Thread></e:Header>`+
			`<e:Body><m:`+operation+`>`+body+`</m:`+operation+`></e:Body></e:Envelope>`))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("SOAPAction", `"`+m204+"#"+operation+`"`)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

// Who waits for a session of Model 204 has the time, too, and the answer that comes at its end.
func TestStopLetsWaitsForASessionEnd(t *testing.T) {
	t.Parallel()
	s := start(t, serveOptions{})
	s.options.shutdownTimeout = time.Hour
	ask := func(thread, operation, body string) string {
		t.Helper()
		answer, err := ask204(s, thread, operation, body)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	var threads [2]string
	for i := range threads {
		_, rest, _ := strings.Cut(ask("", "Login", "<m:userid>HARPO</m:userid><m:password>soapstone</m:password>"), "<m:thread>")
		threads[i], _, _ = strings.Cut(rest, "<")
	}
	ask(threads[0], "Session_Create", "<m:sesid>A</m:sesid>")
	answered := make(chan string, 1)
	go func() {
		answer, err := ask204(s, threads[1], "Session_Open", "<m:sesid>A</m:sesid><m:timeout>2</m:timeout>")
		answered <- fmt.Sprint(answer, err)
	}()
	if err := s.clock.AwaitWaiting(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := s.close(nil); err != nil {
		t.Fatal(err)
	}
	if got := <-answered; !strings.Contains(got, "<m:rc>") {
		t.Errorf("the wait was answered %s", got)
	}
}

// What still waits when the time is over is answered, not cut off: here, for a call that never ends.
func TestStopAnswersWhatItGivesUp(t *testing.T) {
	s := start(t, serveOptions{})
	s.options.shutdownTimeout = 100 * time.Millisecond
	defer s.clock.Begin().End()
	answered := waiting(t, s, "WAITFOR DELAY '10:00:00' SELECT 42")
	if err := s.close(nil); err != nil {
		t.Fatal(err)
	}
	if got := <-answered; !strings.HasPrefix(got, "503 ") {
		t.Errorf("the batch was answered %s", got)
	}
}

// Who asks whether the program is ready while it stops is told, as long as a call is under way.
func TestStopEndsTheOperatorLast(t *testing.T) {
	s := start(t, serveOptions{})
	s.options.shutdownTimeout = time.Hour
	answered := waiting(t, s, "WAITFOR DELAY '10:00:00' SELECT 42")
	busy := s.clock.Begin() // so that the batch is not given up
	closed := make(chan error, 1)
	go func() { closed <- s.close(nil) }()
	for { // until no more clients are let in
		conn, err := net.Dial("tcp", s.emulated.listeners[0].Addr().String())
		if err != nil {
			break
		}
		conn.Close()
	}
	anew := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for path, want := range map[string]int{"/readyz": 503, "/healthz": 200, "/metrics": 200} {
		answer, err := anew.Get(s.admin.url("http") + path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: status %s, want %d", path, answer.Status, want)
		}
	}
	busy.End()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if got := <-answered; !strings.HasPrefix(got, "503 ") {
		t.Errorf("the batch was answered %s", got)
	}
	if _, err := anew.Get(s.admin.url("http") + "/healthz"); err == nil {
		t.Error("the operator's API still answers")
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

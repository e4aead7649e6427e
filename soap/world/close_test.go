package world

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A world that is closed, and a system that is reset, hold no connection to a far side any more.
func TestCloseLetsGoOfTheFarSide(t *testing.T) {
	for name, end := range map[string]func(*World) error{
		"close": func(w *World) error { w.Close(); return nil },
		"reset": func(w *World) error { return w.ResetSystem(t.Context(), "futurama", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			closed := make(chan struct{}, 1)
			far := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "far away") }))
			far.Config.ConnState = func(_ net.Conn, s http.ConnState) {
				if s == http.StateClosed {
					closed <- struct{}{}
				}
			}
			far.Start()
			t.Cleanup(far.Close)
			near, w := startWorld(t, map[string]string{"futurama.forward.url": far.URL})
			post := func(path, body string) string {
				t.Helper()
				res, err := http.Post(near.URL+path, "application/json", strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				answer, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				return string(answer)
			}
			id := regexp.MustCompile(`"sessionID":"[^"]+"`).FindString(post("/rest/webapi", "{}"))
			if answer := post("/rest/webapi/Work", "{"+id+"}"); answer != "far away" {
				t.Fatal(answer)
			}
			if err := end(w); err != nil {
				t.Fatal(err)
			}
			select {
			case <-closed:
			case <-time.After(20 * time.Second):
				t.Error("the connection is open")
			}
		})
	}
}

// Who gives up waiting for the calls of a system leaves nobody behind who waits for them: that would end the bubble in a
// panic.
func TestDrainGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCalls()
		c.begin()
		ctx, cancel := context.WithTimeout(t.Context(), drainTime)
		defer cancel()
		c.drain(ctx)
		if c.ended.Err() == nil || ctx.Err() == nil {
			t.Errorf("the call was let go: %v, and waited for: %v", c.ended.Err(), ctx.Err())
		}
	})
}

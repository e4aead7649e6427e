package world_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// A reset of one system lets go of what waits there; what waits in another system goes on.
func TestResetOfOneSystemWaitsForItsCalls(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	server := httptest.NewServer(w.Handler())
	defer server.Close()
	defer w.Clock().Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	waiting := make(chan int)
	go func() {
		status, _ := sql(t, w.Handler(), `initiate="true"`, "WAITFOR DELAY '00:00:30'")
		waiting <- status
	}()
	if err := w.Clock().AwaitWaiting(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if err := w.ResetSystem(ctx, "mft", nil); err != nil {
		t.Fatal(err)
	}
	if n := w.Clock().Waiting(); n != 1 {
		t.Errorf("%d calls of SQL Server wait after a reset of MFT, want 1", n)
	}
	if err := w.ResetSystem(ctx, "sqlserver", nil); err != nil {
		t.Fatal(err)
	}
	if status := <-waiting; status == http.StatusOK {
		t.Error("a call that waited for its time was answered as if that had come")
	}
	page, err := w.Sessions(ctx, world.Query{System: "sqlserver"})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Sessions) != 0 {
		t.Errorf("%d sessions are left after the reset", len(page.Sessions))
	}
}

// A body that comes after the reset belongs to nobody: the reset gives up waiting for it, and it makes no session.
func TestResetDuringABody(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	server := httptest.NewServer(w.Handler())
	defer server.Close()
	body, send := io.Pipe()
	r, err := http.NewRequest(http.MethodPost, server.URL+"/sql/demo", body)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("alice", "soapstone")
	r.Header.Set("Content-Type", "text/xml")
	r.Header.Set("Expect", "100-continue") // so that the body is asked for by who serves it, before the reset
	client := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	answered := make(chan error)
	go func() {
		response, err := client.Do(r)
		if err == nil {
			defer response.Body.Close()
			if response.StatusCode == http.StatusOK {
				err = fmt.Errorf("status %s, want a refusal", response.Status)
			} else {
				err = nil
			}
		} else {
			err = nil // hung up on is refused, too
		}
		answered <- err
	}()
	fmt.Fprint(send, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>`)
	if err := w.ResetSystem(t.Context(), "sqlserver", nil); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(send, `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" initiate="true"/></e:Header><e:Body/></e:Envelope>`)
	send.Close()
	if err := <-answered; err != nil {
		t.Error(err)
	}
	page, err := w.Sessions(t.Context(), world.Query{System: "sqlserver"})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Sessions) != 0 {
		t.Errorf("%d sessions were made by a request that the reset had let go", len(page.Sessions))
	}
}

// Whoever is in the midst of a call when everything is reset gets its answer, or is told that it was given up: never a
// fault of the vendor, as if the real server had crashed.
func TestResetUnderTraffic(t *testing.T) {
	w, _ := open(t, world.Default(), world.Options{})
	const login = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><getSession/></e:Body></e:Envelope>`
	stop := make(chan struct{})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r := httptest.NewRequest(http.MethodPost, "/cfcc/services/AdministratorService", strings.NewReader(login))
				r.Header.Set("Content-Type", "text/xml")
				r.Header.Set("SOAPAction", `""`)
				r.SetBasicAuth("admin", "soapstone")
				rw := httptest.NewRecorder()
				w.Handler().ServeHTTP(rw, r)
				if rw.Code != http.StatusOK && rw.Code != http.StatusServiceUnavailable {
					t.Errorf("status %d: %s", rw.Code, rw.Body)
					return
				}
			}
		})
	}
	for range 20 {
		if err := w.Reset(t.Context(), nil); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	clients.Wait()
}

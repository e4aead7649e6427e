package gate_test

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// internal is how each system shows that something went wrong inside.
func internal() map[string]string {
	const unknownSQL = "UnknownSqlError"
	return map[string]string{
		"salesforce SOAP": "UNKNOWN_EXCEPTION", "salesforce metadata": "UNKNOWN_EXCEPTION", "salesforce REST": `"errorCode":"UNKNOWN_EXCEPTION"`,
		"mft": "java.lang.NullPointerException", "mft by position": "java.lang.NullPointerException",
		"futurama SOAP": "InternalServiceFault", "futurama REST": "", "model204": "Server", "sqlserver": unknownSQL,
	}
}

func everySystem(setting string) []soaptest.Option {
	var options []soaptest.Option
	for _, system := range []string{"salesforce", "mft", "futurama", "model204", "sqlserver"} {
		options = append(options, soaptest.Set(system+"."+setting))
	}
	return options
}

// Where the far side is not there, or says nothing, the client sees what the system shows of its own failures.
func TestForwardFailsAsTheSystemDoes(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	over := make(chan struct{})
	silent := newFar(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-over:
		}
	})
	stops := newFar(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(200)
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
		case <-over:
		}
	})
	breaks := newFar(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "10")
		w.WriteHeader(200)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	t.Cleanup(func() { close(over) })
	for name, target := range map[string]string{"refused": "http://" + closed.Addr().String(), "silent": silent.URL, "stops": stops.URL, "breaks": breaks.URL} {
		options := append(everySystem("forward.url = "+target), everySystem("forward.timeout.answer = 50ms")...)
		options = append(options, everySystem("forward.timeout.idle = 50ms")...)
		srv := soaptest.Start(t, append(options, soaptest.At(start()))...)
		for system, want := range internal() {
			t.Run(name+" "+system, func(t *testing.T) {
				status, body := send(t, srv.URL, login(t, srv, system))
				if status != 500 || !strings.Contains(body, want) || strings.Contains(body, target) || strings.Contains(body, "forward") {
					t.Errorf("%d %s\nwant %s", status, body, want)
				}
			})
		}
	}
}

// An answer with a status that no answer has is none.
func TestForwardNoStatus(t *testing.T) {
	for _, status := range []string{"000", "099", "101"} {
		f := newFar(t, func(w http.ResponseWriter, _ *http.Request) {
			c, out, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			out.WriteString("HTTP/1.1 " + status + " Odd\r\nContent-Length: 4\r\n\r\n<a/>")
			out.Flush()
		})
		srv := soaptest.Start(t, soaptest.Salesforce("forward = "+f.URL))
		if got, body := send(t, srv.URL, login(t, srv, "salesforce SOAP")); got != 500 || !strings.Contains(body, "UNKNOWN_EXCEPTION") {
			t.Errorf("%s: %d %s", status, got, body)
		}
	}
}

// An answer that breaks off after its beginning breaks off for the client, too.
func TestForwardBreaksOff(t *testing.T) {
	f := newFar(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	srv := soaptest.Start(t, soaptest.Salesforce("forward = "+f.URL))
	res := do(t, srv.URL, login(t, srv, "salesforce SOAP"))
	if body, err := io.ReadAll(res.Body); string(body) != "half" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v", body, err)
	}
}

// A call that comes back to where it was forwarded is refused there, once.
func TestForwardLoop(t *testing.T) {
	var target *url.URL
	back := newFar(t, nil)
	count := 0
	back.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if count++; count > 1 {
			t.Error("it goes round and round")
		}
		httputil.NewSingleHostReverseProxy(target).ServeHTTP(w, r)
	})
	srv := soaptest.Start(t, soaptest.Salesforce("forward = "+back.URL))
	target, _ = url.Parse(srv.URL)
	status, body := send(t, srv.URL, login(t, srv, "salesforce SOAP"))
	if status != 500 || !strings.Contains(body, "UNKNOWN_EXCEPTION") || count != 1 {
		t.Errorf("%d %s, %d times", status, body, count)
	}
}

// The far side's certificate is checked, against a file of our own where one is named.
func TestForwardTLS(t *testing.T) {
	f := httptest.NewUnstartedServer(answering(200, "text/plain", "done"))
	f.Config.ErrorLog = log.New(io.Discard, "", 0) // that we believe it not
	f.StartTLS()
	t.Cleanup(f.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[string]string{"forward.url = " + f.URL: "UNKNOWN_EXCEPTION", "forward.ca = " + ca: "done", "forward.insecure = true": "done"} {
		srv := soaptest.Start(t, soaptest.Salesforce("forward.url = "+f.URL, setting))
		if _, body := send(t, srv.URL, login(t, srv, "salesforce SOAP")); !strings.Contains(body, want) {
			t.Errorf("%s: %s, want %s", setting, body, want)
		}
	}
}

// The far side may be as old as its system, but what is weak is spoken to nobody unasked.
func TestForwardOldTLS(t *testing.T) {
	for _, tt := range []struct {
		version, suite uint16 // of the far side
		oldest         string
		want           string
	}{
		{tls.VersionTLS10, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "", "UNKNOWN_EXCEPTION"},
		{tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, "1.2", "UNKNOWN_EXCEPTION"},
		{tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "", "UNKNOWN_EXCEPTION"},
		{tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "", "done"},
		{tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "1.3", "UNKNOWN_EXCEPTION"},
		{tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "1.1", "done"},
		{tls.VersionTLS11, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "1.1", "done"},
		{tls.VersionTLS10, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "1.1", "UNKNOWN_EXCEPTION"},
		{tls.VersionTLS10, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "1.0", "done"},
	} {
		f := httptest.NewUnstartedServer(answering(200, "text/plain", "done"))
		f.Config.ErrorLog = log.New(io.Discard, "", 0) // that they find no common tongue
		f.TLS = &tls.Config{MinVersion: tt.version, MaxVersion: tt.version, CipherSuites: []uint16{tt.suite}}
		f.StartTLS()
		t.Cleanup(f.Close)
		srv := soaptest.Start(t, soaptest.Salesforce("forward.url = "+f.URL, "forward.insecure = true", "forward.tls-min = "+tt.oldest))
		if _, body := send(t, srv.URL, login(t, srv, "salesforce SOAP")); !strings.Contains(body, tt.want) {
			t.Errorf("%s, %s, tls-min %q: the answer is %s, want %s", tls.VersionName(tt.version), tls.CipherSuiteName(tt.suite), tt.oldest, body, tt.want)
		}
	}
}

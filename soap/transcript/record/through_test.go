package record_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// A server behind a company's proxy is recorded through it: the proxy is told all of the URL, the server what it is told
// without a proxy, and the transcript as well, which does not have the proxy's password. A client's connection has one of
// its own, also in a tunnel.
func TestTargetBehindAProxy(t *testing.T) {
	var mu sync.Mutex
	var asked, served []string
	note := func(list *[]string, text string) {
		mu.Lock()
		defer mu.Unlock()
		*list = append(*list, text)
	}
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // its certificate is for example.com
		note(&served, r.RemoteAddr+" "+r.RequestURI)
		fmt.Fprint(w, "<answer/>")
	}))
	defer secure.Close()
	company := target(t, func(w http.ResponseWriter, r *http.Request) {
		note(&asked, r.Method+" "+r.RequestURI)
		if r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("alice:pass:word")) {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		if r.Method != http.MethodConnect {
			w.Header().Set("Content-Type", "text/xml")
			fmt.Fprint(w, "<answer/>")
			return
		}
		server, err := net.Dial("tcp", secure.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		defer server.Close()
		client, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer client.Close()
		_, _ = io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n") // the test sees what does not come
		go func() { _, _ = io.Copy(server, client) }()
		_, _ = io.Copy(client, server)
	})
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	by, err := url.Parse(company.URL)
	if err != nil {
		t.Fatal(err)
	}
	by.User = url.UserPassword("alice", "pass:word")
	const path, twice = "/a//b/%2Fc?view=x?wsdl", "//a?b"
	for _, tt := range []struct {
		target string
		asked  []string
	}{
		{"http://example.com:8080", []string{"GET http://example.com:8080" + path, "GET http://example.com:8080" + twice}},
		{"https://example.com", []string{"CONNECT example.com:443"}},
	} {
		r := start(t, tt.target, record.BookOptions{}, record.ProxyOptions{TLS: &tls.Config{RootCAs: roots}, Proxy: http.ProxyURL(by)})
		for _, p := range []string{path, twice} {
			if answer, body := get(t, r.URL+p); answer.StatusCode != http.StatusOK || body != "<answer/>" {
				t.Errorf("%s: %s %s", tt.target, answer.Status, body)
			}
		}
		mu.Lock()
		if diff := cmp.Diff(tt.asked, asked); diff != "" {
			t.Errorf("%s: what the proxy is asked (-want +got):\n%s", tt.target, diff)
		}
		if strings.HasPrefix(tt.target, "https:") {
			if len(served) != 2 || strings.Fields(served[0])[0] != strings.Fields(served[1])[0] || !strings.HasSuffix(served[0], " "+path) {
				t.Errorf("%s: the server got %q", tt.target, served)
			}
		}
		asked, served = nil, nil
		mu.Unlock()
		texts, _ := r.stories(t)
		text := strings.Join(texts, "")
		if strings.Contains(text, "Proxy-Authorization") || !strings.Contains(text, "GET "+path+" HTTP/1.1\nHost: "+strings.SplitN(tt.target, "://", 2)[1]+"\n") {
			t.Errorf("%s: the transcript is\n%s", tt.target, text)
		}
	}
}

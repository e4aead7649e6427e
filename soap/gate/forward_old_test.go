package gate

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Where a far side is too old for us, the operator is told by which setting it may be.
func TestForwardAdvises(t *testing.T) {
	for _, test := range []struct {
		version, suite uint16 // of the far side
		oldest         string
		advised        bool
	}{
		{tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, "", true},
		{tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, "1.1", true},
		{tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "1.2", true},
		{tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "1.3", true},
		{tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "", false}, // its certificate alone is not believed
		{tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256, "1.0", false},
	} {
		far := httptest.NewUnstartedServer(http.NotFoundHandler())
		far.Config.ErrorLog = log.New(io.Discard, "", 0) // that they find no common tongue
		far.TLS = &tls.Config{MinVersion: test.version, MaxVersion: test.version, CipherSuites: []uint16{test.suite}}
		far.StartTLS()
		t.Cleanup(far.Close)
		f, err := newForward("mft", ForwardConfig{URL: far.URL, TLSMin: test.oldest}, newCall("GET /", "").Log)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := (&http.Client{Transport: f.transport}).Get(far.URL)
		if err == nil {
			answer.Body.Close()
			t.Fatalf("%s, %s, tls-min %q: it was believed", tls.VersionName(test.version), tls.CipherSuiteName(test.suite), test.oldest)
		}
		call := newCall("GET /", "")
		f.failed(t.Context(), call, err)
		if strings.HasSuffix(call.Note, ": if it is as old as its system, set forward.tls-min to 1.0") != test.advised {
			t.Errorf("%s, %s, tls-min %q: %s", tls.VersionName(test.version), tls.CipherSuiteName(test.suite), test.oldest, call.Note)
		}
	}
}

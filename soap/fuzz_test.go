package soap_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// FuzzEndpoint sends any body with any content type. Whatever comes, the answer is one that a vendor could give:
// a known status, well-formed XML or nothing, and no panic behind it.
func FuzzEndpoint(f *testing.F) {
	for _, body := range []string{echoHi, open12 + `<e:Body><m:echo/></e:Body></e:Envelope>`, open11 + `<e:Body/></e:Envelope>`,
		open11 + `<e:Header><m:known e:mustUnderstand="1"/><m:x e:actor="urn:y"/></e:Header><e:Body><m:sleep><m:seconds>0</m:seconds></m:sleep></e:Body></e:Envelope>`,
		"<a>", "", "\xef\xbb\xbf" + echoHi, "\xfe\xff\x00<\x00a\x00/\x00>"} {
		f.Add([]byte(body), "text/xml; charset=utf-8", `"urn:echo#echo"`)
	}
	f.Add([]byte(echoHi), `application/soap+xml; action="urn:echo#echo"; charset=utf-16`, "")
	var log strings.Builder
	endpoint, err := soap.NewEndpoint(soap.Config{
		Services: []*soap.Service{echoService(f)}, Clock: soap.NewClock(), Limits: soap.Limits{MaxBytes: 1 << 16},
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType, action string) {
		if bytes.Contains(body, []byte("seconds")) || bytes.Contains(body, []byte("panic")) {
			t.Skip("a wait at real speed, or a panic on purpose")
		}
		r := httptest.NewRequest(http.MethodPost, "/echo", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("SOAPAction", action)
		w := httptest.NewRecorder()
		log.Reset()
		endpoint.ServeHTTP(w, r)
		if log.Len() > 0 {
			t.Errorf("logged: %s", log.String())
		}
		switch w.Code {
		case http.StatusOK, http.StatusInternalServerError:
		case http.StatusRequestEntityTooLarge:
			return
		default:
			t.Fatalf("status %d", w.Code)
		}
		d := xml.NewDecoder(w.Body)
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("the answer is not well-formed: %v", err)
			}
		}
	})
}

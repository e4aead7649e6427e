package world_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// FuzzRequest sends any request to all systems: paths, queries, credentials, headers in envelopes and bodies are read by
// whoever the request is for. Whatever comes, the answer has a status, and nothing is a mistake of ours.
func FuzzRequest(f *testing.F) {
	soap := func(header, body string) []byte {
		return []byte(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>` + header + `</e:Header><e:Body>` + body + `</e:Body></e:Envelope>`)
	}
	const alice, admin, harpo = "Basic YWxpY2U6c29hcHN0b25l", "Basic YWRtaW46c29hcHN0b25l", "Basic SEFSUE86c29hcHN0b25l"
	f.Add("POST", "/sql/demo", "text/xml", "", alice, soap(
		`<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" sessionId="AAECAwQFBgcICQoLDA0ODw==" timeout="5" transactionDescriptor="AAAAAAAAAAA="/>`,
		`<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>SELECT GETDATE()</BatchCommands></sqlbatch>`))
	f.Add("GET", "/sql/demo?wsdl", "", "", alice, []byte(nil))
	f.Add("POST", "/cfcc/control?view=services/AdministratorService", "text/xml", "", admin, soap("", `<getSession/>`))
	f.Add("POST", "/cfcc/services/FTService", "text/xml", "", admin, soap("", `<validateSession><sessionId href="#a"/></validateSession>`))
	f.Add("POST", "/services/Soap/u/58.0", "text/xml", "x", "", soap(
		`<p:SessionHeader xmlns:p="urn:partner.soap.sforce.com"><p:sessionId>00D5e000000SoAP!a</p:sessionId></p:SessionHeader>`, `<logout xmlns="urn:partner.soap.sforce.com"/>`))
	f.Add("GET", "/services/data/v58.0/limits?a=b%zz", "", "", "Bearer 00D", []byte(nil))
	f.Add("POST", "/services/Soap/m/58.0", "text/xml", "", "", soap(`<SessionHeader><sessionId>x</sessionId></SessionHeader>`, `<listMetadata/>`))
	f.Add("POST", "/WebAPIService.svc", "text/xml; charset=utf-8", "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/SessionEnd", "", soap("", "<SessionEnd/>"))
	f.Add("POST", "/rest/webapi/SessionKeepAlive?SessionID=x&sid=%41", "application/json", "", "", []byte(`{sessionID:"x"}`))
	f.Add("POST", "/m204/session", "text/xml", "urn:m204:janus:session:v1#Session_Create", harpo, soap(
		`<m:Thread xmlns:m="urn:m204:janus:session:v1">x</m:Thread>`, `<m:Session_Create xmlns:m="urn:m204:janus:session:v1"><m:sesid>S</m:sesid></m:Session_Create>`))

	var log bytes.Buffer
	cfg := world.Default()
	cfg.Limits.BodyBytes = 1 << 16
	w, _ := open(f, cfg, world.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))})
	f.Fuzz(func(t *testing.T, method, target, contentType, action, authorization string, body []byte) {
		u, err := url.ParseRequestURI(target)
		if err != nil || !strings.HasPrefix(target, "/") {
			t.Skip("net/http refuses it")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond) // a batch may wait for a clock that stands
		defer cancel()
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body)).WithContext(ctx)
		r.Method, r.URL, r.RequestURI = method, u, target
		for name, value := range map[string]string{"Content-Type": contentType, "SOAPAction": action, "Authorization": authorization} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		log.Reset()
		answer := httptest.NewRecorder()
		w.Handler().ServeHTTP(answer, r)
		if answer.Code < 200 || answer.Code > 599 {
			t.Errorf("status %d", answer.Code)
		}
		if log.Len() > 0 {
			t.Errorf("logged: %s", log.String())
		}
	})
}

package gate_test

import (
	"io"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// A job of the Bulk API from its beginning to its results: paths with ids in them are operations by their last part, first
// lines tell apart what is sent to one path, and each answer has the content type of what it is.
func TestBulkJob(t *testing.T) {
	const (
		job    = `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><id>750000000000001</id></jobInfo>`
		closed = `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><state>Closed</state></jobInfo>`
		path   = "/services/async/58.0/job/750000000000001"
	)
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"job.response.xml":              job,
		"close.request.http":            "POST " + path + "\n\n" + closed,
		"close.response.xml":            closed,
		"state.request.http":            "GET " + path + "\n",
		"state.response.json":           `{"state":"Closed"}`,
		"begin.request.http":            "POST " + path + "/batch\n\nName\nAcme\n",
		"begin.response.xml":            "<batchInfo>Acme</batchInfo>",
		"batches.request.http":          "GET " + path + "/batch\n",
		"batches.response.xml":          "<batchInfoList/>",
		"752000000000001.response.http": "HTTP/1.1 200 OK\n\nName\nAcme\n",
	})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Salesforce("answers = "+dir))
	session := "X-SFDC-Session: " + sessionOf(t, srv)
	for _, tt := range []struct{ line, sent, contentType, want, answer string }{
		{"POST /services/async/58.0/job", job, "application/xml", "application/xml", job},
		{"POST " + path + "/batch", "Name\nAcme\n", "text/csv", "application/xml", "<batchInfo>Acme</batchInfo>"},
		{"POST " + path + "/batch", "Name\nEmca\n", "text/csv", "application/xml", "InvalidUrl"},
		{"GET " + path + "/batch", "", "", "application/xml", "<batchInfoList/>"},
		{"POST " + path, closed, "application/xml", "application/xml", closed},
		{"GET " + path, "", "", "application/json", `{"state":"Closed"}`},
		{"GET " + path + "/batch/751000000000001/result/752000000000001", "", "", "text/csv", "Name\nAcme"},
	} {
		res := do(t, srv.URL, request{line: tt.line, body: tt.sent, fields: []string{session, "Content-Type: " + tt.contentType}})
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got := res.Header.Get("Content-Type"); got != tt.want || !strings.Contains(string(body), tt.answer) {
			t.Errorf("%s: %s %s\nwant %s %s", tt.line, got, body, tt.want, tt.answer)
		}
	}
}

// sessionOf begins a session of the Salesforce API.
func sessionOf(t *testing.T, srv *soaptest.Server) string {
	t.Helper()
	return systems()["salesforce SOAP"].begin(t, srv.URL)
}

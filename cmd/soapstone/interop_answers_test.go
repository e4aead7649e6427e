package main

import (
	"os"
	"path/filepath"
	"testing"
)

// interopAnswersStory is what jsforce says of a day whose work is answered by files.
const interopAnswersStory = `query: 1: Acme
query over SOAP: 1
create: true 001000000000001AAA
what nobody answers: fault NOT_FOUND
idle for 7199 s: 1: Acme
used by the query: 1
idle for 7200 s: fault INVALID_SESSION_ID
idle for 7200 s, over SOAP: fault sf:INVALID_SESSION_ID
with its password: 1: Acme
login and query again: 1: Acme
`

// interopWork are the files that answer a day's work, by name.
func interopWork() map[string]string {
	return map[string]string{
		"query.response.json":   `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Account"},"Name":"Acme"}]}`,
		"query.response.xml":    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Body><queryResponse><result><done>true</done><size>1</size></result></queryResponse></soapenv:Body></soapenv:Envelope>`,
		"acme.request.http":     "POST /services/data/v42.0/sobjects/Account\n",
		"acme.response.http":    "HTTP/1.1 201 Created\n\n{\"id\":\"001000000000001AAA\",\"success\":true,\"errors\":[]}",
		"acme-64.request.http":  "POST /services/data/v64.0/sobjects/Account\n",
		"acme-64.response.http": "HTTP/1.1 201 Created\n\n{\"id\":\"001000000000001AAA\",\"success\":true,\"errors\":[]}",
	}
}

// TestInteropAnswers lets both generations of jsforce work in their sessions.
func TestInteropAnswers(t *testing.T) { jsforceDays(t, answerFrom) }

// jsforceDays lets both generations of jsforce have the day of the story, each with a server that was made ready for the work
// that the files in a folder answer.
func jsforceDays(t *testing.T, ready func(t *testing.T, admin, dir string)) {
	dir := t.TempDir()
	for name, text := range interopWork() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, client := range []struct{ folder, version string }{{"jsforce-1", "42.0"}, {"jsforce-3", "64.0"}} {
		t.Run(client.folder, func(t *testing.T) {
			t.Parallel()
			onPath(t, "node")
			folder := installed(t, client.folder)
			url, admin := interopServer(t)
			ready(t, admin, dir)
			salesforceLives(t, jsforceCell(t, folder), interopAnswersStory, "node", "../../testdata/interop/jsforce/answers.js", url, admin, client.version, folder)
		})
	}
}

// answerFrom has Salesforce take answers from a folder.
func answerFrom(t *testing.T, admin, dir string) {
	t.Helper()
	setIn(t, admin, "salesforce", map[string]string{"answers": dir})
}

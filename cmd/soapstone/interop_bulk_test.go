package main

import (
	"os"
	"path/filepath"
	"testing"
)

// bulkWork are the files that answer a job of the Bulk API and a call of Apex REST, by name.
func bulkWork(version string) map[string]string {
	const space = `xmlns="http://www.force.com/2009/06/asyncapi/dataload"`
	job := func(state string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><jobInfo ` + space + `><id>750000000000001AAA</id><operation>insert</operation><object>Account</object><state>` + state + `</state><contentType>CSV</contentType></jobInfo>`
	}
	batch := func(state string) string {
		return `<id>751000000000001AAA</id><jobId>750000000000001AAA</jobId><state>` + state + `</state><numberRecordsProcessed>1</numberRecordsProcessed>`
	}
	const path = "/services/async/"
	return map[string]string{
		"job.response.xml":                job("Open"),
		"750000000000001AAA.response.xml": job("Closed"),
		"batch.response.xml":              `<batchInfo ` + space + `>` + batch("Queued") + `</batchInfo>`,
		"batches.request.http":            "GET " + path + version + "/job/750000000000001AAA/batch\n",
		"batches.response.xml":            `<batchInfoList ` + space + `><batchInfo>` + batch("Completed") + `</batchInfo></batchInfoList>`,
		"751000000000001AAA.response.xml": `<batchInfo ` + space + `>` + batch("Completed") + `</batchInfo>`,
		"result.response.http":            "HTTP/1.1 200 OK\n\n\"Id\",\"Success\",\"Created\",\"Error\"\n\"001000000000001AAA\",\"true\",\"true\",\"\"\n",
		"Order.response.json":             `{"number":7}`,
	}
}

func bulkAnswers(t *testing.T, version string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range bulkWork(version) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// interopBulkStory is what jsforce says of a job of the Bulk API and a call of Apex REST.
const interopBulkStory = `bulk: Completed, true 001000000000001AAA
Apex REST: 7
a job that nobody answers: fault InvalidUrl, The URI specified is invalid.
Apex REST that nobody answers: fault NOT_FOUND, Could not find a match for URL
idle for 7199 s: Completed, true 001000000000001AAA
used by the job: 7
idle for 7200 s: fault InvalidSessionId, Invalid session id
idle for 7200 s, Apex REST: fault INVALID_SESSION_ID, Session expired or invalid
with its password: Completed, true 001000000000001AAA
after logout: fault InvalidSessionId, Invalid session id
`

// TestInteropJsforceBulk lets both generations of jsforce go on with other APIs than SOAP in a session of login().
func TestInteropJsforceBulk(t *testing.T) {
	for _, client := range []struct{ folder, version string }{{"jsforce-1", "42.0"}, {"jsforce-3", "64.0"}} {
		t.Run(client.folder, func(t *testing.T) {
			t.Parallel()
			onPath(t, "node")
			folder := installed(t, client.folder)
			url, admin := interopServer(t)
			answerFrom(t, admin, bulkAnswers(t, client.version))
			salesforceLives(t, jsforceCell(t, folder), interopBulkStory, "node", "../../testdata/interop/jsforce/bulk.js", url, admin, client.version, folder)
		})
	}
}

// interopWSCBulkStory is what the Force.com Web Service Connector says of a job as Data Loader runs it.
const interopWSCBulkStory = `job: 1, "Id","Success","Created","Error" "001000000000001AAA","true","true","", Closed
a job that nobody answers: fault InvalidUrl, The URI specified is invalid.
idle for 7199 s: 1, "Id","Success","Created","Error" "001000000000001AAA","true","true","", Closed
idle for 7200 s: fault InvalidSessionId, Invalid session id
idle for 7200 s, in JSON: fault InvalidSessionId, Invalid session id
idle for 7200 s, results: fault InvalidSessionId, Invalid session id
login and load again: 1, "Id","Success","Created","Error" "001000000000001AAA","true","true","", Closed
after logout: fault InvalidSessionId, Invalid session id
`

// TestInteropWSCBulk lets the Force.com Web Service Connector run a job, with answers from files as well as from a second
// soapstone, which has sessions of its own.
func TestInteropWSCBulk(t *testing.T) {
	t.Parallel()
	onPath(t, "java")
	onPath(t, "javac")
	jars := filepath.Join(installed(t, "wsc"), "*")
	const api = "u/64.0"
	far, farAdmin := interopServer(t)
	answerFrom(t, farAdmin, bulkAnswers(t, "64.0"))
	classes := wscClasses(t, jars, far, api, "Bulk")
	if t.Failed() {
		return // there is nothing to run
	}
	near, nearAdmin := interopServer(t)
	setIn(t, nearAdmin, "salesforce", map[string]string{
		"forward.url": far, "forward.exchange-session": "true", "forward.user": "admin@example.com", "forward.password": "soapstone",
	})
	for _, server := range []struct{ url, admin string }{{far, farAdmin}, {near, nearAdmin}} {
		c := cell{"Force.com WSC", wscVersion(t, filepath.Dir(jars)), "wsdlc", "salesforce", documentLiteral + ", " + restStyle}
		salesforceLives(t, c, interopWSCBulkStory, "java",
			append(shortLived(), "-cp", jars+string(os.PathListSeparator)+classes, "Bulk", server.url, server.admin, api)...)
	}
}

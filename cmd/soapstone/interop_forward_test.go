package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// TestInteropForward lets both generations of jsforce have the day of TestInteropAnswers with a second soapstone, which has
// sessions of its own and does the work.
func TestInteropForward(t *testing.T) {
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
			far, farAdmin := interopServer(t)
			answerFrom(t, farAdmin, dir)
			url, admin := interopServer(t)
			setIn(t, admin, "salesforce", map[string]string{
				"forward.url": far, "forward.exchange-session": "true", "forward.user": "admin@example.com", "forward.password": "soapstone",
			})
			salesforceLives(t, jsforceCell(t, folder), interopAnswersStory, "node", "../../testdata/interop/jsforce/answers.js", url, admin, client.version, folder)
		})
	}
}

// setIn changes settings of a system, which begins anew.
func setIn(t *testing.T, admin, system string, set map[string]string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"set": set})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.Post(admin+"/systems/"+system+"/reset", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if text, err := io.ReadAll(r.Body); err != nil || r.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s %s %v", r.Status, text, err)
	}
}

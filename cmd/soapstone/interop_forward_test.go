package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
)

// TestInteropForward lets both generations of jsforce have the day of TestInteropAnswers with a second soapstone, which has
// sessions of its own and does the work.
func TestInteropForward(t *testing.T) {
	jsforceDays(t, func(t *testing.T, admin, dir string) {
		far, farAdmin := interopServer(t)
		answerFrom(t, farAdmin, dir)
		setIn(t, admin, "salesforce", map[string]string{
			"forward.url": far, "forward.exchange-session": "true", "forward.user": "admin@example.com", "forward.password": "soapstone",
		})
	})
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

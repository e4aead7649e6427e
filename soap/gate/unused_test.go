package gate_test

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// A file for an operation that the system answers itself is named once, and is no answer.
func TestUnusedAnswers(t *testing.T) {
	const whole = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login/></e:Body></e:Envelope>`
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"salesforce/login.response.xml": whole, "salesforce/query.response.xml": whole, "salesforce/login.response.json": "{}",
		"salesforce/mine.request.xml": whole, "salesforce/mine.response.xml": whole,
		"salesforce/story.txtar":                   "format: soapstone/1\nsystem: salesforce\n-- 1 request --\nPOST /x HTTP/1.1\n\n" + whole + "\n-- 1 response --\nHTTP/1.1 200 OK\n\n" + whole + "\n",
		"mft/deleteExpiredSessionIds.response.xml": whole, // of one of its two services
		"mft/getSession.2.response.xml":            whole,
		"sqlserver/sqlbatch.response.xml":          whole, // an endpoint can be without batches
		"model204/MyFunc.response.xml":             `<MyFuncResponse/>`,
		"model204/MyFunc.2.response.http":          "HTTP/1.1 503 Service Unavailable\n",
		"futurama/Report.response.xml":             `<report/>`, // for REST it is fine
	})
	w, log, cfg := answersOf(t, dir)
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	want := []world.Answers{
		{System: "sqlserver", Answers: 1},
		{System: "mft", Answers: 1, Unused: []string{at("mft/getSession.2.response.xml") + ": mft answers getSession itself: this file is never used"}},
		{System: "salesforce", Answers: 3, Unused: []string{
			at("salesforce/login.response.xml") + ": salesforce answers login itself: this file is never used",
			at("salesforce/mine.response.xml") + ": salesforce answers login itself: this file is never used",
		}},
		{System: "futurama", Answers: 1},
		{System: "model204", Answers: 1, Damaged: []string{at("model204/MyFunc.response.xml") + ": it is no envelope: write the whole one, with this in its Body"}},
	}
	for range 2 {
		if diff := cmp.Diff(want, w.Answers()); diff != "" {
			t.Error(diff)
		}
	}
	w.Services() // describes them again
	if n := strings.Count(log.String(), "it is no envelope"); n != 1 {
		t.Errorf("told %d times:\n%s", n, log.String())
	}
	if n := strings.Count(log.String(), "is never used"); n != 2*3 { // message and reason
		t.Errorf("told %d times:\n%s", n/2, log.String())
	}
	log.Reset()
	write(t, dir, map[string]string{"salesforce/logout.response.xml": whole})
	w.Answers()
	w.Answers()
	if n := strings.Count(log.String(), "salesforce answers logout itself"); n != 1 || strings.Contains(log.String(), "login itself") {
		t.Errorf("told %d times:\n%s", n, log.String())
	}
	all, err := cfg.CheckAnswers()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.System == "salesforce" && (a.Answers != 3 || len(a.Unused) != 3) {
			t.Errorf("%+v", a)
		}
	}
}

// answersOf is a world of its own that answers from the files in a folder, with what it says in its log.
func answersOf(t *testing.T, dir string) (*world.World, *bytes.Buffer, world.Config) {
	t.Helper()
	cfg := world.Default()
	cfg.Answers = gate.Paths{dir}
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	clock := soap.NewFrozenClock(start())
	t.Cleanup(clock.Stop)
	var log bytes.Buffer
	w, err := world.New(cfg, db.Handle(), clock, world.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return w, &log, cfg
}

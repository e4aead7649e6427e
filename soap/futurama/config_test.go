package futurama_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/futurama"
	"github.com/soapstone-dev/soapstone/soap/internal/roomtest"
)

func TestSet(t *testing.T) {
	roomtest.Set(t, "futurama", futurama.Default, []struct{ Name, Value, Err string }{
		{"restDates", "wcf", ""},
		{"choices.restDates", "wcf", ""},
		{"restDates", "rfc", `futurama: choices.restDates: "rfc" is not one of iso, wcf`},
		{"unknownText", "Gone: {id}", ""},
		{"unknownText", "", "futurama: choices.unknownText: it is empty: give a text"},
		{"unknownText", "success", `futurama: choices.unknownText: "success" is what clients take for success`},
		{"missingText", "a\x00b", `futurama: choices.missingText: "a\x00b" cannot stand in XML`},
		{"missingText", strings.Repeat("a", 501), "futurama: choices.missingText: it has 501 bytes"},
		{"startSession", "off", ""},
		{"enabled", "false", ""},
		{"enabled", "off", `futurama: enabled: "off" is neither true nor false`},
		{"timeout", "2s", ""},
		{"timeout", "45", ""},
		{"timeout", "0", `futurama: timeout: "0" is no time above zero`},
		{"timeout", "-1m", `futurama: timeout: "-1m" is no time above zero`},
		{"timeout", "2000000h", `futurama: timeout: "2000000h" is no time`},
		{"timeout", "99999999999999999999", `futurama: timeout: "99999999999999999999" is no time`},
		{"timezone", "Europe/Amsterdam", ""},
		{"timezone", "-03:30", ""},
		{"timezone", "Local", `futurama: timezone: "Local" is no zone`},
		{"folders", "Savingsaccount, Pension", ""},
		{"documents", strings.Repeat("a", 256), `futurama: documents: "aaaa`},
		{"documents", "a\tb", `futurama: documents: "a\tb" is no name`},
		{"nothing", "x", `futurama: there is no setting "nothing"`},
	})
}

func TestNewRefuses(t *testing.T) {
	cfg := futurama.Default()
	cfg.Choices.WSDL = "round"
	if _, err := futurama.New(cfg, nil); err == nil || !strings.HasPrefix(err.Error(), "futurama: choices.wsdl") {
		t.Errorf("got %v", err)
	}
}

// A zone of a place has the offset of the day.
func TestZone(t *testing.T) {
	s := open(t, "timezone", "Europe/Amsterdam")
	id := s.start()
	s.put("winter", 0)
	if got := s.say("SessionKeepAlive", id).NextTimeout; got != nextTimeout {
		t.Error(got)
	}
	if err := s.clock.Set(t.Context(), time.Date(2018, 1, 1, 12, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if got := s.soap("StartSession", call("StartSession", "")).read(t).NextTimeout; got != "2018-01-01T13:20:00+01:00" {
		t.Error(got)
	}
}

// Sweep deletes what is gone and nothing else, however much that is, and Restart everything.
func TestSweepAndRestart(t *testing.T) {
	s := open(t)
	for i := range 250 {
		s.put("dead"+string(rune('a'+i%26))+strings.Repeat("x", i/26), 20*time.Minute)
	}
	for i := range 120 {
		s.put("live"+strings.Repeat("x", i), 20*time.Minute-1)
	}
	if err := s.room.Sweep(t.Context(), s.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if n := s.count(); n != 120 {
		t.Errorf("%d are left", n)
	}
	if err := s.room.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.count(); n != 0 {
		t.Errorf("%d survived", n)
	}
	s.store.Fail()
	if err := s.room.Sweep(t.Context(), opening); err == nil || !strings.HasPrefix(err.Error(), "futurama: sweep: ") {
		t.Error(err)
	}
	if err := s.room.Restart(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "futurama: restart: ") {
		t.Error(err)
	}
}

func TestMake(t *testing.T) {
	s := open(t, "folders", "Savingsaccount")
	chance := rand.NewChaCha8([32]byte{1})
	key, err := s.room.Make(t.Context(), s.clock.Now(), chance, map[string]string{"folder": "Savingsaccount", "document": "start.xml"})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.say("SessionKeepAlive", key.ID).Message; got != "success" {
		t.Error(got)
	}
	rec, err := s.store.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"folder": "Savingsaccount", "document": "start.xml"}, rec.Values); diff != "" {
		t.Error(diff)
	}
	for name, value := range map[string]string{"owner": "x", "folder": "Nope", "document": "a\x00"} {
		if _, err := s.room.Make(t.Context(), s.clock.Now(), chance, map[string]string{name: value}); err == nil || !strings.HasPrefix(err.Error(), "futurama: make: ") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	if n := s.count(); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

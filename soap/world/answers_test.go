package world

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// The settings of a system's gate are set as those of its room are, and belong to a Config of their own.
func TestGateSettings(t *testing.T) {
	cfg := Default()
	before := cfg.clone()
	for name, value := range map[string]string{"answers": "a, b", "mft.answers": "c", "salesforce.wsdl": "d.wsdl"} {
		if err := cfg.Set(name, value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if diff := cmp.Diff(gate.Paths{"a", "b"}, cfg.Answers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(gate.Paths{"c"}, cfg.MFT.Gate.Answers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(gate.Paths{"d.wsdl"}, cfg.Salesforce.Gate.WSDL); diff != "" || cfg.Futurama.Gate.WSDL != nil {
		t.Error(diff)
	}
	if diff := cmp.Diff(Default().Answers, before.Answers); diff != "" {
		t.Error(diff)
	}
	copied := cfg.clone()
	copied.MFT.Gate.Answers[0] = "else"
	copied.Answers[0] = "else"
	if cfg.MFT.Gate.Answers[0] != "c" || cfg.Answers[0] != "a" {
		t.Error("a copy shares its paths")
	}
	cfg.Resolve("/etc")
	if diff := cmp.Diff(gate.Paths{"/etc/a", "/etc/b"}, cfg.Answers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(gate.Paths{"/etc/d.wsdl"}, cfg.Salesforce.Gate.WSDL); diff != "" {
		t.Error(diff)
	}
	if err := cfg.Set("mft.answers.x", "y"); !errors.Is(err, ErrInvalid) {
		t.Errorf("%v", err)
	}
}

// A setting of the gate that has the short name of a choice is not taken for it, nor the choice's word for a file.
func TestGateSettingLikeAChoice(t *testing.T) {
	cfg := Default()
	const want = `world: futurama.wsdl: "split" is a word of the choice, and here a file is named: set choices.wsdl, or write ./split for a file`
	if err := cfg.Set("futurama.wsdl", "split"); !errors.Is(err, ErrInvalid) || err.Error() != want {
		t.Errorf("%v", err)
	}
	for name, value := range map[string]string{"futurama.wsdl": "./split", "futurama.choices.wsdl": "split", "mft.wsdl": "split"} {
		if err := cfg.Set(name, value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if cfg.Futurama.Gate.WSDL[0] != "./split" || cfg.Futurama.Choices.WSDL != "split" || cfg.MFT.Gate.WSDL[0] != "split" {
		t.Errorf("%v %v", cfg.Futurama, cfg.MFT.Gate)
	}
}

// What is wrong with the gate's settings says where in the file it is.
func TestGateErrorsHaveAPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		set   func(*Config)
		place string
	}{
		"shared":         {func(c *Config) { c.Answers = gate.Paths{"/nowhere"} }, "answers[0]"},
		"of a system":    {func(c *Config) { c.MFT.Gate.Answers = gate.Paths{"/nowhere"} }, "mft.answers[0]"},
		"no folder":      {func(c *Config) { c.MFT.Gate.Answers = gate.Paths{file} }, "mft.answers[0]"},
		"no WSDL":        {func(c *Config) { c.Salesforce.Gate.WSDL = gate.Paths{"/nowhere"} }, "salesforce.wsdl"},
		"WSDL, a folder": {func(c *Config) { c.Salesforce.Gate.WSDL = gate.Paths{filepath.Dir(file)} }, "salesforce.wsdl"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := Default()
			tt.set(&cfg)
			err := cfg.CheckPaths()
			var says *setting.Error
			if !errors.As(err, &says) || says.Path != tt.place || !errors.Is(err, ErrInvalid) {
				t.Errorf("%v", err)
			}
		})
	}
	cfg := Default()
	cfg.MFT.Gate.Answers = gate.Paths{""}
	if err := cfg.Validate(); !errors.Is(err, ErrInvalid) {
		t.Errorf("%v", err)
	}
}

// toldAtStart is what an operator is told when a world is made.
func toldAtStart(t *testing.T, cfg Config) string {
	t.Helper()
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	clock := soap.NewClock()
	defer clock.Stop()
	var log strings.Builder
	if _, err := New(cfg, db.Handle(), clock, Options{Log: slog.New(slog.NewTextHandler(&log, nil))}); err != nil {
		t.Fatal(err)
	}
	return log.String()
}

// Who gives answers or a far side to a system that does not run is told so, once, and nobody else is.
func TestIdleSystemsAreTold(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "model204"), 0o700); err != nil {
		t.Fatal(err)
	}
	cfg := Default()
	cfg.Answers = gate.Paths{dir}
	cfg.Systems = []string{"salesforce", "mft"}
	cfg.Salesforce.Gate.Forward.URL = "http://localhost:9"
	cfg.Futurama.Gate.Forward.URL = "http://localhost:9"
	cfg.Futurama.Gate.WSDL = gate.Paths{"/nowhere.wsdl"}
	var got []string
	for line := range strings.Lines(toldAtStart(t, cfg)) {
		if _, rest, found := strings.Cut(line, `never used" `); found {
			got = append(got, rest)
		}
	}
	want := []string{
		`system=futurama given="forward, wsdl" remedy="add futurama to systems in the configuration, or leave them out"` + "\n",
		`system=model204 given=answers remedy="add model204 to systems in the configuration, or leave them out"` + "\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What lies in the folder of answers and is no system's is told of once in the log, and not by each system, with the folders
// that it could be meant for; what is wrong with the file of a system is told by that one.
func TestStrayAnswersAreToldOnce(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"query.response.json": "{", "salesforce/query.response.xml": "<cut", "sales/query.response.json": "{}", "broken.txtar": "none"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg := Default()
	cfg.Answers = gate.Paths{dir}
	log := toldAtStart(t, cfg)
	for part, times := range map[string]int{
		"left out": 4, "broken.txtar": 1, "query.response.xml": 1,
		"it is nobody's here: move it into the folder of its system, which is " + strings.Join(Names()[:4], ", ") + " or " + Names()[4] + " in " + dir: 1,
		"no system has this name": 1,
	} {
		if n := strings.Count(log, part); n != times {
			t.Errorf("%q is told %d times, want %d, in\n%s", part, n, times, log)
		}
	}
}

// A system to which nobody can log in is told of, whatever took its accounts. One list of several is enough to log in.
func TestDesertedSystemsAreTold(t *testing.T) {
	told := func(cfg Config) (systems []string) {
		for line := range strings.Lines(toldAtStart(t, cfg)) {
			if _, rest, found := strings.Cut(line, `a system has no accounts, so that nobody can log in" system=`); found {
				name, _, _ := strings.Cut(rest, " ")
				systems = append(systems, name)
			}
		}
		return systems
	}
	if got := told(Default()); got != nil {
		t.Errorf("with demo accounts: %v", got)
	}
	cfg := Default()
	cfg.DropDemoAccounts()
	if diff := cmp.Diff([]string{"sqlserver", "mft", "salesforce", "model204"}, told(cfg)); diff != "" {
		t.Errorf("without demo accounts: %s", diff)
	}
	cfg.SQLServer.Logins = []sqlserver.Account{{Name: "carol", Password: "secret"}}
	cfg.Systems = []string{"sqlserver", "mft", "futurama"}
	if diff := cmp.Diff([]string{"mft"}, told(cfg)); diff != "" {
		t.Errorf("with one login, and fewer systems: %s", diff)
	}
}

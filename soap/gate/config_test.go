package gate_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

func TestSet(t *testing.T) {
	const there = "there is answers, wsdl, forward.url, forward.ca, forward.insecure, forward.tls-min, forward.exchange-session, forward.user, " +
		"forward.password, forward.refused, forward.timeout.connect, forward.timeout.answer, forward.timeout.idle"
	for _, tt := range []struct {
		name, value string
		want        gate.Config
		err         string
	}{
		{"answers", "a, b c,", gate.Config{Answers: gate.Paths{"a", "b c"}}, ""},
		{"answers", "", gate.Config{Answers: gate.Paths{}}, ""},
		{"wsdl", "a.wsdl", gate.Config{WSDL: gate.Paths{"a.wsdl"}}, ""},
		{"forward", "http://x", gate.Config{Forward: gate.ForwardConfig{URL: "http://x"}}, ""},
		{"forward.url", "http://x", gate.Config{Forward: gate.ForwardConfig{URL: "http://x"}}, ""},
		{"forward.insecure", "true", gate.Config{Forward: gate.ForwardConfig{Insecure: true}}, ""},
		{"forward.insecure", "perhaps", gate.Config{}, `gate: forward.insecure: "perhaps" is neither true nor false`},
		{"forward.tls-min", "1.0", gate.Config{Forward: gate.ForwardConfig{TLSMin: "1.0"}}, ""},
		{"forward.tls-min", "", gate.Config{}, ""},
		{"forward.tls-min", "1", gate.Config{}, `gate: forward.tls-min: "1" is not one of 1.0, 1.1, 1.2, 1.3`},
		{"forward.refused", "a(", gate.Config{}, "gate: forward.refused: \"a(\" is no pattern: error parsing regexp: missing closing ): `a(`"},
		{"forward.timeout.answer", "5s", gate.Config{Forward: gate.ForwardConfig{Timeout: gate.ForwardTimeout{Answer: "5s"}}}, ""},
		{"forward.timeout.answer", "", gate.Config{}, ""},
		{"forward.timeout.idle", "5", gate.Config{}, `gate: forward.timeout.idle: "5" is no time: write one such as 30s, up to 24h0m0s`},
		{"forward.exchange", "true", gate.Config{}, `gate: there is no setting "forward.exchange": ` + there},
		{"answers.x", "y", gate.Config{}, `gate: there is no setting "answers.x": ` + there},
	} {
		var got gate.Config
		err := got.Set(tt.name, tt.value)
		if (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
			t.Errorf("%s = %q: %v, want %s", tt.name, tt.value, err, tt.err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s = %q (-want +got):\n%s", tt.name, tt.value, diff)
		}
	}
}

// What is wrong says where in the system's block it is.
func TestErrorsSayTheirPlace(t *testing.T) {
	for path, cfg := range map[string]gate.Config{
		"answers[1]":               {Answers: gate.Paths{"a", ""}},
		"wsdl[0]":                  {WSDL: gate.Paths{""}},
		"forward.url":              {Forward: gate.ForwardConfig{URL: "localhost"}},
		"forward.insecure":         {Forward: gate.ForwardConfig{URL: "https://x", CA: "a", Insecure: true}},
		"forward.tls-min":          {Forward: gate.ForwardConfig{URL: "https://x", TLSMin: "1.4"}},
		"forward.exchange-session": {Forward: gate.ForwardConfig{URL: "https://x", User: "a", Password: "b"}},
		"forward.timeout.connect":  {Forward: gate.ForwardConfig{URL: "https://x", Timeout: gate.ForwardTimeout{Connect: "soon"}}},
	} {
		wrong, ok := errors.AsType[*setting.Error](cfg.Validate())
		if !ok || wrong.Path != path {
			t.Errorf("%s: %+v", path, wrong)
		}
	}
}

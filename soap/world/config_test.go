package world_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// A slash at the end of the public URL is not in the addresses that are made of it.
func TestBase(t *testing.T) {
	for public, want := range map[string]string{
		"": "http://localhost:8080", "https://x": "https://x", "https://x/": "https://x", "https://x/a/": "https://x/a",
	} {
		cfg := world.Default()
		cfg.PublicURL = public
		if got := cfg.Base("http://localhost:8080"); got != want {
			t.Errorf("%q: %s, want %s", public, got, want)
		}
	}
}

func TestConfig(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"timezone", "Europe/Berlin", ""},
		{"timezone", "+02:00", ""},
		{"timezone", "Local", `world: timezone: "Local" is no zone`},
		{"timezone", "", `world: timezone: "" is no zone`},
		{"publicURL", "https://soap.example.com/x", ""},
		{"publicURL", "soap.example.com", `world: publicURL: "soap.example.com" is no address`},
		{"publicURL", "https://soap.example.com/?", `world: publicURL: "https://soap.example.com/?" is no address`},
		{"publicURL", "https://u:p@soap.example.com", `world: publicURL: "https://u:p@soap.example.com" is no address`},
		{"hostname", "a b", `world: hostname: "a b" is no host name`},
		{"restart", "sometimes", `world: restart: "sometimes" is not one of none, real`},
		{"restart", "real", ""},
		{"trustForwarded", "true", ""},
		{"trustForwarded", "perhaps", `world: trustForwarded: "perhaps" is neither true nor false`},
		{"limits.depth", "7", `world: limits.depth: "7" is no number from 8 to 10000`},
		{"limits.bodyBytes", "0", `world: limits.bodyBytes: "0" is no number from 1 to`},
		{"limits.journalBytes", "-1", `world: limits.journalBytes: "-1" is no number from`},
		{"limits.width", "1", `world: there is no setting "limits.width"`},
		{"systems", "sqlserver", ""},
		{"systems", "", `world: systems: no system runs`},
		{"systems", "sqlserver,sqlserver", `world: systems: sqlserver stands there twice`},
		{"systems", "oracle", `world: systems: "oracle" is no system`},
		{"oracle.x", "1", `world: there is no system "oracle"`},
		{"colour", "red", `world: there is no setting "colour"`},
	} {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			cfg := world.Default()
			err := cfg.Set(tt.name, tt.value)
			if err == nil {
				err = cfg.Validate()
			}
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s…", err, tt.want)
			}
		})
	}
}

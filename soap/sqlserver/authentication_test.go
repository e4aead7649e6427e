package sqlserver_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

func TestAuthentication(t *testing.T) {
	for _, test := range []struct{ value, verify, want string }{
		{"", "", ""},
		{"basic", "password", ""},
		{"integrated,basic", "name", ""},
		{" ntlm , digest", "", ""},
		{"kerberos, ntlm", "", ""},
		{"negotiate", "", `authentication: "negotiate" is not one of basic, digest, integrated, ntlm, kerberos`},
		{"NTLM", "", `"NTLM" is not one of`},
		{",", "", "names no scheme"},
		{"basic, basic", "", "basic stands there twice"},
		{"kerberos, basic", "", "write integrated"},
		{"basic", "name", "verify: name is for Windows logins"},
		{"ntlm", "nobody", `verify: "nobody" is not one of password, name`},
	} {
		cfg := sqlserver.Default()
		cfg.Endpoints[0].Authentication, cfg.Endpoints[0].Verify = sqlserver.Schemes(test.value), test.verify
		err := cfg.Validate()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q, %q: got %v, want %s", test.value, test.verify, err, test.want)
		}
	}
}

func TestSchemesInAFile(t *testing.T) {
	for text, want := range map[string]sqlserver.Schemes{
		"authentication: integrated, basic":   "integrated, basic",
		"authentication: [integrated, basic]": "integrated, basic",
		"authentication: ntlm":                "ntlm",
		"authentication:\n  - ntlm":           "ntlm",
		"path: /sql/demo":                     "",
	} {
		var e sqlserver.Endpoint
		if err := yaml.UnmarshalWithOptions([]byte(text), &e, yaml.Strict()); err != nil || e.Authentication != want {
			t.Errorf("%s: got %q, %v", text, e.Authentication, err)
		}
	}
	var e sqlserver.Endpoint
	if err := yaml.Unmarshal([]byte("authentication: {ntlm: true}"), &e); err == nil {
		t.Errorf("a map is taken for %q", e.Authentication)
	}
}

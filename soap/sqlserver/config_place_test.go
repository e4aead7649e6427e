package sqlserver_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

// What is wrong is shown where it stands, also where another setting has the same value.
func TestErrorsSayTheirPlace(t *testing.T) {
	for _, tt := range []struct{ text, place, message string }{
		{`batches: [{batch: x, results: [{rowset: {columns: [{name: a, type: int}], rows: [["1"], ["x"]]}}]}]`,
			"batches[0].results[0].rowset.rows[1]", `"x" is no value of type int`},
		{`batches: [{batch: x}, {batch: y, results: [{rowCount: 1}, {rowset: {columns: [{name: a, type: flot}]}}]}]`, "batches[1].results[1]", `no type "flot"`},
		{`batches: [{batch: x, results: [{}]}]`, "batches[0].results[0]", "exactly one of"},
		{`batches: [{batch: x}, {}]`, "batches[1]", "batch or pattern must be set"},
		{`batches: [{batch: x}, {pattern: "a("}]`, "batches[1].pattern", "batches: pattern \"a(\": error parsing regexp: missing closing ): `a(`"},
		{`batches: [{pattern: "a)(b"}]`, "batches[0].pattern", "unexpected ): `a)(b`"},
		{`users: [{name: a, password: b}, {name: A, password: c}]`, "users[1]", "another one has this name"},
		{`logins: [{name: a, password: b, language: Klingon}]`, "logins[0]", "no such language"},
		{`endpoints: [{path: /a}, {path: /A}]`, "endpoints[1]", "two have the path"},
		{`endpoints: [{path: /a}, {path: /b, state: broken}]`, "endpoints[1]", `state: "broken"`},
	} {
		cfg := sqlserver.Default()
		if err := yaml.UnmarshalWithOptions([]byte(tt.text), &cfg, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", tt.text, err)
		}
		err := cfg.Validate()
		var placed interface{ Place() string }
		if !errors.As(err, &placed) || !strings.Contains(err.Error(), tt.message) {
			t.Errorf("%s: got %v, want %s with a place", tt.text, err, tt.message)
			continue
		}
		if got, want := placed.Place(), "sqlserver."+tt.place; got != want {
			t.Errorf("%s: the place is %s, want %s", tt.text, got, want)
		}
	}
}

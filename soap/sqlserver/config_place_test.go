package sqlserver_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

// What is wrong is shown where it stands, also where another setting has the same value.
func TestErrorsSayTheirPlace(t *testing.T) {
	for _, tt := range []struct{ text, place, message string }{
		{`batches: [{batch: x, results: [{rowset: {columns: [{name: a, type: int}], rows: [["1"], ["x"]]}}]}]`,
			"batches[0].results[0].rowset.rows[1][0]", `"x" is no value of type int`},
		{`batches: [{batch: x}, {batch: y, results: [{rowCount: 1}, {rowset: {columns: [{name: a, type: flot}]}}]}]`, "batches[1].results[1].rowset.columns[0].type", `no type "flot"`},
		{`batches: [{batch: x, results: [{}]}]`, "batches[0].results[0]", "exactly one of"},
		{`batches: [{batch: x}, {}]`, "batches[1]", "batch or pattern must be set"},
		{`batches: [{batch: x}, {pattern: "a("}]`, "batches[1].pattern", "batches: pattern \"a(\": error parsing regexp: missing closing ): `a(`"},
		{`batches: [{pattern: "a)(b"}]`, "batches[0].pattern", "unexpected ): `a)(b`"},
		{`users: [{name: a, password: b}, {name: A, password: c}]`, "users[1].name", "another one has this name"},
		{`logins: [{name: a, password: b}, {name: 'CORP\a', password: b}]`, "logins[1].name", "has no domain"},
		{`logins: [{name: a, password: b, language: Klingon}]`, "logins[0].language", `there is no language "Klingon"`},
		{`endpoints: [{path: /a}, {path: /A}]`, "endpoints[1].path", "two have the path"},
		{`endpoints: [{path: /a}, {path: /b, state: broken}]`, "endpoints[1].state", `state: "broken"`},
		{`logins: [{name: a, password: b, database: Nowhere}]`, "logins[0].database", `database "Nowhere" is not there: add it to databases`},
		{`logins: [{name: a}]`, "logins[0].password", "it has no password"},
		{`endpoints: []`, "endpoints", "there is none"},
		{`endpoints: [{path: /a, headerLimit: -1}]`, "endpoints[0].headerLimit", "is no number"},
		{`endpoints: [{path: /a, authentication: [basic, basic]}]`, "endpoints[0].authentication", "stands there twice"},
		{`endpoints: [{path: /a, sessionTimeout: soon}]`, "endpoints[0].sessionTimeout", "neither never nor"},
		{`endpoints: [{path: /a, database: Nowhere}]`, "endpoints[0].database", "is not there"},
		{`endpoints: [{path: /a, webmethods: [{name: M}, {name: N, parameters: [{name: a, type: flot}]}]}]`, "endpoints[0].webmethods[1].parameters[0].type", "is no type"},
		{`endpoints: [{path: /a, webmethods: [{name: M, format: some}]}]`, "endpoints[0].webmethods[0].format", "is not one of"},
		{`endpoints: [{path: /a, webmethods: [{name: M, parameters: [{name: a, type: int}], results: [{rowset: {columns: [{name: a, type: int}], rows: [["${a}"], ["x"]]}}]}]}]`,
			"endpoints[0].webmethods[0].results[0].rowset.rows[1][0]", `row 2: column "a": "x" is no value`},
		{`endpoints: [{path: /a, webmethods: [{name: M, results: [{rowCount: 1}, {message: {number: 1, class: 26, text: x}}]}]}]`, "endpoints[0].webmethods[0].results[1].message.class", "is not between"},
		{`version: "2012"`, "version", "is not one of 2005, 2008, 2008R2"},
		{`choices: {emptyBody: x}`, "choices.emptyBody", "is not one of"},
	} {
		cfg := sqlserver.Default()
		if err := yaml.UnmarshalWithOptions([]byte(tt.text), &cfg, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", tt.text, err)
		}
		err := cfg.Validate()
		var placed *setting.Error
		if !errors.As(err, &placed) || !strings.Contains(err.Error(), tt.message) {
			t.Errorf("%s: got %v, want %s with a place", tt.text, err, tt.message)
			continue
		}
		if got, want := placed.Path, tt.place; got != want {
			t.Errorf("%s: the place is %s, want %s", tt.text, got, want)
		}
	}
}

package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInput(t *testing.T) {
	type values struct {
		Name   string
		Frozen bool
		Times  int
		Set    map[string]string
	}
	for _, tt := range []struct {
		name, query, body string
		want              values
		fails             string // part of the message; empty: it is fine
	}{
		{name: "nothing"},
		{name: "body", body: `{"name":"a","frozen":true,"times":3,"set":{"x":"y"}}`, want: values{"a", true, 3, map[string]string{"x": "y"}}},
		{name: "query", query: "name=a%20b&frozen=true&times=3&set=x=y=z&set=v=", want: values{"a b", true, 3, map[string]string{"x": "y=z", "v": ""}}},
		{name: "both", query: "times=4", body: `{"times":3,"name":"a"}`, want: values{Name: "a", Times: 4}},
		{name: "empty object", body: "{}"},
		{name: "unknown in the body", body: `{"nmae":"a"}`, fails: `"nmae" is unknown (did you mean "name"?): this takes frozen, name, set, times`},
		{name: "unknown in the query", query: "Times=1", fails: `"Times" is unknown (did you mean "times"?)`},
		{name: "a text for a number", body: `{"times":"3"}`, fails: `"times" is "3": give a whole number`},
		{name: "a fraction", body: `{"times":1.5}`, fails: "give a whole number"},
		{name: "too large a number", query: "times=99999999999999999999", fails: "give a whole number"},
		{name: "a number for a text", body: `{"name":3}`, fails: "give a text"},
		{name: "no boolean", query: "frozen=maybe", fails: "give true or false"},
		{name: "no setting", query: "set=x", fails: "set=name=value"},
		{name: "a number in a set", body: `{"set":{"x":3,"y":-1.50,"z":true}}`, want: values{Set: map[string]string{"x": "3", "y": "-1.50", "z": "true"}}},
		{name: "null in a set", body: `{"set":{"x":null}}`, fails: "each a text, a number, true or false"},
		{name: "an object in a set", body: `{"set":{"x":{}}}`, fails: "each a text, a number, true or false"},
		{name: "a list in a set", body: `{"set":{"x":[1]}}`, fails: "each a text, a number, true or false"},
		{name: "no set", body: `{"set":[]}`, fails: "each a text, a number, true or false"},
		{name: "no object", body: `[1]`, fails: "no JSON object"},
		{name: "two objects", body: `{} {}`, fails: "no JSON object"},
		{name: "cut off", body: `{"name":`, fails: "no JSON object"},
		{name: "a name twice", body: `{"times":1,"name":"a","times":2}`, fails: `"times" stands twice in the body`},
		{name: "a setting twice", body: `{"set":{"x":"y","x":"z"}}`, fails: `"x" stands twice in the body`},
		{name: "a name twice in the query", query: "times=1&times=2", fails: `"times" stands twice in the query`},
		{name: "a setting twice in the query", query: "set=x=y&set=x=z", fails: `the setting "x" stands there twice`},
		{name: "a setting in the body and in the query", query: "set=x=y", body: `{"set":{"x":"z"}}`, fails: `the setting "x" stands there twice`},
		{name: "a setting in the body and another in the query", query: "set=v=", body: `{"set":{"x":"z"}}`, want: values{Set: map[string]string{"x": "z", "v": ""}}},
		{name: "a name and a setting alike", body: `{"name":"a","set":{"name":"b"}}`, want: values{Name: "a", Set: map[string]string{"name": "b"}}},
		{name: "bad escape", query: "name=%zz", fails: "the query cannot be read"},
		{name: "huge", body: `{"name":"` + strings.Repeat("x", maxInput) + `"}`, fails: "more than 1 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/?"+tt.query, strings.NewReader(tt.body))
			var got values
			err := input{"name": &got.Name, "frozen": &got.Frozen, "times": &got.Times, "set": &got.Set}.read(r)
			if tt.fails != "" {
				var status *statusError
				if err == nil || !strings.Contains(err.Error(), tt.fails) || !errors.As(err, &status) || status.status/100 != 4 {
					t.Errorf("got %v, want …%s…", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// Names of packages go from errors, wherever one passes another on; those of systems, commands and settings stay.
func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"bolt: data.db is in use": "data.db is in use",
		"a.yaml:2:1: world: salesforce: gate: wsdl: x.wsdl is not there":      "a.yaml:2:1: salesforce: wsdl: x.wsdl is not there",
		"--timezone or SOAPSTONE_TIMEZONE: world: timezone: \"Mars\" is none": "--timezone or SOAPSTONE_TIMEZONE: timezone: \"Mars\" is none",
		"sqlserver: batches: batch: canned batch 1":                           "sqlserver: batches: canned batch 1",
		"replay: 1 request: soap/reader: line 1, column 2: no":                "replay: 1 request: line 1, column 2: no",
		"request 1: mask: no value for a":                                     "request 1: no value for a",
		"open world: no such file":                                            "open world: no such file",
		"the data file is gone: bolt: x.db is not in its place":               "the data file is gone: x.db is not in its place",
	} {
		if got := plain(errors.New(text)); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// So it is with the log, in both of its forms.
func TestLogIsPlain(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		var log bytes.Buffer
		l := logFlags{format: format, level: "info"}
		l.logger(&log).With("system", "mft").Warn("gate: nothing was answered", "error", errors.New("world: gate: why"), "count", 1)
		if got := log.String(); strings.Contains(got, "gate: ") || !strings.Contains(got, "nothing was answered") || !strings.Contains(got, "why") || !strings.Contains(got, "mft") {
			t.Errorf("the log says %s", got)
		}
	}
}

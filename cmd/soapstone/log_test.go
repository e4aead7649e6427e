package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// Every line is a record where the log is JSON, on stdout as on stderr: those who read a container's output have both in one.
func TestLogInJSON(t *testing.T) {
	t.Setenv("SOAPSTONE_LISTENN", "localhost:0")
	tests := []struct {
		name string
		args []string
		code int
		want []string // in this order, with their levels
	}{
		{"serve", []string{"serve", "--listen", "localhost:0", "--admin", "localhost:0", "--stop-on-stdin-eof"}, exitFine, []string{
			"INFO listening on http://", "INFO admin on http://", "INFO sqlserver/demo: http://", "WARN warning: no flag has the variable SOAPSTONE_LISTENN", "INFO stopping",
		}},
		{"record", []string{"record", "--listen", "localhost:0", "--target", "http://localhost:9", "--out", t.TempDir(), "--stop-on-stdin-eof"}, exitFine, []string{
			"INFO listening on http://", "INFO recording http://localhost:9 into ", "INFO 0 requests, 0 conversations in ",
		}},
		{"a mistake", []string{"serve", "--listen", "nowhere"}, exitCannot, []string{`ERROR --listen nowhere: `}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, log strings.Builder
			if code := run(append(tt.args, "--log-format", "json"), strings.NewReader(""), &out, &log); code != tt.code {
				t.Fatalf("ended with %d: %s", code, log.String())
			}
			at := 0
			for line := range strings.Lines(out.String() + log.String()) {
				var record struct{ Time, Level, Msg string }
				if err := json.Unmarshal([]byte(line), &record); err != nil || record.Time == "" {
					t.Errorf("%q is no record: %v", line, err)
				}
				if at < len(tt.want) && strings.HasPrefix(record.Level+" "+record.Msg, tt.want[at]) {
					at++
				}
			}
			if at < len(tt.want) {
				t.Errorf("no %q in\n%s%s", tt.want[at], out.String(), log.String())
			}
		})
	}
}

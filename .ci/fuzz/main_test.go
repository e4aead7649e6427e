package main

import "testing"

// TestRanOut: what Go prints when a target's time ended at a bad moment is told from what it prints of a finding.
func TestRanOut(t *testing.T) {
	for _, tt := range []struct {
		name, out string
		want      bool
	}{
		{"the end of its time", "fuzz: elapsed: 2s, execs: 98454 (60699/sec)\n--- FAIL: FuzzRead (1.62s)\n    context deadline exceeded\nFAIL\nexit status 1\n", true},
		{"a finding", "--- FAIL: FuzzRead (1.40s)\n    --- FAIL: FuzzRead (0.00s)\n        fuzz_test.go:74: wrong\n    \n    Failing input written to testdata/fuzz/FuzzRead/94e8\nFAIL\n", false},
		{"a finding that tells of a deadline", "--- FAIL: FuzzRead (1.40s)\n    --- FAIL: FuzzRead (0.00s)\n        fuzz_test.go:74: context deadline exceeded\n    \n    Failing input written to testdata/fuzz/FuzzRead/94e8\nFAIL\n", false},
		{"a seed that fails", "--- FAIL: FuzzRead (0.00s)\n    --- FAIL: FuzzRead/seed#0 (0.00s)\nFAIL\n", false},
		{"nothing builds", "# example\nx.go:1:1: expected 'package'\nFAIL\texample [setup failed]\n", false},
	} {
		if got := ranOut([]byte(tt.out)); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

package correlate_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

func TestAlike(t *testing.T) {
	for _, test := range []struct {
		name string
		a, b string
		want bool
	}{
		{"base64", "rpWqOZ4YOf8=", "n2wdU3Deiao=", true},
		{"base64 without a small letter", "rpWqOZ4YOf8=", "ZCUVXF+5QB8=", true},
		{"base64 without a capital", "rpWqOZ4YOf8=", "zcuvxf+5qb8=", true},
		{"base64 without a digit", "rpWqOZ4YOf8=", "rpWqOZdYOfA=", true},
		{"base64 of another length", "rpWqOZ4YOf8=", "ns2qf3/m9EGUy1iEiwua9A==", false},
		{"base64 and the same length of something else", "rpWqOZ4YOf8=", "zcuvxf+5qb81", false},
		{"hexadecimal", "0d14d1b5e2de289d", "d5207282b86e539d", true},
		{"hexadecimal in capitals", "0d14d1b5e2de289d", "D5207282B86E539D", false},
		{"letters and digits", "y0ld3s3asluevefbazr3fuxp", "zbw1v3iam35key3q1dqzmhcw", true},
		{"letters and digits against hexadecimal", "y0ld3s3asluevefbazr3fuxp", "0d14d1b5e2de289d0d14d1b5", false},
		{"words", "DeptAdmin", "SalesUser", false},
		{"white space", "rpWqOZ4YOf8=", "rpWq Z4YOf8=", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := correlate.Alike(test.a, test.b); got != test.want {
				t.Errorf("Alike(%q, %q) is %v", test.a, test.b, got)
			}
			if got := correlate.Alike(test.b, test.a); got != test.want {
				t.Errorf("Alike(%q, %q) is %v", test.b, test.a, got)
			}
		})
	}
}

package diff

import (
	"math/rand/v2"
	"testing"
)

// TestMayHaveTime: a time of every form, and whatever else the forms find, is in a text that may have one.
func TestMayHaveTime(t *testing.T) {
	for _, s := range []string{
		"2006-01-02T15:04", "2006-01-02", "2006-01-02Z", "Mon, 02 Jan 2006 15:04:05 GMT", "Mon Jan  2 15:04:05 2006",
		"Jan  2 2006  3:04PM", "/Date(1)/", "15:04:05", "15:04:05.1Z", "20060102150405", "x19990102150405",
	} {
		if !timeFinder.MatchString(s) || !mayHaveTime(s) {
			t.Errorf("%q: is a time %t, may have one %t", s, timeFinder.MatchString(s), mayHaveTime(s))
		}
	}
	for _, s := range []string{"", "15:04:0", "Customer-Number", "1234567", "3.1415926535", "21060102150405", "#id12345"} {
		if mayHaveTime(s) {
			t.Errorf("%q may have a time", s)
		}
	}
	dice := rand.New(rand.NewPCG(1, 2))
	const letters = "00112223459::--/T (Z.+"
	for range 200_000 {
		s := make([]byte, 6+dice.IntN(14))
		for i := range s {
			s[i] = letters[dice.IntN(len(letters))]
		}
		if timeFinder.Match(s) && !mayHaveTime(string(s)) {
			t.Fatalf("%q has a time, and is passed over", s)
		}
	}
}

package diff

import (
	"math/big"
	"strings"
)

// sameNumber says whether two texts are the same number, written as JSON or XML Schema may. No digit is lost: neither is
// made a float.
func sameNumber(a, b string) bool {
	x, ok := canonical(a)
	if !ok {
		return false
	}
	y, ok := canonical(b)
	return ok && x == y
}

// decimal is a number without noughts at either end of its digits: 0.digits times ten to the exponent.
type decimal struct {
	negative         bool
	digits, exponent string
}

func canonical(s string) (d decimal, ok bool) {
	rest := s
	if strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") {
		d.negative = rest[0] == '-'
		rest = rest[1:]
	}
	mantissa, exponent := rest, "0"
	if i := strings.IndexAny(rest, "eE"); i >= 0 {
		mantissa, exponent = rest[:i], rest[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if whole+fraction == "" || !digitsOnly(whole) || !digitsOnly(fraction) || len(exponent) > 1000 {
		return decimal{}, false
	}
	e, ok := new(big.Int).SetString(strings.TrimPrefix(exponent, "+"), 10)
	if !ok || strings.Contains(exponent, "_") {
		return decimal{}, false
	}
	all := strings.TrimLeft(whole+fraction, "0")
	leading := len(whole) + len(fraction) - len(all)
	d.digits = strings.TrimRight(all, "0")
	if d.digits == "" {
		return decimal{exponent: "0"}, true
	}
	e.Add(e, big.NewInt(int64(len(whole)-leading)))
	d.exponent = e.String()
	return d, true
}

func digitsOnly(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

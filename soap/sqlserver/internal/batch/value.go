package batch

import (
	"math/big"
	"strings"
	"unicode/utf16"
)

// Value is a value of SQL: nil for NULL, or an int64 (TinyInt to BigInt, and Bit as 0 and 1), Number (Decimal and
// Money), float64, string (characters, Xml and UniqueIdentifier), []byte or time.Time.
type Value any

// Number is an exact number: Unscaled divided by ten to the power of Scale.
type Number struct {
	Unscaled *big.Int
	Scale    int
}

// String is the number with all digits of its scale.
func (n Number) String() string {
	digits := new(big.Int).Abs(n.Unscaled).String()
	if n.Scale > 0 {
		if short := n.Scale + 1 - len(digits); short > 0 {
			digits = strings.Repeat("0", short) + digits
		}
		point := len(digits) - n.Scale
		digits = digits[:point] + "." + digits[point:]
	}
	if n.Unscaled.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// parseNumber reads digits with an optional sign and point. It takes no more digits than a Decimal could ever need.
func parseNumber(s string) (Number, bool) {
	sign, digits := "", s
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		sign, digits = strings.TrimPrefix(s[:1], "+"), s[1:]
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	all := whole + fraction
	if all == "" || len(all) > 4*maxPrecision || strings.Trim(all, "0123456789") != "" {
		return Number{}, false
	}
	unscaled, ok := new(big.Int).SetString(sign+all, 10)
	return Number{unscaled, len(fraction)}, ok
}

// digits is how many digits the number has before and after the point together.
func (n Number) digits() int {
	return max(len(new(big.Int).Abs(n.Unscaled).String()), n.Scale)
}

// at is the number with another scale, rounded half away from zero.
func (n Number) at(scale int) Number {
	if scale >= n.Scale {
		return Number{new(big.Int).Mul(n.Unscaled, pow10(scale-n.Scale)), scale}
	}
	return Number{divideRounded(n.Unscaled, pow10(n.Scale-scale)), scale}
}

// divideRounded rounds half away from zero. The divisor is positive.
func divideRounded(a, b *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	if r.Abs(r).Lsh(r, 1).Cmp(b) >= 0 {
		q.Add(q, big.NewInt(int64(a.Sign())))
	}
	return q
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

func (n Number) float() float64 {
	f, _ := new(big.Rat).SetFrac(n.Unscaled, pow10(n.Scale)).Float64()
	return f
}

// Length is the length of a text as SQL Server counts it, in UTF-16 units.
func Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// cut returns at most n UTF-16 units of a text. It does not split a pair of surrogates.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i, r := range s {
		if n -= utf16.RuneLen(r); n < 0 {
			return s[:i]
		}
	}
	return s
}

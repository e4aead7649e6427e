package batch

import (
	"math/big"
	"time"
)

// Value is a value of SQL: nil for NULL, or an int64 (TinyInt to BigInt, and Bit as 0 and 1), Decimal (also Money),
// float64, string, []byte or time.Time.
type Value any

// Decimal is an exact number: Unscaled divided by ten to the power of Scale.
type Decimal struct {
	Unscaled *big.Int
	Scale    int
}

// DateTime is the Go type of SQL's date and time values, without a zone.
type DateTime = time.Time

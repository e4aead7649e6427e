package auth

import (
	"crypto/sha256"
	"crypto/subtle"
)

// SamePassword compares two passwords in a time that tells nothing about either, its length included.
func SamePassword(given, want string) bool {
	g, w := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1
}

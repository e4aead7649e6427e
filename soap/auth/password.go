package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
)

// ErrNoUser is a login in the name of nobody who is known.
var ErrNoUser = errors.New("auth: there is no such user")

// Failure is why a login failed, for a log alone, since its client is not told: err where it could not be read, ErrNoUser
// where nobody was found, and else ErrWrongPassword.
func Failure(err error, found bool) error {
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNoUser
	}
	return ErrWrongPassword
}

// SamePassword compares two passwords in a time that tells nothing about either, its length included.
func SamePassword(given, want string) bool {
	g, w := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1
}

package auth

import (
	"crypto/sha1" // not our choice: it is what the profile names
	"encoding/base64"
	"errors"
	"fmt"
	"time"
)

var (
	// ErrWrongPassword: the token does not prove that its sender knows the password.
	ErrWrongPassword = errors.New("auth: wrong password")
	// ErrNotFresh: a digest with the right password that was made too long ago, or too far ahead, or
	// that does not say when.
	ErrNotFresh = errors.New("auth: digest not fresh")
)

// Check says whether the token proves that its sender knows the password; no error means it does. A
// token without a password proves nothing.
//
// The digest is Base64(SHA-1(nonce + created + password)), of what the token has of these (WSS
// UsernameToken Profile 1.0, section 3.1). It must have been created at most window before or after
// now, and have a nonce, as the profile recommends; it names five minutes as the least. A window of zero or less turns
// this off, for an emulated time that the client knows nothing of. Errors are ErrWrongPassword, or
// wrap ErrNotFresh, which only who knows the password gets to see.
func (t Token) Check(password string, now time.Time, window time.Duration) error {
	switch t.Type {
	case PasswordText:
		if SamePassword(t.Password, password) {
			return nil
		}
	case PasswordDigest:
		if SamePassword(t.Password, digest(t.Nonce, t.Created, password)) {
			return t.checkFresh(now, window)
		}
	}
	return ErrWrongPassword
}

func digest(nonce []byte, created, password string) string {
	sum := sha1.Sum([]byte(string(nonce) + created + password))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (t Token) checkFresh(now time.Time, window time.Duration) error {
	if window <= 0 {
		return nil
	}
	if len(t.Nonce) == 0 || t.Created == "" {
		return fmt.Errorf("%w: it needs a Nonce and a Created", ErrNotFresh)
	}
	created, err := parseCreated(t.Created)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotFresh, err)
	}
	if age := now.Sub(created); age > window || age < -window {
		return fmt.Errorf("%w: created at %s, which is more than %v from %s",
			ErrNotFresh, t.Created, window, now.UTC().Format(time.RFC3339))
	}
	return nil
}

// parseCreated reads an xsd:dateTime. One without a zone is in UTC, as WS-Security wants all of them.
func parseCreated(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, nil
		}
	}
	return time.Time{}, ErrCreated
}

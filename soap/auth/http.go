package auth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

var (
	// ErrAbsent: the request carries no credentials.
	ErrAbsent = errors.New("auth: no Authorization header")
	// ErrScheme: the request carries credentials of another scheme.
	ErrScheme = errors.New("auth: not the Basic scheme")
	// ErrMalformed: the credentials cannot be read.
	ErrMalformed = errors.New("auth: malformed Authorization header")
)

// Authorization splits the Authorization header of a request. The scheme comes in lower case, because
// schemes are compared without case (RFC 7235, section 2.1); the credentials are the rest, without the
// spaces around it, "" when a scheme stands alone. No header or an empty one is ErrAbsent. Two are
// ErrMalformed: a proxy and a server could each believe another one.
func Authorization(h http.Header) (scheme, credentials string, err error) {
	values := h.Values("Authorization")
	if len(values) > 1 {
		return "", "", fmt.Errorf("%w: it stands there %d times", ErrMalformed, len(values))
	}
	value := strings.Trim(h.Get("Authorization"), " \t")
	if value == "" {
		return "", "", ErrAbsent
	}
	end := strings.IndexAny(value, " \t")
	if end < 0 {
		end = len(value)
	}
	scheme, credentials = value[:end], strings.Trim(value[end:], " \t")
	if !isToken(scheme) {
		return "", "", fmt.Errorf("%w: it does not begin with the name of a scheme", ErrMalformed)
	}
	return strings.ToLower(scheme), credentials, nil
}

// isToken says whether s is a token of RFC 7230, section 3.2.6.
func isToken(s string) bool {
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

// Basic reads the user and the password of HTTP Basic authentication (RFC 7617). Each may be empty, and the
// password may hold colons. Errors wrap ErrAbsent, ErrScheme or ErrMalformed.
//
// What is valid UTF-8 is taken as UTF-8, everything else as ISO-8859-1: a choice, as RFC 2617, which ruled
// when the emulated servers were made, left the character set open, and clients took either. Text in
// ISO-8859-1 that happens to be valid UTF-8 is rare outside of plain ASCII.
//
// Base64 may lack its padding and may be broken by spaces, as by encoders that fold lines. Control
// characters are refused, as the RFC wants.
func Basic(h http.Header) (user, password string, err error) {
	scheme, credentials, err := Authorization(h)
	if err != nil {
		return "", "", err
	}
	if scheme != "basic" {
		return "", "", ErrScheme // which one is not said: it may be a password without its scheme
	}
	return ReadBasic(credentials)
}

// ReadBasic reads credentials of the Basic scheme, as Authorization returns them, as Basic does.
func ReadBasic(credentials string) (user, password string, err error) {
	var few [128]byte
	pair, err := decodeBase64(few[:0], credentials)
	if err != nil {
		return "", "", fmt.Errorf("%w: Basic is not followed by Base64", ErrMalformed)
	}
	user, password, found := strings.Cut(decodeText(pair), ":")
	if !found {
		return "", "", fmt.Errorf("%w: no colon between user and password", ErrMalformed)
	}
	if hasControl(user) || hasControl(password) {
		return "", "", fmt.Errorf("%w: a control character in the user or the password", ErrMalformed)
	}
	return user, password, nil
}

// decodeBase64 decodes Base64 with or without padding and with white space anywhere. The decoder's
// own errors are not passed on as they are: they would quote bytes of the credentials.
func decodeBase64(dst []byte, s string) ([]byte, error) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n':
			return -1
		}
		return r
	}, s)
	return base64.RawStdEncoding.AppendDecode(dst, []byte(trimPadding(s)))
}

// trimPadding takes the padding from s when it is complete, so that wrong padding stays an error.
func trimPadding(s string) string {
	if len(s)%4 != 0 {
		return s
	}
	if short, ok := strings.CutSuffix(s, "=="); ok {
		return short
	}
	return strings.TrimSuffix(s, "=")
}

func decodeText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7F })
}

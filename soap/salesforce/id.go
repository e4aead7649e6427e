package salesforce

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// idEncoding is that of session ids: base64 with "." and "_" for "+" and "/". None of its characters needs an escape in
// XML, which clients rely on: some take the id out of the answer's text.
var idEncoding = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._")

// sessionIDLength is 15 for the organisation, the exclamation mark, and 96 opaque characters: so long are all eight ids
// that are known in full, of 2012 to 2018.
const sessionIDLength = 15 + 1 + 96

// newSessionID draws the id of a session. The opaque part of the known ids decodes to 72 bytes that begin 01 xx 00 40;
// that xx is below 10, for an opaque part that begins AQ, and that the rest is random are choices.
func newSessionID(chance io.Reader, org string) (string, error) {
	b := make([]byte, 72)
	if _, err := io.ReadFull(chance, b); err != nil {
		return "", fmt.Errorf("salesforce: a session id could not be drawn: %w", err)
	}
	b[0], b[1], b[2], b[3] = 1, b[1]&0x0f, 0, 0x40
	id := append(append(make([]byte, 0, sessionIDLength), org...), '!')
	return string(idEncoding.AppendEncode(id, b)), nil
}

// looksLikeSessionID says whether a text has the form of a session id. One that has not gets a shorter refusal.
func looksLikeSessionID(s string) bool {
	if len(s) != sessionIDLength || s[15] != '!' || !isID15(s[:15]) {
		return false
	}
	for _, c := range []byte(s[16:]) {
		if !isAlphanumeric(c) && c != '.' && c != '_' {
			return false
		}
	}
	return true
}

// sessionHash is what a refusal says instead of the id. The real one is 32 bytes too, but neither SHA-256 nor anything
// else simple of the one id that is known with its hash: this is a choice. It was told in base64; since the text names a
// decoder, in 64 hexadecimal digits (observed: kafka-docker-playground, issues 7669, 8758 and 8849).
func sessionHash(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:]
}

// The key prefixes of record ids.
const (
	prefixOrg     = "00D"
	prefixUser    = "005"
	prefixProfile = "00e"
)

// recordID makes an id of 15 characters that follows from what it is for: the prefix, three characters of the
// organisation's id, and nine of a hash.
func recordID(prefix, org, of string) string {
	const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	var few [128]byte
	sum := sha256.Sum256(append(append(append(append(append(few[:0], org...), '/'), prefix...), '/'), of...))
	id := append(append(few[:0], prefix...), org[3:6]...)
	for _, c := range sum[:9] {
		id = append(id, base62[int(c)%len(base62)])
	}
	return string(id)
}

// id18 is the long form of an id, which answers use: three characters more that tell which of the others are capitals,
// so that the id can be compared without case.
func id18(id15 string) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	long := []byte(id15)
	for group := 0; group < 15; group += 5 {
		capitals := 0
		for i, c := range []byte(id15[group : group+5]) {
			if c >= 'A' && c <= 'Z' {
				capitals |= 1 << i
			}
		}
		long = append(long, digits[capitals])
	}
	return string(long)
}

// id15 reads an id in either form.
func id15(s string) (string, bool) {
	if len(s) == 18 && isID15(s[:15]) {
		return s[:15], strings.EqualFold(id18(s[:15]), s)
	}
	return s, isID15(s)
}

func isID15(s string) bool {
	for _, c := range []byte(s) {
		if !isAlphanumeric(c) {
			return false
		}
	}
	return len(s) == 15
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

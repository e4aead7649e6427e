package mask

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/rand/v2"
	"regexp"
	"strings"
)

var (
	guid         = regexp.MustCompile(`^\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}?$`)
	organization = regexp.MustCompile(`^00D[0-9A-Za-z]{12,15}!`) // of Salesforce, before what is secret
)

// pseudonym is another value of the same form and length, always the same one for the same key.
func (r *Run) pseudonym(value string) string {
	h := hmac.New(sha256.New, r.key)
	h.Write([]byte(value))
	chance := rand.NewChaCha8([32]byte(h.Sum(nil)))
	for range 8 { // a short value may come out as it went in
		if other := like(value, chance); other != value {
			return other
		}
	}
	return like(value, chance)
}

func like(value string, chance *rand.ChaCha8) string {
	if kept := organization.FindString(value); kept != "" {
		return kept + letters(value[len(kept):], chance)
	}
	if guid.MatchString(value) {
		return likeGUID(value, chance)
	}
	if strings.ContainsAny(value, "+/=") {
		if raw, err := base64.StdEncoding.Strict().DecodeString(value); err == nil {
			chance.Read(raw)
			return base64.StdEncoding.EncodeToString(raw)
		}
	}
	return letters(value, chance)
}

// likeGUID keeps the digits that tell version and variant.
func likeGUID(value string, chance *rand.ChaCha8) string {
	other := []byte(letters(value, chance))
	shift := strings.IndexByte(value, '-') - 8 // for a brace
	for _, i := range []int{14, 19} {
		other[i+shift] = value[i+shift]
	}
	return string(other)
}

// letters puts a digit for each digit and a letter for each letter, in its case, and of what is hex other hex.
func letters(value string, chance *rand.ChaCha8) string {
	last := uint64(26)
	if strings.ContainsAny(value, "abcdefABCDEF0123456789") && !strings.ContainsAny(value, "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ") {
		last = 6
	}
	hex := last == 6 && strings.ContainsAny(value, "abcdefABCDEF")
	upper := strings.ContainsAny(value, "ABCDEF")
	return strings.Map(func(c rune) rune {
		n := draw(chance)
		switch {
		case hex && strings.ContainsRune("0123456789abcdefABCDEF", c):
			if d := n % 16; d < 10 {
				return '0' + rune(d)
			}
			if upper && (c < 'a' || !strings.ContainsAny(value, "abcdef")) {
				return 'A' + rune(n%16) - 10
			}
			return 'a' + rune(n%16) - 10
		case '0' <= c && c <= '9':
			return '0' + rune(n%10)
		case 'a' <= c && c <= 'z':
			return 'a' + rune(n%last)
		case 'A' <= c && c <= 'Z':
			return 'A' + rune(n%last)
		case c > '~':
			return 'x'
		}
		return c
	}, value)
}

func draw(chance *rand.ChaCha8) uint64 {
	var b [8]byte
	chance.Read(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

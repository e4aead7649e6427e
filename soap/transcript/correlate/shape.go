package correlate

import (
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// longest is how long an id may be, in bytes. The longest that is known is a security context of a few kilobytes.
const longest = 4096

// plausible says whether a text could be an id. Expected is true where one is to be expected.
func plausible(text string, expected bool) bool {
	if len(text) > longest || strings.ContainsAny(text, " \t\r\n<>") || never(text) {
		return false
	}
	if expected {
		return len(text) >= 3 && (!digitsOnly(text) || len(text) >= 4)
	}
	return shaped(text)
}

// shaped says whether a text looks like an id, wherever it stands.
func shaped(text string) bool {
	if len(text) < 8 {
		return false
	}
	if digitsOnly(text) {
		return true // never has seen to the days
	}
	letters, digits, changes := census(text)
	if letters == 0 {
		return false
	}
	return digits > 0 && (changes >= 2 || len(text) >= 16) || padded(text)
}

// Alike says whether two texts at a place could be ids of the same kind: they have the same length and the same sorts of
// characters, and one of them looks like an id beyond doubt. A random text need not have a digit, and eight random bytes
// in base64 need not have a small letter: padding alone says what those are. Where a session's id stands, neither of two
// long texts has to: of ids of 24 letters and few digits, as ASP.NET makes them, one in eighteen does not. What is computed from
// content, as a checksum, is none.
func Alike(p Place, a, b string) bool {
	switch {
	case len(a) != len(b) || strings.ContainsAny(a+b, " \t\r\n<>") || computed(p):
		return false
	case padded(a) && padded(b):
		return Certain(a) || Certain(b)
	case sorts(a) != sorts(b):
		return false
	}
	return Certain(a) || Certain(b) || ofSession(p) && len(a) >= longEnough && !never(a) && !never(b)
}

// longEnough is from how many characters on a text under the name of a session's id is no word.
const longEnough = 16

// sorts are the sorts of characters that a text is written with. Hexadecimal digits are a sort of their own.
func sorts(text string) (found uint8) {
	const lower, upper, hexOnly = 1, 2, 4
	found = hexOnly
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
		case 'a' <= c && c <= 'z':
			found |= lower
			if c > 'f' {
				found &^= hexOnly
			}
		case 'A' <= c && c <= 'Z':
			found |= upper
			if c > 'F' {
				found &^= hexOnly
			}
		}
	}
	return found
}

// Certain says whether a text looks like an id beyond doubt, so that it is one in the midst of a sentence, too.
func Certain(text string) bool {
	_, digits, changes := census(text)
	return len(text) >= 12 && len(text) <= longest && (digits > 0 && changes >= 3 || padded(text)) && !never(text)
}

// census counts the letters, the digits, and how often one follows the other.
func census(text string) (letters, digits, changes int) {
	last := byte(0)
	for i := range len(text) {
		kind := byte(0)
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			digits++
			kind = '0'
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			letters++
			kind = 'a'
		default:
			continue
		}
		if last != 0 && kind != last {
			changes++
		}
		last = kind
	}
	return letters, digits, changes
}

// padded says whether a text is base64 with its padding.
func padded(text string) bool {
	if len(text) < 8 || !strings.HasSuffix(text, "=") {
		return false
	}
	_, err := base64.StdEncoding.DecodeString(text)
	return err == nil
}

func digitsOnly(text string) bool { return strings.Trim(text, "0123456789") == "" }

// never says whether a text is something that is no id, whatever it stands in.
func never(text string) bool {
	switch strings.ToLower(text) {
	case "", "true", "false", "null", "none", "nil", "yes", "no", "text/xml", "utf-8", "utf-16", "iso-8859-1", "us-ascii", "windows-1252":
		return true
	}
	return numeric(text) || Instant(text) || named(text)
}

// numeric says whether a text is a number with a point, a sign or an exponent, a version, or an address of IP.
func numeric(text string) bool {
	if strings.Trim(text, "0123456789.,+-:/") == "" && !digitsOnly(text) {
		return true
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	_, err := netip.ParseAddrPort(text)
	return err == nil
}

// Instant says whether a text is a day, a time or a duration as XML Schema writes them, or a day in digits.
func Instant(text string) bool {
	if len(text) >= len("2005-11-07") {
		if _, err := time.Parse(time.DateOnly, text[:len("2005-11-07")]); err == nil {
			return strings.Trim(text[len("2005-11-07"):], "T0123456789:.,+-Z") == ""
		}
	}
	if len(text) >= len("10:00:00") {
		if _, err := time.Parse(time.TimeOnly, text[:len("10:00:00")]); err == nil {
			return strings.Trim(text[len("10:00:00"):], "0123456789:.+-Z") == ""
		}
	}
	if d, err := time.Parse("20060102", text); err == nil && d.Year() >= 1900 && d.Year() < 2100 {
		return true
	}
	duration := strings.TrimPrefix(text, "-")
	return strings.HasPrefix(duration, "P") && strings.Trim(duration, "PT0123456789.YMDHS") == "" && len(duration) < 24 && strings.ContainsAny(duration, "YMDHS")
}

// named says whether a text is an address of mail, a URN or namespace, or the name of a content type.
func named(text string) bool {
	lower := strings.ToLower(text)
	if strings.HasPrefix(lower, "urn:") || strings.Contains(lower, "://") {
		return true
	}
	if kind, rest, ok := strings.Cut(lower, "/"); ok && rest != "" &&
		slices.Contains([]string{"text", "application", "multipart", "image", "audio", "video", "message"}, kind) {
		return true
	}
	local, domain, ok := strings.Cut(text, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(domain, "@/!=")
}

// endings are of the names under which an id is to be expected. A password is one that the server made, since it has to come in
// an answer first.
func endings() []string {
	return []string{"id", "session", "token", "ticket", "sid", "thread", "handle", "nonce", "cursor", "locator", "etag", "password"}
}

// expected says whether an id is to be expected under a name. A name in lower case that merely ends so ("paid", "valid")
// counts as well: that costs nothing, since its value has to come back, too.
func expected(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(endings(), func(end string) bool { return strings.HasSuffix(name, end) })
}

// numbered says whether a text is the number of something: of an order, a case, an invoice. Such a name says less than one of
// an id does, so the text needs a digit and four characters, and names that count or measure are none.
func numbered(name, text string) bool {
	if len(text) < 4 || !strings.ContainsAny(text, "0123456789") {
		return false
	}
	name = strings.ToLower(name)
	if name == "href" {
		return false
	}
	for _, end := range numberEndings() {
		if of, found := strings.CutSuffix(name, end); found {
			of = strings.TrimRight(of, "_-.")
			return !slices.ContainsFunc(counted(), func(what string) bool { return strings.HasSuffix(of, what) })
		}
	}
	return false
}

// numberEndings are of the names under which the number of something stands, the longer before those they end in.
func numberEndings() []string {
	return []string{"number", "nummer", "numero", "num", "nr", "no", "reference", "ref", "key"}
}

// counted is what has numbers that are no names: those that count, measure or never change are the same on every server.
func counted() []string {
	return []string{"page", "line", "row", "item", "sequence", "seq", "total", "max", "min", "version", "build", "port", "error", "phone", "fax", "mobile", "house"}
}

// Refused says whether what a server gave in the place of an id says that it issued none: a word for nothing, or in the place
// of a number what is no number, or zero, as a call that failed returns it.
func Refused(id, given string) bool {
	switch strings.ToLower(given) {
	case "true", "false", "null", "none", "nil", "yes", "no":
		return true
	}
	return digitsOnly(id) && (!digitsOnly(given) || strings.Trim(given, "0") == "")
}

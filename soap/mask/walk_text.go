package mask

import (
	"regexp"
	"strings"
)

// plain goes through a text that is no document: a batch of SQL, settings, a token.
func (w *walk) plain(s string) string {
	before := s
	if strings.Contains(s, "'") {
		s = passwordInText.ReplaceAllStringFunc(s, w.assigned)
		s = loginInSQL.ReplaceAllStringFunc(s, w.login)
	}
	if strings.Contains(s, "=") {
		s = setting.ReplaceAllStringFunc(s, w.setting)
	}
	if strings.Contains(s, "eyJ") {
		s = webToken.ReplaceAllStringFunc(s, func(found string) string { return w.conceal(token, "token", found) })
	}
	if s == before {
		return s
	}
	return w.replace(s)
}

var (
	// passwordInText finds what a batch of SQL sets a password to.
	passwordInText = regexp.MustCompile(`(?i)((?:pass(?:word|phrase|wd)?|pwd)\s*=\s*N?')((?:[^']|'')*)('|$)`)
	// loginInSQL finds the procedures that take passwords by their places (Books Online, sp_addlogin and sp_password), and
	// argument one of theirs.
	loginInSQL = regexp.MustCompile(`(?i)\bsp_(?:addlogin|password)(?:\s*,?\s*(?:NULL|N?'(?:[^']|'')*'))+`)
	argument   = regexp.MustCompile(`(?i)NULL|N?'(?:[^']|'')*'`)
	// setting finds a password in settings of the form name=value, which end at a semicolon or with the line, as in a
	// connection string. A value with an @ is a
	// parameter of SQL, and one in quotes is found above.
	setting = regexp.MustCompile(`(?im)((?:^|;)[ \t]*(?:password|passwd|pwd|passphrase)[ \t]*=[ \t]*)([^;\s@'"$<>]+)([ \t]*(?:;|\r?$))`)
	// webToken finds JSON Web Tokens (RFC 7519), whose first part is an object of JSON in base64.
	webToken = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_=-]{2,}\.[A-Za-z0-9_=-]*`)
)

// assigned hides a text between single quotes.
func (w *walk) assigned(found string) string {
	part := passwordInText.FindStringSubmatch(found)
	return part[1] + w.quoted(part[2]) + part[3]
}

func (w *walk) quoted(raw string) string {
	value := inSQL.unescape(raw)
	if value == "" {
		return raw
	}
	return inSQL.around(w.in(inSQL).conceal(password, "password", value))
}

// login hides the passwords among the arguments of a procedure: the second of sp_addlogin, the first two of sp_password.
func (w *walk) login(found string) string {
	name, first, last := "sp_addlogin", 1, 1
	if !strings.EqualFold(found[:len(name)], name) {
		name, first, last = "sp_password", 0, 1
	}
	at := -1
	arguments := argument.ReplaceAllStringFunc(found[len(name):], func(text string) string {
		if at++; at < first || at > last || !strings.HasSuffix(text, "'") {
			return text
		}
		begin := strings.IndexByte(text, '\'') + 1
		return text[:begin] + w.quoted(text[begin:len(text)-1]) + "'"
	})
	return found[:len(name)] + arguments
}

// setting hides the value of one.
func (w *walk) setting(found string) string {
	part := setting.FindStringSubmatch(found)
	return part[1] + w.conceal(password, "password", part[2]) + part[3]
}

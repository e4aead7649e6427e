package mask

import (
	"cmp"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// runs are the parts of markup or of a URL in which a secret can be spelt with escapes.
var runs = regexp.MustCompile(`[^<>"'?=/; \t\r\n]*[&%][^<>"'?=/ \t\r\n]*`)

// Hide puts stars in the place of secrets, as they are and spelt with references of XML or with the escapes of a URL.
// Of a secret that was cut off at the end nothing is left either.
func Hide(s string, secrets []string) string {
	if s == "" || len(secrets) == 0 {
		return s
	}
	// The longest first: a shorter one may be a part of it.
	secrets = slices.SortedFunc(slices.Values(secrets), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	secrets = slices.Compact(secrets)
	for _, secret := range secrets {
		s = strings.ReplaceAll(s, secret, masked)
	}
	if whole, cut := strings.CutSuffix(s, "…"); cut {
		s = hideCut(whole, secrets) + "…"
	}
	if !strings.ContainsAny(s, "&%") {
		return s
	}
	return runs.ReplaceAllStringFunc(s, func(run string) string {
		plain := html.UnescapeString(run)
		inURL, err := url.PathUnescape(run)
		for _, secret := range secrets {
			if strings.Contains(plain, secret) || err == nil && strings.Contains(inURL, secret) {
				return masked
			}
		}
		return run
	})
}

// hideCut hides the beginning of a secret at the end of a text.
func hideCut(s string, secrets []string) string {
	for _, secret := range secrets {
		for n := len(secret) - 1; n > 0; n-- {
			if strings.HasSuffix(s, secret[:n]) {
				return s[:len(s)-n] + masked
			}
		}
	}
	return s
}

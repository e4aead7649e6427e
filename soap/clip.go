package soap

import "strings"

// Clip shortens what a client wrote before it is said back or logged: to some 128 bytes, whole characters, and "…". What
// it returns outlives the call, whose memory the rest of the request is.
func Clip(s string) string {
	const most = 128
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return strings.Clone(s)
}

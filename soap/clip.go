package soap

import "strings"

// Clip shortens what a client wrote, for a log or an answer that quotes it, to some 128 bytes: it cuts between characters,
// and puts "…" behind. The result is a copy and may be kept. The text itself may not, if it is a part of the request, whose
// memory the next one gets.
func Clip(s string) string {
	const most = 128
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return strings.Clone(s)
}

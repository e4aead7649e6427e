package correlate

import (
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// computed says whether a text stands where what is computed from content does: another one says that the content is
// another, or that it was computed wrongly. What is computed from a session differs with it.
func computed(p Place) bool {
	name := strings.TrimRight(p.name(), "0123456789_-.")
	if p.Part != "" || strings.Contains(name, "session") || strings.Contains(name, "token") || strings.Contains(name, "password") {
		return false
	}
	return slices.ContainsFunc([]string{"checksum", "hash", "digest", "md", "sha", "crc", "fingerprint", "thumbprint"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// Repeated are the texts of a story that look like a digest in hexadecimal digits and came twice at the same place, in answers
// to the same request: nobody made them for the one answer. Where an id is to be expected none counts, since who asks twice for
// the sessions there are sees the same ids twice.
func Repeated(s *transcript.Story) map[string]bool {
	asked := map[int]string{}
	first := map[string]map[Value]bool{} // of the first answer to a request
	repeated := map[string]bool{}
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Request:
			asked[e.Number] = e.Start + "\n" + string(e.Body)
		case *transcript.Response:
			question := asked[e.Number]
			before, again := first[question]
			values := map[Value]bool{}
			for _, v := range Values(&e.Message) {
				switch {
				case !digest(v):
				case before[v]:
					repeated[v.Text] = true
				default:
					values[v] = true
				}
			}
			if !again {
				first[question] = values
			}
		}
	}
	return repeated
}

// digest says whether a value is as long as the hexadecimal digits of MD5 or of one of the SHA.
func digest(v Value) bool {
	return v.Place.Part == "" && slices.Contains([]int{32, 40, 56, 64, 96, 128}, len(v.Text)) && strings.Trim(v.Text, "0123456789abcdefABCDEF") == "" &&
		!ofSession(v.Place) && !expected(v.Place.name())
}

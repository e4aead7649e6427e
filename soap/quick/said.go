package quick

import "net/http"

// What is asked again is mostly answered with the same head, until a second has gone and Date is another one. To see that it is
// the same costs less than to sort, check and write its lines.

// said is the head of an answer, as beginHead has written it, for the next one to the same head.
type said struct {
	fields []field // what the handler had in it. No text of a request may be among it: soap's reader uses that memory again
	lines  []byte
	described
}

// field is a field of a head with one value.
type field struct{ name, value string }

// described is what the head says of an answer.
type described struct {
	status  int   // 0 until WriteHeader
	length  int64 // of the body, as the handler has said; negative when it has not
	lacks   lacks // what is to stand behind the lines of the handler's head
	chunked bool
	close   bool // the connection, behind the answer
}

// fits says whether an answer would begin with the same lines.
func (s *said) fits(status int, head http.Header) bool {
	if s.status != status || len(head) != len(s.fields) {
		return false
	}
	for _, f := range s.fields {
		if values := head[f.name]; len(values) != 1 || values[0] != f.value {
			return false
		}
	}
	return true
}

// keep keeps the lines of a head, unless they are long, or a field has several values or none, which few have.
func (s *said) keep(d described, head http.Header, lines []byte) {
	if s.status, s.fields = 0, s.fields[:0]; len(lines) > mostKnown {
		return
	}
	for name, values := range head {
		if len(values) != 1 {
			return
		}
		s.fields = append(s.fields, field{name, values[0]})
	}
	s.described, s.lines = d, append(s.lines[:0], lines...)
}

package quick

import "bytes"

const (
	mostHead = 4 << 10  // bytes of a plain request's head, which the least limit of net/http's server lets through
	mostAll  = 64 << 10 // and of all of it
)

// verdict is what can be said of the beginning of a request.
type verdict int

const (
	unknown verdict = iota // more has to come
	coming                 // the head is plain, of the body more has to come
	plain                  // it is all there
	other                  // net/http shall see
)

// look says what stands at the beginning of p. A plain request takes the first size bytes.
func look(p []byte) (v verdict, size int) {
	if !begins(p, "POST /") && !begins(p, "GET /") {
		return other, 0
	}
	end := bytes.Index(p[:min(len(p), mostHead)], []byte("\r\n\r\n"))
	switch {
	case end < 0 && len(p) >= mostHead:
		return other, 0
	case end < 0:
		return unknown, 0
	}
	length, ok := plainHead(p[:end])
	if size = end + 4 + length; !ok || size > mostAll {
		return other, 0
	}
	if size > len(p) {
		return coming, size
	}
	return plain, size
}

// begins says whether p begins with a text, as far as it has come.
func begins(p []byte, text string) bool {
	n := min(len(p), len(text))
	return string(p[:n]) == text[:n]
}

// plainHead says whether a head, without the empty line at its end, is one that net/http takes as well, and that asks for
// nothing but an answer on a connection that stays open; and the length of the body.
func plainHead(p []byte) (length int, ok bool) {
	line, rest, _ := bytes.Cut(p, crlf)
	if !plainTarget(line) {
		return 0, false
	}
	var hosts, lengths int
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, crlf)
		name, value, found := bytes.Cut(line, []byte(":"))
		if value = bytes.Trim(value, " \t"); !found || !all(name, isToken) || !all(value, isText) {
			return 0, false
		}
		switch {
		case is(name, "host"):
			if hosts++; !all(value, isHost) {
				return 0, false
			}
		case is(name, "content-length"):
			lengths++
			if length, ok = number(value); !ok {
				return 0, false
			}
		case is(name, "connection"):
			if !is(value, "keep-alive") {
				return 0, false
			}
		case is(name, "transfer-encoding"), is(name, "expect"), is(name, "upgrade"), is(name, "trailer"):
			return 0, false
		}
	}
	wanted := 0
	if p[0] == 'P' {
		wanted = 1
	}
	return length, hosts == 1 && lengths == wanted
}

var crlf = []byte("\r\n")

// plainTarget says whether a request line is one of HTTP/1.1 with a path and without anything odd.
func plainTarget(line []byte) bool {
	const version = " HTTP/1.1"
	_, target, _ := bytes.Cut(line, []byte(" "))
	return bytes.HasSuffix(target, []byte(version)) && all(target[:len(target)-len(version)], isVisible)
}

// number is a Content-Length that is below a million.
func number(p []byte) (n int, ok bool) {
	if len(p) == 0 || len(p) > 6 {
		return 0, false
	}
	for _, c := range p {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// is says whether p is a word of small letters, in any case.
func is(p []byte, word string) bool {
	if len(p) != len(word) {
		return false
	}
	for i, c := range p {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// What a character may be part of.
const (
	isVisible = 1 << iota // in a request target
	isToken               // the name of a field (RFC 9110, section 5.6.2)
	isText                // the value of a field
	isHost                // the value of Host
)

// classes has the classes of every character.
var classes = func() (of [256]byte) {
	for c := range of {
		switch {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
			of[c] = isVisible | isToken | isText | isHost
		case ' ' < c && c < 0x7f:
			of[c] = isVisible | isText
		case c == ' ', c == '\t', c >= 0x80:
			of[c] = isText
		}
	}
	for _, c := range []byte("!#$%&'*+-.^_`|~") {
		of[c] |= isToken
	}
	for _, c := range []byte("-._:[]") {
		of[c] |= isHost
	}
	return of
}()

// all says whether p consists of characters of a class, at least of one where it is not text.
func all(p []byte, class byte) bool {
	for _, c := range p {
		if classes[c]&class == 0 {
			return false
		}
	}
	return len(p) > 0 || class == isText
}

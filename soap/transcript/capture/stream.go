package capture

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// streamGroup is a file with the messages of a connection one after the other, requests and answers in turn, as Wireshark saves
// a stream that it follows and Fiddler a session as text. It is nil for a file with one message, which is half of a pair.
func (i *importer) streamGroup(name string) *group {
	open := func() (source, error) {
		raw, err := readWhole(name, i.o.MaxEntry, "an entry")
		if err != nil {
			return nil, err
		}
		return &stream{name: name, turns: turnsOf(raw)}, nil
	}
	src, err := open()
	if err != nil || src.(*stream).single() {
		return nil // who reads it as half of a pair says what is wrong
	}
	return &group{file: name, format: "HTTP", name: stem(name), origin: origin("imported from " + filepath.Base(name)), by: i.o.By, open: open}
}

// stream are the exchanges of a connection.
type stream struct {
	name  string
	turns []turn
}

// turn is a request and its answer as they stand in a file; either may be nil.
type turn struct{ request, answer []byte }

func (s *stream) close() error { return nil }

// single says that there is no more than a request, or nothing but answers.
func (s *stream) single() bool {
	asked := slices.ContainsFunc(s.turns, func(t turn) bool { return t.request != nil })
	return !asked || len(s.turns) == 1 && s.turns[0].answer == nil
}

func (s *stream) scan(visit func(int, *exchange), problem func(entry, what string)) error {
	for n, t := range s.turns {
		x, err := s.load(n)
		switch {
		case t.request == nil:
			problem(s.entry(n), "the request to this response is not there")
		case err != nil:
			problem(s.entry(n), plain(err))
		default:
			visit(n, x)
		}
	}
	return nil
}

func (s *stream) entry(n int) string { return fmt.Sprintf("exchange %d", n+1) }

func (s *stream) load(n int) (*exchange, error) {
	t := s.turns[n]
	x := &exchange{entry: s.entry(n)}
	x.client.Connection = s.name
	if t.request == nil {
		return x, nil
	}
	if err := x.readRequest(t.request); err != nil {
		return nil, err
	}
	if t.answer != nil {
		if err := x.readAnswer(t.answer); err != nil {
			x.wrong("its response cannot be read: " + plain(err))
		}
	}
	return x, nil
}

// turnsOf parts what went over a connection. Answers come in the order of their requests (RFC 9112, section 9.3.2).
func turnsOf(raw []byte) (turns []turn) {
	waiting := 0 // the first turn without an answer
	for raw = betweenMessages(raw); len(raw) > 0; raw = betweenMessages(raw) {
		if answerLine.Match(raw) {
			var asked []byte
			if waiting < len(turns) {
				asked = turns[waiting].request
			}
			length, preliminary := answerLength(raw, bytes.HasPrefix(asked, []byte("HEAD ")))
			switch {
			case preliminary:
			case waiting < len(turns):
				turns[waiting].answer = raw[:length]
				waiting++
			default:
				turns = append(turns, turn{answer: raw[:length]})
				waiting++
			}
			raw = raw[length:]
			continue
		}
		length := messageLength(raw)
		turns = append(turns, turn{request: raw[:length]})
		raw = raw[length:]
	}
	return turns
}

// separator is what a tool writes between sessions.
var separator = regexp.MustCompile(`^[-=*#_]{8,}[ \t]*\r?\n`)

// betweenMessages is what follows on the empty lines and separators before a message.
func betweenMessages(raw []byte) []byte {
	for {
		raw = trimStart(raw)
		line := separator.Find(raw)
		if line == nil {
			return raw
		}
		raw = raw[len(line):]
	}
}

// answerLength is how many bytes an answer has, and whether it is one that only says to wait.
func answerLength(raw []byte, toHEAD bool) (length int, preliminary bool) {
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	words := bytes.Fields(line)
	status, _ := strconv.Atoi(string(words[1])) // a line of an answer has one
	if status < 200 && status != 101 || toHEAD || status == 204 || status == 304 {
		return headLength(raw), status < 200
	}
	return messageLength(raw), false
}

// messageLength is how many bytes a message has, by its head; where that does not say it, or something else stands there than the
// next message, as in a file whose lines end otherwise than they did on the wire, up to the beginning of the next one.
func messageLength(raw []byte) int {
	head := headLength(raw)
	_, m, err := readHead(raw)
	if err != nil {
		return len(raw)
	}
	body := raw[head:]
	length := -1
	if strings.EqualFold(m.Value("Transfer-Encoding"), "chunked") {
		length = chunksLength(body)
	} else if n, err := strconv.Atoi(m.Value("Content-Length")); err == nil && n >= 0 && n <= len(body) {
		length = n
	}
	if length >= 0 {
		if rest := betweenMessages(body[length:]); len(rest) == 0 || requestLine.Match(rest) || answerLine.Match(rest) {
			return head + length
		}
	}
	if multipart(m) { // it may hold messages of HTTP
		return len(raw)
	}
	if next := nextMessage.FindIndex(body); next != nil {
		return head + next[0]
	}
	return len(raw)
}

func multipart(m *transcript.Message) bool {
	return strings.HasPrefix(strings.ToLower(m.Value("Content-Type")), "multipart/")
}

// nextMessage finds the first line of a message and a field behind it. An answer may follow a body that ends in no line.
var nextMessage = regexp.MustCompile(`(?:(?m:^)[A-Z]{3,20} \S+ HTTP/\d(?:\.\d)?|HTTP/\d(?:\.\d)? \d{3}(?: [^\n]*)?)\r?\n(?:[A-Za-z][\w-]*:|\r?\n)`)

// headLength is how many bytes a head has, with the empty line at its end.
func headLength(raw []byte) int {
	at := 0
	for {
		line, _, found := bytes.Cut(raw[at:], []byte("\n"))
		if !found {
			return len(raw)
		}
		at += len(line) + 1
		if len(bytes.TrimRight(line, "\r")) == 0 {
			return at
		}
	}
}

// chunksLength is how many bytes chunks have, with what follows the last one (RFC 9112, section 7.1); -1 when they break off or
// were undone.
func chunksLength(body []byte) int {
	at := 0
	for {
		line, _, found := bytes.Cut(body[at:], []byte("\n"))
		size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
		n, err := strconv.ParseUint(strings.TrimSpace(size), 16, 31)
		if !found || err != nil {
			return -1
		}
		at += len(line) + 1
		if n == 0 {
			return at + headLength(body[at:])
		}
		if at += int(n); at > len(body) {
			return -1
		}
		end, _, found := bytes.Cut(body[at:], []byte("\n"))
		if !found || len(bytes.TrimRight(end, "\r")) > 0 {
			return -1
		}
		at += len(end) + 1
	}
}

// readWhole reads a file of no more bytes than what it is may have.
func readWhole(name string, limit int64, what string) ([]byte, error) {
	raw, err := beginning(name, limit+1)
	switch {
	case err != nil:
		return nil, withoutName(err)
	case int64(len(raw)) > limit:
		return nil, fmt.Errorf("it has more than the %d bytes that %s may have", limit, what)
	}
	return raw, nil
}

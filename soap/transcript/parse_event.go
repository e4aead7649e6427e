package transcript

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// event reads one entry.
func (p *parser) event(title, data string) {
	if p.err != nil {
		return
	}
	p.line = p.title
	words := strings.Split(title, " ")
	switch {
	case len(words) >= 2 && words[1] == "request":
		p.add(&Request{Number: p.number(words[0]), Message: p.message(words, data)})
	case len(words) >= 2 && words[1] == "response":
		p.add(&Response{Number: p.number(words[0]), Message: p.message(words, data)})
	case len(words) == 2 && words[1] == "given":
		p.add(p.given(p.number(words[0]), data))
	case len(words) == 2 && words[0] == "clock":
		p.empty(data)
		p.add(p.move(words[1]))
	case len(words) == 2 && words[0] == "lose":
		p.empty(data)
		p.add(&Loss{Number: p.number(words[1])})
	case len(words) == 3 && words[0] == "hang" && words[1] == "up":
		p.empty(data)
		p.add(&HangUp{Number: p.number(words[2])})
	case title == "restart":
		p.empty(data)
		p.add(&Restart{})
	case len(words) == 2 && words[0] == "alter":
		p.add(p.alter(words[1], data))
	default:
		p.fail("%q is no entry of a transcript; there are N request, N response, N given, clock, lose N, hang up N, restart and alter", title)
	}
}

func (p *parser) add(e Event) { p.story.Events = append(p.story.Events, e) }

func (p *parser) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		p.fail("%q is no number of a request", s)
	}
	return n
}

func (p *parser) empty(data string) {
	if data != "" {
		p.line++
		p.fail("nothing stands under this entry")
	}
}

func (p *parser) move(s string) *Move {
	if s[0] == '+' || s[0] == '-' {
		by, err := time.ParseDuration(s)
		if err != nil {
			p.fail("%q is no duration; write it as +31s or +20m0s", s)
		}
		return &Move{By: by}
	}
	return &Move{To: p.instant(s)}
}

func (p *parser) given(number int, data string) *Given {
	g := &Given{Number: number}
	for line := range strings.Lines(data) {
		p.line++
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch key {
		case "now":
			g.Now = p.instant(value)
		case "seed":
			b, err := hex.DecodeString(value)
			if err != nil || len(b) != len(soap.Seed{}) {
				p.fail("the seed of a request is 64 hex digits")
				return g
			}
			seed := soap.Seed(b)
			g.Seed = &seed
		case "remote":
			g.Remote = value
		default:
			p.fail("%q is nothing that is given; there are now, seed and remote", key)
		}
	}
	return g
}

func (p *parser) alter(path, data string) *Alter {
	a := &Alter{Path: path}
	for line := range strings.Lines(data) {
		p.line++
		a.Set = p.setting(a.Set, strings.TrimSuffix(line, "\n"))
	}
	return a
}

// message reads an HTTP message. The title is in words.
func (p *parser) message(title []string, data string) (m Message) {
	options := title[2:]
	spelt := spelling(strings.Join(options, " "))
	if len(options) > 0 && spelt != withLF && spelt != withCRLF && spelt != inBase64 {
		p.fail("%q is nothing that can follow here; there are base64, crlf and lf", spelt)
		return m
	}
	head, body, found := strings.Cut(data, "\n\n")
	if !found {
		head = strings.TrimSuffix(data, "\n")
	}
	for i, line := range strings.Split(head, "\n") {
		p.line++
		if i == 0 {
			m.Start = line
			continue
		}
		name, value, ok := strings.Cut(line, ": ")
		if !ok || name == "" {
			p.fail("%q is no field of an HTTP head; write it as \"Name: value\"", line)
			return m
		}
		m.Fields = append(m.Fields, Field{name, value})
	}
	if m.Start == "" || strings.Contains(head, "\r") {
		p.fail("an HTTP message begins with its first line, and lines end in LF alone")
	}
	p.line++
	if !found {
		return m
	}
	if body = strings.TrimSuffix(body, "\n"); body == "" {
		p.fail("a message without a body has no empty line at its end")
	}
	m.Body = []byte(body)
	switch spelt {
	case withCRLF:
		m.Body = []byte(strings.ReplaceAll(body, "\n", "\r\n"))
	case inBase64:
		b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, "\n", ""))
		if err != nil {
			p.line++
			p.fail("the body is no base64: %v", err)
		}
		m.Body = b
	}
	p.spelling(strings.Join(title[:2], " "), data, &m, spelt)
	return m
}

// spelling refuses a body that is written otherwise than Format would write it, and says why and what to do: that is most
// often an accident.
func (p *parser) spelling(title, data string, m *Message, spelt spelling) {
	right := spellingOf(m.Body)
	if right == spelt || p.err != nil {
		return
	}
	written := strings.TrimSpace(title + " " + string(right))
	if spelt == asItIs && right == withLF {
		p.line = p.title + strings.Count(data, "\n")
		p.fail("this empty line makes the body end in a newline: take it out, or write the title %q for a body that has to end so", "-- "+written+" --")
		return
	}
	p.line = p.title
	p.fail("this line is written %q, since %s", "-- "+written+" --", spelt.unfit(right, m.Body))
}

// unfit says why a body is not spelt so.
func (s spelling) unfit(right spelling, body []byte) string {
	switch {
	case right == asItIs:
		return "the body can stand as it is: write it so, with lines that end in LF"
	case right == withLF:
		return "the body can stand as it is: write it so, with lines that end in LF, and an empty line at its end"
	case right == withCRLF && s == inBase64:
		return "all lines of the body end in CR LF: write them so, in place of base64"
	case right == withCRLF:
		return "all lines of the body end in CR LF: write that title, and LF alone at their ends in the file"
	case !utf8.Valid(body):
		return "the body is not UTF-8: write it in base64, as `base64 FILE` prints it, or save it as UTF-8"
	case !readable(body):
		return "a line of the body looks like the title of an entry: write the body in base64, as `base64 FILE` prints it"
	}
	return "some lines of the body end in CR LF and some do not: write it in base64, as `base64 FILE` prints it, or its lines all alike"
}

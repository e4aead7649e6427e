package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// packed is gzip.
func packed(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text) // into memory, which cannot fail
	z.Close()
	return b.String()
}

// small is the limit of bodies where a body has to be beyond it.
const small = 64 << 10

// TestHostileHTTP sends what is hostile below SOAP, through the door of each system.
func TestHostileHTTP(t *testing.T) {
	b := besiege(t, func(l *world.Limits) { l.BodyBytes = small })
	text := func(s func(q request) string) func(q request, w io.Writer) {
		return func(q request, w io.Writer) { io.WriteString(w, s(q)) }
	}
	framed := func(framing func(q request) string) func(q request, w io.Writer) {
		return text(func(q request) string { return q.header(framing(q)) + q.body })
	}
	zipped := func(body func(q request) string) func(q request, w io.Writer) {
		return text(func(q request) string {
			packed := body(q)
			return q.header(fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n", len(packed))) + packed
		})
	}
	chunks := func(chunk string, n int) string {
		return strings.Repeat(fmt.Sprintf("%x\r\n%s\r\n", len(chunk), chunk), n)
	}
	const tooLarge = "413 Request Entity Too Large"
	for _, tt := range []struct {
		name       string
		send       func(q request, w io.Writer)
		want       string // the status and its phrase
		salesforce string // which has a fault for bodies that cannot be had; "": the same
		limit      string
		hangsUp    bool
	}{
		{"a gzip bomb", zipped(func(q request) string { return packed(strings.Repeat(" ", 64<<20)) }), tooLarge, "500 more than", "bodyBytes", false},
		{"a gzip bomb in front of the document", zipped(func(q request) string { return packed(strings.Repeat(" ", 64<<20) + q.body) }), tooLarge, "500 more than", "bodyBytes", false},
		{"gzip within gzip", zipped(func(q request) string { return packed(packed(strings.Repeat(" ", 64<<20))) }), "!200", "", "", false},
		{"a bomb of many pieces", zipped(func(q request) string { return strings.Repeat(packed(strings.Repeat(" ", 1<<10)), 1<<10) }), tooLarge, "500 more than", "bodyBytes", false},
		{"many pieces of nothing", zipped(func(q request) string { return strings.Repeat(packed(""), 3<<10) }), tooLarge, "500 more than", "bodyBytes", false},
		{"gzip cut off", zipped(func(q request) string { return packed(q.body)[:40] }), "400 Bad Request", "500 content encoding", "", false},
		{"gzip with a wrong sum", zipped(func(q request) string {
			p := []byte(packed(q.body))
			p[len(p)-5] ^= 1
			return string(p)
		}), "400 Bad Request", "500 content encoding", "", false},
		{"no gzip at all", zipped(func(q request) string { return q.body }), "400 Bad Request", "500 content encoding", "", false},
		{"gzip twice by name", framed(func(q request) string {
			return "Content-Encoding: gzip, gzip\r\nContent-Length: " + fmt.Sprint(len(q.body)) + "\r\n"
		}),
			"415 Unsupported Media Type", "500 unknown content encoding", "", false},
		{"chunks without an end", text(func(q request) string {
			return q.header("Transfer-Encoding: chunked\r\n") + chunks(strings.Repeat("x", 1000), 1000)
		}),
			tooLarge, "500 more than", "bodyBytes", false},
		{"chunks of a byte", text(func(q request) string { return q.header("Transfer-Encoding: chunked\r\n") + chunks(" ", small+1) }), tooLarge, "500 more than", "bodyBytes", false},
		{"a chunk as large as the world", text(func(q request) string {
			return q.header("Transfer-Encoding: chunked\r\n") + "fffffffffffffff\r\n" + strings.Repeat(" ", 2*small)
		}), tooLarge, "500 more than", "bodyBytes", true},
		{"a chunk of no number", text(func(q request) string { return q.header("Transfer-Encoding: chunked\r\n") + "xyz\r\n" + q.body }), "400 Bad Request", "500 invalid", "", false},
		{"a length as large as the world", framed(func(q request) string { return "Content-Length: 9000000000000000000\r\n" }), tooLarge, "500 more than", "bodyBytes", false},
		{"a length beyond numbers", framed(func(q request) string { return "Content-Length: 99999999999999999999\r\n" }), "400 Bad Request", "400 Bad Request", "", false},
		{"a length below zero", framed(func(q request) string { return "Content-Length: -1\r\n" }), "400 Bad Request", "400 Bad Request", "", false},
		{"two lengths", framed(func(q request) string { return fmt.Sprintf("Content-Length: %d\r\nContent-Length: 1\r\n", len(q.body)) }), "400 Bad Request", "400 Bad Request", "", false},
		{"a length that is too long", text(func(q request) string { // the client closes its side: the rest will never come
			return q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body)-10)) + q.body[:len(q.body)-10]
		}), "!200", "", "", true},
		{"a coding of transfer that nobody knows", framed(func(q request) string { return "Transfer-Encoding: klingon\r\n" }), "501 Unsupported transfer encoding", "501", "", false},
		{"a field of a megabyte", framed(func(q request) string {
			return "X-A: " + strings.Repeat("x", 1<<20) + "\r\nContent-Length: " + fmt.Sprint(len(q.body)) + "\r\n"
		}),
			"431 Request Header Fields Too Large", "431", "", false},
		{"a hundred thousand fields", framed(func(q request) string {
			return strings.Repeat("X-A: x\r\n", 100_000) + "Content-Length: " + fmt.Sprint(len(q.body)) + "\r\n"
		}), "431 Request Header Fields Too Large", "431", "", false},
		{"a target of a megabyte", text(func(q request) string {
			return strings.Replace(q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body))), " HTTP/1.1", "?"+strings.Repeat("x", 1<<20)+" HTTP/1.1", 1) + q.body
		}), "431 Request Header Fields Too Large", "431", "", false},
		{"NUL in a field", framed(func(q request) string { return "X-A: \x00\r\nContent-Length: " + fmt.Sprint(len(q.body)) + "\r\n" }), "400 Bad Request", "400", "", false},
		{"a field without a name", framed(func(q request) string { return ": x\r\nContent-Length: " + fmt.Sprint(len(q.body)) + "\r\n" }), "400 Bad Request", "400", "", false},
		{"a method that nobody knows", text(func(q request) string {
			return strings.Replace(q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body))), "POST", "BREW", 1) + q.body
		}), "405 Method Not Allowed", "405", "", false},
		{"a method in lower case", text(func(q request) string {
			return strings.Replace(q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body))), "POST", "post", 1) + q.body
		}), "405 Method Not Allowed", "405", "", false},
		{"another protocol", text(func(q request) string {
			return "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("\x00", 512) + "\r\n\r\n"
		}), "400 Bad Request", "400", "", false},
		{"HTTP/2 without a word", text(func(q request) string { return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" }), "404 Not Found", "404", "", false},
	} {
		for _, system := range world.Names() {
			t.Run(tt.name+"/"+system, func(t *testing.T) {
				q, want := b.doors[system], tt.want
				if system == "salesforce" && tt.salesforce != "" {
					want = tt.salesforce
				}
				b.unharmed(t, func() {
					var answer string
					count := b.refusedBy(t, system, tt.limit)
					var sent bytes.Buffer // not counted below
					tt.send(q, &sent)
					spent := cost(func() { answer = b.send(t, tt.hangsUp, func(w io.Writer) { w.Write(sent.Bytes()) }) })
					status, rest, _ := strings.Cut(want, " ")
					if refused := strings.HasPrefix(status, "!"); refused == strings.HasPrefix(answer, "HTTP/1.1 "+strings.TrimPrefix(status, "!")) || !strings.Contains(answer, rest) {
						t.Errorf("no %q in\n%.1000s", want, answer)
					}
					if strings.Contains(answer, b.over[system]) {
						t.Errorf("it was obeyed:\n%s", answer)
					}
					if most := uint64(2 << 20); spent > most {
						t.Errorf("%d bytes were allocated", spent)
					}
					if tt.limit != "" && b.refusedBy(t, system, tt.limit) == count {
						t.Errorf("the metrics do not tell that %s has bitten", tt.limit)
					}
				})
			})
		}
	}
	b.survived(t)
}

// TestSlowClients: who is slow to send has the time that the limits give, and is told so where there is a request.
func TestSlowClients(t *testing.T) {
	b := besiege(t, func(l *world.Limits) {
		l.HeadTime, l.RequestTime = 250*time.Millisecond, 250*time.Millisecond // which a busy machine has to give those who are not slow
	})
	for _, tt := range []struct {
		name string
		sent func(q request) string
		want string
	}{
		{"nothing", func(request) string { return "" }, ""},
		{"half a head", func(q request) string { return q.header("")[:20] }, ""},
		{"a head, and no body", func(q request) string { return q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body))) }, "408 Request Timeout"},
		{"half a body", func(q request) string {
			return q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body))) + q.body[:len(q.body)/2]
		}, "408 Request Timeout"},
		{"half of its chunks", func(q request) string { return q.header("Transfer-Encoding: chunked\r\n") + "5\r\n<?xml\r\n" }, "408 Request Timeout"},
		{"half of what is packed", func(q request) string {
			return q.header("Content-Encoding: gzip\r\nContent-Length: 1000\r\n") + packed(q.body)[:50]
		}, "408 Request Timeout"},
	} {
		b.unharmed(t, func() {
			t.Run(tt.name, func(t *testing.T) { // at once, since each waits for its time to be up
				for _, system := range world.Names() {
					t.Run(system, func(t *testing.T) {
						t.Parallel()
						b.isSlow(t, system, tt.sent(b.doors[system]), tt.want)
					})
				}
			})
		})
	}
	b.survived(t)
}

// isSlow sends what a client sends before it says nothing more, and wants the answer that it gets when the server has enough.
func (b *besieged) isSlow(t *testing.T, system, sent, want string) {
	t.Helper()
	count := b.refusedBy(t, system, "requestTime")
	answer := b.send(t, false, func(w io.Writer) { io.WriteString(w, sent) })
	switch {
	case want == "" && answer != "" && !strings.HasPrefix(answer, "HTTP/1.1 400"):
		t.Errorf("it was answered:\n%s", answer)
	case system == "salesforce" && want != "" && strings.Contains(answer, "did not come in time"): // a fault
	case want != "" && !strings.HasPrefix(answer, "HTTP/1.1 "+want):
		t.Errorf("no %q in\n%s", want, answer)
	}
	if want != "" && b.refusedBy(t, system, "requestTime") == count {
		t.Error("the metrics do not tell that requestTime has bitten")
	}
}

// TestPipelining: requests that are sent without waiting for answers are answered one after the other, in their order.
func TestPipelining(t *testing.T) {
	b := besiege(t, nil)
	const n = 50
	answer := b.send(t, false, func(w io.Writer) {
		for i := range n {
			q := mftRequest("admin", "", "", "validateSession", mftID(fmt.Sprint("nobody's ", i)))
			q.path = fmt.Sprintf("/nothing-%d", i)
			if i%2 == 0 {
				q = futuramaRequest("SessionKeepAlive", fmt.Sprintf("<SessionID>pipe-%d-</SessionID>", i))
			}
			head := q.header(fmt.Sprintf("Content-Length: %d\r\n", len(q.body)))
			if i < n-1 {
				head = strings.Replace(head, "Connection: close\r\n", "", 1)
			}
			io.WriteString(w, head+q.body)
		}
	})
	if got := strings.Count(answer, "HTTP/1.1 "); got != n {
		t.Errorf("%d of %d were answered", got, n)
	}
	at := 0
	for i := 0; i < n; i += 2 {
		next := strings.Index(answer, fmt.Sprintf("pipe-%d-", i))
		if next < at {
			t.Fatalf("answer %d is out of order, or is none:\n%s", i, answer)
		}
		at = next
	}
	b.survived(t)
}

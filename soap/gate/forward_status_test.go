package gate_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// A far side that only announces an answer is one that failed: nobody waits for it beyond the time it has.
func TestForwardStatusThatAnnounces(t *testing.T) {
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	taken := func(answer func(out *bufio.ReadWriter)) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			c, out, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			answer(out)
		}
	}
	for _, status := range []int{100, 101, 102, 103, 104, 150, 199} {
		head := fmt.Sprintf("HTTP/1.1 %d Odd\r\n\r\n", status)
		tell := func(out *bufio.ReadWriter) error {
			out.WriteString(head)
			return out.Flush()
		}
		for name, answer := range map[string]func(out *bufio.ReadWriter){
			"and closes": func(out *bufio.ReadWriter) { _ = tell(out) },
			"and stays silent": func(out *bufio.ReadWriter) {
				_ = tell(out)
				<-over
			},
			"again and again": func(out *bufio.ReadWriter) {
				for tell(out) == nil {
				}
			},
		} {
			t.Run(fmt.Sprint(status, " ", name), func(t *testing.T) {
				f := newFar(t, taken(answer))
				srv := soaptest.Start(t, soaptest.Salesforce("forward.url = "+f.URL, "forward.timeout.answer = 50ms"))
				if got, body := send(t, srv.URL, login(t, srv, "salesforce SOAP")); got != 500 || !strings.Contains(body, "UNKNOWN_EXCEPTION") {
					t.Errorf("%d %s", got, body)
				}
			})
		}
	}
}

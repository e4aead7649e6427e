package quick_test

import (
	"fmt"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
)

// BenchmarkPlain is a handler that does next to nothing, and beside it the same one behind net/http's server.
func BenchmarkPlain(b *testing.B) {
	body := fmt.Sprintf("%400s", "")
	request := fmt.Appendf(nil, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	next := func(int, []byte) []byte { return request }
	ours, std := loopback.ServeQuick(b, loopback.Bare(400)), loopback.Serve(b, loopback.Bare(400))
	for _, callers := range []int{1, 32, 256} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			loopback.Compare(b, ours.Clients(b, callers, next), loopback.Other{Name: "net/http", Run: std.Clients(b, callers, next).Run})
		})
	}
}

package soap

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// wantsGzip says whether a client takes gzip. What it says of gzip itself goes before what it says of "*".
func wantsGzip(h http.Header) bool {
	wants := false
	for _, line := range h["Accept-Encoding"] {
		for part := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(part, ";")
			switch name = strings.TrimSpace(name); {
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				return weight(params) > 0
			case name == "*":
				wants = weight(params) > 0
			}
		}
	}
	return wants
}

// weight reads the q of an encoding, which is 1 when there is none that can be read.
func weight(params string) float64 {
	key, value, _ := strings.Cut(params, "=")
	if !strings.EqualFold(strings.TrimSpace(key), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 1
	}
	return q
}

var gzips = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compress packs a body with an empty gzip header: PHP's SoapClient skips exactly ten bytes of it.
func compress(body []byte) []byte {
	var b bytes.Buffer
	z := gzips.Get().(*gzip.Writer)
	z.Reset(&b)
	z.Write(body) // into memory, which cannot fail
	z.Close()
	z.Reset(io.Discard) // the pool keeps the writer, not what it wrote
	gzips.Put(z)
	return b.Bytes()
}

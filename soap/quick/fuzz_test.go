package quick

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"testing"
)

// seeds are what a fuzzer may make something of: requests that are plain, nearly plain, and the tricks by which one server
// takes for a body what another takes for a request.
var seeds = []string{
	post("/tell", "", "<a/>") + "\r\n" + post("/tell?x=y", "Connection: keep-alive\r\nX:\r\n", ""),
	get("/tell", "Accept: */*\r\n") + post("/close", "", "x"),
	post("/tell", "Expect: 100-continue\r\n", "x") + post("/tell", "", "y"),
	"POST /tell HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
	post("/tell", "Content-Length: 1\r\nTrailer: x\r\nUpgrade: y\r\n", "x"),
	"POST /tell HTTP/1.1\nHost: [::1]:80\nContent-Length: 1\n\nx",
	"HEAD /tell HTTP/1.0\r\n\r\n",
	"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/tell", ""),
	"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\nx" + get("/tell", ""),
	"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx" + get("/tell", ""),
	"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length:\x0b1\r\nContent_Length: 3\r\n\r\nx" + get("/tell", ""),
	"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\nx" + get("/tell", ""),
	"POST /tell HTTP/1.1\r\nHost: a\r\nX: y\r\n\tContent-Length: 9\r\nContent-Length: 1\r\n\r\nx" + get("/tell", ""),
	"POST /tell HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\nTransfer-encoding: identity\r\nContent-Length: 1\r\n\r\nx",
	"POST /tell HTTP/1.1\r\nHost: a\r\nTe: trailers\r\nConnection: keep-alive, close\r\nContent-Length: 1\r\n\r\nx",
	"POST /tell HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx" + get("/tell", ""),
	"POST /tell HTTP/1.1\r\nHost: a\r\nPragma: no-cache\r\nContent-Length: 000001\r\n\r\nx" + get("/tell", ""),
	"GET //other/tell HTTP/1.1\r\nHost: a\r\n\r\nGET /tell#x HTTP/1.1\r\nHost: -\r\n\r\nGET /* HTTP/1.1\r\nHost: :\r\n\r\n",
	"GET /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n\r\n\r\n" + get("/tell", ""),
	"GET /tell HTTP/1.1\r\nHost: a\r\nX: a\r\r\n\r\nGET /tell HTTP/1.1\r\nHost: a\r\n\n\r\n",
}

// FuzzSame has net/http's server and ours answer the same bytes.
func FuzzSame(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	b := startBoth(f)
	f.Fuzz(func(t *testing.T, sent []byte) { b.same(t, string(sent)) })
}

// FuzzSameInPieces has the bytes come in two pieces.
func FuzzSameInPieces(f *testing.F) {
	for i, seed := range seeds {
		f.Add([]byte(seed), uint(7*i))
	}
	b := startBoth(f)
	f.Fuzz(func(t *testing.T, sent []byte, at uint) {
		at %= uint(len(sent)) + 1
		b.same(t, string(sent[:at]), string(sent[at:]))
	})
}

// FuzzLook has what is taken for a plain request be one to net/http, of the same length, and in pieces as well.
func FuzzLook(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		v, size := look(sent)
		if v != plain {
			return
		}
		for n := range size {
			if v, announced := look(sent[:n]); v == plain || v == other || v == coming && announced != size {
				t.Errorf("of %.300q the first %d are taken for %d with %d bytes", sent, n, v, announced)
			}
		}
		all := bytes.NewReader(sent)
		in := bufio.NewReader(all)
		r, err := http.ReadRequest(in)
		if err != nil {
			return // which net/http's server shall say
		}
		body, err := io.ReadAll(r.Body)
		if read := len(sent) - all.Len() - in.Buffered(); err != nil || read != size {
			t.Errorf("%.300q is taken for %d bytes, net/http reads %d, %v", sent, size, read, err)
		}
		if r.ContentLength != int64(len(body)) || r.TransferEncoding != nil || r.Trailer != nil || r.Close || r.Proto != "HTTP/1.1" || r.Host == "" || r.Header["Expect"] != nil {
			t.Errorf("%.300q is taken for plain, net/http reads %+v", sent, r)
		}
	})
}

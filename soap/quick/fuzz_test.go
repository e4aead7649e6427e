package quick

import "testing"

// FuzzSame has net/http's server and ours answer the same bytes.
func FuzzSame(f *testing.F) {
	for _, seed := range []string{
		post("/tell", "", "<a/>") + "\r\n" + post("/tell?x=y", "Connection: keep-alive\r\nX:\r\n", ""),
		get("/tell", "Accept: */*\r\n") + post("/close", "", "x"),
		post("/tell", "Expect: 100-continue\r\n", "x") + post("/tell", "", "y"),
		"POST /tell HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
		post("/tell", "Content-Length: 1\r\nTrailer: x\r\nUpgrade: y\r\n", "x"),
		"POST /tell HTTP/1.1\nHost: [::1]:80\nContent-Length: 1\n\nx",
		"HEAD /tell HTTP/1.0\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	b := startBoth(f)
	f.Fuzz(func(t *testing.T, sent []byte) { b.same(t, string(sent)) })
}

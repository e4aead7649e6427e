package record_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// line is a client's one connection. net/http gives a connection up, and begins another beside it, when it takes 50 ms until
// it knows that a request was written. On a busy machine that ends a login by NTLM, and makes two clients of one.
type line struct {
	host string
	conn net.Conn
	in   *bufio.Reader
}

// RoundTrip sends a request and reads the whole answer.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.conn == nil || l.host != r.URL.Host {
		l.CloseIdleConnections()
		conn, err := net.Dial("tcp", r.URL.Host)
		if err != nil {
			return nil, err
		}
		l.host, l.conn, l.in = r.URL.Host, conn, bufio.NewReader(conn)
	}
	if err := r.Write(l.conn); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(l.in, r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	if answer.Close {
		l.CloseIdleConnections()
	}
	return answer, nil
}

// CloseIdleConnections hangs up.
func (l *line) CloseIdleConnections() {
	if l.conn != nil {
		l.conn.Close()
		l.conn = nil
	}
}

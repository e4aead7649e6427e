package loopback

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// Line is a client's one connection, at a time to one host. net/http gives a connection up, and begins another beside it, when it
// takes 50 ms until it knows that a request was written. On a busy machine that ends a login by NTLM, and makes two clients of one.
type Line struct {
	Fresh bool // whether the last request came on a new connection

	host string
	conn net.Conn
	in   *bufio.Reader
}

// RoundTrip sends a request and reads the whole answer. With Expect, the body follows when the server asks for it.
func (l *Line) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.Fresh = l.conn == nil || l.host != r.URL.Host; l.Fresh {
		l.CloseIdleConnections()
		conn, err := net.Dial("tcp", r.URL.Host)
		if err != nil {
			return nil, err
		}
		l.host, l.conn, l.in = r.URL.Host, conn, bufio.NewReader(conn)
	}
	var text bytes.Buffer
	if err := r.Write(&text); err != nil {
		return nil, err
	}
	now := text.Len()
	if r.Header.Get("Expect") != "" {
		now = bytes.Index(text.Bytes(), []byte("\r\n\r\n")) + len("\r\n\r\n")
	}
	answer, err := l.turn(r, text.Next(now))
	if err == nil && answer.StatusCode == http.StatusContinue {
		answer, err = l.turn(r, text.Bytes())
	}
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

// turn sends what there is to send, and reads the head of the answer.
func (l *Line) turn(r *http.Request, text []byte) (*http.Response, error) {
	if _, err := l.conn.Write(text); err != nil {
		return nil, err
	}
	return http.ReadResponse(l.in, r)
}

// CloseIdleConnections hangs up.
func (l *Line) CloseIdleConnections() {
	if l.conn != nil {
		l.conn.Close()
		l.conn = nil
	}
}

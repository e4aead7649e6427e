// Package loopback is what tests and benchmarks talk to servers with. It measures handlers over keep-alive connections on
// loopback, with a client that costs next to nothing, so that what is measured is the server.
package loopback

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/quick"
)

// Bare is the handler that others are compared with: it reads the body and answers as many bytes.
func Bare(bytes int) http.Handler {
	body := make([]byte, bytes)
	for i := range body {
		body[i] = ' '
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body)
	})
}

// Server is a handler on loopback.
type Server struct{ address string }

// Serve puts a handler on loopback until the benchmark ends, behind net/http's server.
func Serve(tb testing.TB, h http.Handler) *Server {
	tb.Helper()
	s := httptest.NewServer(h)
	tb.Cleanup(s.Close)
	return &Server{s.Listener.Addr().String()}
}

// ServeQuick puts a handler on loopback as the program does.
func ServeQuick(tb testing.TB, h http.Handler) *Server {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s, served := quick.New(&http.Server{Handler: h}), make(chan struct{})
	go func() {
		defer close(served)
		s.Serve(l) // it ends with Close, and says no more than that
	}()
	tb.Cleanup(func() {
		s.Close()
		<-served
	})
	return &Server{l.Addr().String()}
}

// Address is where the server listens.
func (s *Server) Address() string { return s.address }

// Do sends one request and returns status and body of the answer.
func (s *Server) Do(tb testing.TB, request []byte) (status int, body []byte) {
	tb.Helper()
	c, err := dial(s.Address())
	if err != nil {
		tb.Fatal(err)
	}
	defer c.conn.Close()
	status, body, err = c.do(request)
	if err != nil {
		tb.Fatal(err)
	}
	return status, bytes.Clone(body)
}

type client struct {
	conn net.Conn
	r    *bufio.Reader
	body []byte
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, r: bufio.NewReaderSize(conn, 16<<10)}, nil
}

// do sends a request and reads its answer, which is valid until the next one.
func (c *client) do(request []byte) (status int, body []byte, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, nil, err
	}
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, fmt.Errorf("loopback: status line %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length, chunked := 0, false
	for {
		if line, err = c.r.ReadSlice('\n'); err != nil {
			return 0, nil, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(v)); err != nil {
				return 0, nil, err
			}
		}
		chunked = chunked || bytes.Equal(line, []byte("Transfer-Encoding: chunked"))
	}
	c.body = c.body[:0]
	for {
		if chunked {
			if length, err = c.chunk(); err != nil {
				return 0, nil, err
			}
		}
		if err := c.take(length); err != nil {
			return 0, nil, err
		}
		if !chunked {
			return status, c.body, nil
		}
		if _, err := c.r.Discard(2); err != nil {
			return 0, nil, err
		}
		if length == 0 {
			return status, c.body, nil
		}
	}
}

func (c *client) chunk() (int, error) {
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(string(bytes.TrimRight(line, "\r\n")), 16, 31)
	return int(n), err
}

func (c *client) take(n int) error {
	at := len(c.body)
	c.body = append(c.body, make([]byte, n)...)
	_, err := io.ReadFull(c.r, c.body[at:])
	return err
}

package transcript

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
)

// wireForm is a request as its head says: chunked, compressed, or with a Content-Length.
func wireForm(m *Message) ([]byte, error) {
	body, err := pack(m)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(m.Start + "\r\n")
	for _, f := range m.Fields {
		b.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	chunked := strings.EqualFold(m.Value("Transfer-Encoding"), "chunked")
	if !chunked && m.Value("Content-Length") == "" && (len(body) > 0 || strings.HasPrefix(m.Start, "POST ")) {
		b.WriteString("Content-Length: " + strconv.Itoa(len(body)) + "\r\n")
	}
	b.WriteString("\r\n")
	if chunked {
		c := httputil.NewChunkedWriter(&b)
		c.Write(body)
		c.Close()
		b.WriteString("\r\n")
	} else {
		b.Write(body)
	}
	return b.Bytes(), nil
}

// RoundTrip sends a request over a connection, reads its answer, and leaves the connection open. It is for what has to come
// before a request of a story on its connection, such as a handshake.
func RoundTrip(conn net.Conn, request *Message) (*Message, error) {
	wire, err := wireForm(request)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write(wire); err != nil {
		return nil, err
	}
	return readResponse(bufio.NewReader(conn), request)
}

func pack(m *Message) ([]byte, error) {
	switch encoding := m.Value("Content-Encoding"); strings.ToLower(encoding) {
	case "", "identity":
		return m.Body, nil
	case "gzip":
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(m.Body)
		err := z.Close()
		return b.Bytes(), err
	default:
		return nil, fmt.Errorf("the content encoding %q cannot be written: use gzip", encoding)
	}
}

// mostAnswer is the most bytes of an answer that are read.
const mostAnswer = 64 << 20

// readResponse reads the answer to a request and undoes what its head names.
func readResponse(r *bufio.Reader, request *Message) (*Message, error) {
	method, _, _ := strings.Cut(request.Start, " ")
	for {
		head, err := readHead(r)
		if err != nil {
			return nil, err
		}
		response, err := http.ReadResponse(bufio.NewReader(io.MultiReader(bytes.NewReader(head), r)), &http.Request{Method: method})
		if err != nil {
			return nil, err
		}
		if response.StatusCode < 200 { // 100 Continue
			continue
		}
		m := &Message{}
		m.Start, m.Fields = parseHead(head)
		body, err := readAtMost(response.Body, mostAnswer)
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(response.Header.Get("Content-Encoding"), "gzip") {
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				return nil, err
			}
			if body, err = readAtMost(z, mostAnswer); err != nil {
				return nil, err
			}
		}
		m.Body = body
		return m, nil
	}
}

// readAtMost reads to the end, which must not be too far: a part of an answer could be taken for the whole.
func readAtMost(r io.Reader, most int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(body)) > most {
		return nil, fmt.Errorf("the answer is longer than %d bytes, which is the most that is read", most)
	}
	return body, err
}

// readHead reads a head as it came, with the empty line at its end.
func readHead(r *bufio.Reader) ([]byte, error) {
	var head []byte
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("the connection ended without an answer: %w", err)
		}
		head = append(head, line...)
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return head, nil
		}
	}
}

// parseHead keeps what a transcript keeps: not the date and the length.
func parseHead(head []byte) (start string, fields []Field) {
	for i, line := range strings.Split(strings.TrimRight(string(head), "\r\n"), "\n") {
		line = strings.TrimRight(line, "\r")
		if i == 0 {
			start = line
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Date") || strings.EqualFold(name, "Content-Length") {
			continue
		}
		fields = append(fields, Field{name, strings.TrimSpace(value)})
	}
	return start, fields
}

package capture

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http/httputil"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// unpack undoes what a head names, which the tool that saved it may have undone already. What says why it cannot be.
func (i *importer) unpack(m *transcript.Message) (what string) {
	if int64(len(m.Body)) > i.o.MaxBody {
		return tooLong(i.o.MaxBody)
	}
	encoding := strings.ToLower(strings.TrimSpace(m.Value("Content-Encoding")))
	packed := bytes.HasPrefix(m.Body, []byte("\x1f\x8b"))
	switch {
	case encoding == "" && !packed, len(m.Body) == 0:
		return ""
	case encoding == "", encoding == "identity":
		if !textual(m.Value("Content-Type")) {
			return "" // a file that is an archive
		}
	case packed || encoding == "gzip" || encoding == "x-gzip":
		set(m, "Content-Encoding", "gzip")
	case encoding == "deflate":
		drop(m, "Content-Encoding") // a story cannot name it
		if readable(m.Body) {
			return ""
		}
		return i.replace(m, record.Undeflated(m.Body), "deflate")
	default:
		drop(m, "Content-Encoding")
		if readable(m.Body) {
			return ""
		}
		return fmt.Sprintf("its body is packed by %q, which cannot be undone here: save it with bodies decoded", encoding)
	}
	if !packed {
		return ""
	}
	z, err := gzip.NewReader(bytes.NewReader(m.Body))
	if err != nil {
		return fmt.Sprintf("its body is broken gzip: %v", err)
	}
	return i.replace(m, z, "gzip")
}

// replace unpacks a body, as long as all of them together are within the limit: each may be a thousand times as large as in its
// file, and all are written.
func (i *importer) replace(m *transcript.Message, r io.Reader, encoding string) (what string) {
	body, err := io.ReadAll(io.LimitReader(r, min(i.o.MaxBody, i.left)+1))
	switch {
	case int64(len(body)) > i.left:
		i.left = 0
		return fmt.Sprintf("all packed bodies together unpack to more than %d bytes", i.o.MaxTotal)
	case int64(len(body)) > i.o.MaxBody:
		return tooLong(i.o.MaxBody)
	case err != nil:
		return fmt.Sprintf("its body is broken %s: %v", encoding, err)
	}
	i.left -= int64(len(body))
	m.Body = body
	return ""
}

func tooLong(limit int64) string {
	return "its body has more than " + count(limit, "byte")
}

// unchunk undoes chunks, if the body still has them.
func unchunk(body []byte) ([]byte, error) {
	line, _, found := bytes.Cut(body, []byte("\n"))
	size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
	if !found || size == "" || strings.Trim(size, "0123456789abcdefABCDEF") != "" {
		return body, nil // the tool has undone them
	}
	plain, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
	if err != nil {
		return nil, fmt.Errorf("its chunks break off after %s", count(len(plain), "byte"))
	}
	return plain, nil
}

// readable says whether a body is text and not packed.
func readable(b []byte) bool {
	if _, ok := wide.Order(b); ok {
		return true
	}
	b = b[:min(len(b), 4096)]
	for len(b) > 0 && !utf8.Valid(b) && !utf8.RuneStart(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	if len(b) > 0 && b[len(b)-1] >= 0x80 {
		b = b[:len(b)-1]
	}
	return utf8.Valid(b) && bytes.IndexFunc(b, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }) < 0 || looksLikeDocument(b)
}

// textual says whether a content type is that of text.
func textual(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	media = strings.TrimSpace(media)
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "xml") || strings.HasSuffix(media, "json") || media == "application/x-www-form-urlencoded"
}

// looksLikeDocument says whether a body begins as XML or JSON does, in whatever charset.
func looksLikeDocument(b []byte) bool {
	return looksLikeXML(b) || looksLikeJSON(b)
}

func looksLikeXML(b []byte) bool {
	if _, ok := wide.Order(b); ok {
		return true
	}
	b = trimStart(b)
	return len(b) > 1 && b[0] == '<' && (b[1] == '?' || b[1] == '!' || b[1] == '_' || b[1] >= 'A' && b[1] <= 'Z' || b[1] >= 'a' && b[1] <= 'z' || b[1] >= 0x80) && !looksLikeHTML(b)
}

func looksLikeHTML(b []byte) bool {
	b = trimStart(b)
	start := strings.ToLower(string(b[:min(len(b), 15)]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

func looksLikeJSON(b []byte) bool {
	b = trimStart(b)
	if len(b) < 2 || b[0] != '{' && b[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(b[1:], " \t\r\n")
	return len(rest) > 0 && strings.IndexByte(`"{}[]0123456789-tfn'`, rest[0]) >= 0 || len(rest) > 0 && b[0] == '{' && rest[0] >= 'A'
}

func trimStart(b []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
}

// count is a number of things.
func count[N int | int64](n N, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// cutOffAfter says how much is there of a body that is not whole.
func cutOffAfter(have, length int64) string {
	return fmt.Sprintf("is cut off after %d of %s", have, count(length, "byte"))
}

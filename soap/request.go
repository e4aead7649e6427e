package soap

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// BodyError is a body that could not be had: too large, or not what its Content-Encoding says.
type BodyError struct {
	Status int // the HTTP status that says so
	Reason string
}

// Error words it for a log.
func (e *BodyError) Error() string { return "soap: request body: " + e.Reason }

// readBody reads a request's body into buf and undoes its content encoding. WSC, Beatbox and PHP
// compress requests without being asked to.
func readBody(r *http.Request, buf *bytes.Buffer, limit int64) error {
	if r.ContentLength > limit {
		return tooLarge(limit)
	}
	var src io.Reader = r.Body
	encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding")))
	switch encoding {
	case "", "identity":
		if r.ContentLength > 0 {
			buf.Grow(int(r.ContentLength) + bytes.MinRead)
		}
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			return badEncoding(encoding, err)
		}
		src = z
	case "deflate":
		z, err := zlib.NewReader(r.Body)
		if err != nil {
			return badEncoding(encoding, err)
		}
		src = z
	default:
		return &BodyError{Status: http.StatusUnsupportedMediaType, Reason: fmt.Sprintf("unknown content encoding %q: send gzip, deflate or none", encoding)}
	}
	n, err := buf.ReadFrom(io.LimitReader(src, limit+1))
	switch {
	case n > limit:
		return tooLarge(limit)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, zlib.ErrChecksum), errors.Is(err, io.ErrUnexpectedEOF):
		return badEncoding(encoding, err)
	case err != nil:
		return &BodyError{Status: http.StatusBadRequest, Reason: err.Error()}
	}
	return nil
}

func tooLarge(limit int64) error {
	return &BodyError{Status: http.StatusRequestEntityTooLarge, Reason: fmt.Sprintf("more than %d bytes", limit)}
}

func badEncoding(encoding string, err error) error {
	return &BodyError{Status: http.StatusBadRequest, Reason: fmt.Sprintf("content encoding %q: %v", encoding, err)}
}

// Text11 and Text12 are the media types of the two versions of SOAP.
const (
	mediaType11 = "text/xml"
	mediaType12 = "application/soap+xml"
)

// contentType reads the request's content type as far as it can be understood; clients write sloppy ones.
func contentType(header string) (media string, params map[string]string) {
	if header == "text/xml; charset=utf-8" { // what most clients send; the rest is worth parsing
		return mediaType11, utf8Params
	}
	media, params, err := mime.ParseMediaType(header)
	if err != nil && media == "" {
		media, _, _ = strings.Cut(header, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	return media, params
}

var utf8Params = map[string]string{"charset": "utf-8"}

// action reads the SOAPAction in every spelling that clients use: quoted, in single quotes, bare, empty, and
// the action parameter of SOAP 1.2.
func action(h http.Header, params map[string]string) (value string, ok bool) {
	if v, found := h["Soapaction"]; found && len(v) > 0 {
		return unquote(v[0]), true
	}
	if v, found := params["action"]; found {
		return unquote(v), true
	}
	return "", false
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

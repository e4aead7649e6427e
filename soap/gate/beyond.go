package gate

import (
	"bytes"
	"errors"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// beyondLimits says how a body goes beyond the limits of the endpoint, nil where it does not. A call of REST comes to the gate
// before anybody has read its body, and package diff has limits of its own: they are for what an operator has chosen, and let
// a client take ten times the memory.
func beyondLimits(call *soap.Call) *soap.ReadError {
	if call.Envelope != nil {
		return nil // it was read
	}
	var err error
	contentType := strings.ToLower(call.HTTP.Header.Get("Content-Type"))
	body := bytes.TrimPrefix(call.Body, []byte("\ufeff"))
	switch {
	case looksLikeXML(body), isUTF16(body), strings.Contains(contentType, "utf-16"):
		_, err = call.XML()
	case looksLikeJSON(body), strings.Contains(contentType, "json"):
		err = call.CheckJSON(body)
	}
	if read, ok := errors.AsType[*soap.ReadError](err); ok {
		switch read.Kind {
		case soap.TooLarge, soap.TooDeep, soap.TooMany, soap.NameTooLong:
			return read
		}
	}
	return nil
}

// isUTF16 says whether a body is in UTF-16. Neither XML nor JSON in UTF-8 begins with a zero among its first bytes; that in
// UTF-16 does, mark or not.
func isUTF16(body []byte) bool {
	return bytes.HasPrefix(body, []byte{0xfe, 0xff}) || bytes.HasPrefix(body, []byte{0xff, 0xfe}) || bytes.IndexByte(body[:min(2, len(body))], 0) >= 0
}

package reader

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// EncodingRule says what counts where the byte order mark of a body, its charset and its declaration may not agree.
type EncodingRule int

const (
	// MarkFirst is RFC 7303, section 3: a mark goes over the charset, and that over the declaration.
	MarkFirst EncodingRule = iota
	// CharsetFirst has the charset go over everything, as the parser of Java does (Xerces): a mark that is none in it is text. Bytes
	// that are none in it become U+FFFD, but in UTF-8, which that parser reads itself.
	CharsetFirst
	// AllAgree refuses a body whose encoding is another than its charset or its declaration states, as the reader of .NET does
	// (XmlDictionaryReader). UTF-16 of either order, or of no charset, needs a declaration.
	AllAgree
)

// charsets are the names, in lower case, of the encodings that are read: the registered ones that clients
// send, and the spellings without hyphen that some of them prefer.
var charsets = map[string]string{
	"utf-8": "utf-8", "utf8": "utf-8",
	"us-ascii": "us-ascii", "ascii": "us-ascii", "ansi_x3.4-1968": "us-ascii",
	"utf-16": "utf-16", "utf16": "utf-16", "utf-16be": "utf-16be", "utf-16le": "utf-16le",
	"iso-8859-1": "iso-8859-1", "iso8859-1": "iso-8859-1", "iso8859_1": "iso-8859-1", "iso_8859-1": "iso-8859-1",
	"latin1": "iso-8859-1", "latin-1": "iso-8859-1", "l1": "iso-8859-1",
	"windows-1252": "windows-1252", "cp1252": "windows-1252", "cp-1252": "windows-1252",
}

// known returns the encoding that a charset names, "" for one that is not read.
func known(charset string) string {
	if strings.EqualFold(charset, "utf-8") {
		return "utf-8" // Nearly all of them, and ToLower would allocate.
	}
	return charsets[strings.ToLower(charset)]
}

// decode turns a body into UTF-8 without a byte order mark, and says what it was. A body that is UTF-8 is
// not copied, and not yet validated.
func decode(body []byte, charset string, rule EncodingRule) (buf []byte, encoding string, err error) {
	charset = strings.Trim(charset, ` "'`)
	lax := false
	if rule == CharsetFirst && charset != "" {
		buf, encoding, err = byCharset(body, charset)
		lax = !strings.EqualFold(charset, "utf-8")
	} else {
		if rule == CharsetFirst {
			body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")) // and a declaration counts
		}
		buf, encoding, err = detect(body, charset)
	}
	if err != nil {
		return nil, "", err
	}
	switch encoding {
	case "utf-8":
		if lax {
			buf = bytes.Map(func(r rune) rune { return r }, buf) // each byte that is none becomes U+FFFD
		}
	case "utf-16be":
		buf, err = decodeUTF16(buf, binary.BigEndian, lax)
	case "utf-16le":
		buf, err = decodeUTF16(buf, binary.LittleEndian, lax)
	case "us-ascii", "iso-8859-1", "windows-1252":
		buf, err = decodeBytes(buf, encoding, lax)
	}
	return buf, encoding, err
}

// UTF8 is a body as the UTF-8 that offsets count in; see Error.Offset.
func UTF8(body []byte, charset string, rule EncodingRule) []byte {
	if text, _, err := decode(body, charset, rule); err == nil {
		return text
	}
	return body
}

// cutMark takes the byte order mark from a body, and says what it marks; "" when there is none.
func cutMark(body []byte) (rest []byte, encoding string) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return body[3:], "utf-8"
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return body[2:], "utf-16be"
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return body[2:], "utf-16le"
	}
	return body, ""
}

// detect follows RFC 7303, section 3: mark, header, declaration, UTF-8. The declaration tells UTF-16 by its first bytes (XML 1.0,
// appendix F.1).
func detect(body []byte, charset string) (rest []byte, encoding string, err error) {
	if rest, encoding = cutMark(body); encoding != "" {
		return rest, encoding, nil
	}
	if charset != "" {
		return fromHeader(body, charset)
	}
	switch {
	case bytes.HasPrefix(body, []byte{0, '<', 0, '?'}):
		return body, "utf-16be", declaresUTF16(body)
	case bytes.HasPrefix(body, []byte{'<', 0, '?', 0}):
		return body, "utf-16le", declaresUTF16(body)
	case bytes.HasPrefix(body, []byte{0, '<'}), bytes.HasPrefix(body, []byte{'<', 0}):
		return nil, "", badEncoding(nil, 0, "", "UTF-16 without a byte order mark or an XML declaration")
	}
	// An error in the declaration is reported when the document is read.
	declared, _ := readDeclaration(text(body))
	if declared.encoding == "" {
		return body, "utf-8", nil
	}
	encoding = known(declared.encoding)
	switch {
	case encoding == "":
		return nil, "", badEncoding(nil, 0, declared.encoding, "the declared encoding %q is unknown", declared.encoding)
	case strings.HasPrefix(encoding, "utf-16"):
		return nil, "", badEncoding(nil, 0, declared.encoding, "declared as %q, which it is not", declared.encoding)
	}
	return body, encoding, nil
}

// declaresUTF16 looks for "utf-16" in the declaration of a body in UTF-16.
func declaresUTF16(body []byte) error {
	const longestDeclaration = 512
	head, _, _ := bytes.Cut(bytes.ReplaceAll(body[:min(len(body), 2*longestDeclaration)], []byte{0}, nil), []byte("?>"))
	declared, _ := readDeclaration(string(head) + "?>") // an error in it is reported when the document is read
	if strings.HasPrefix(known(declared.encoding), "utf-16") {
		return nil
	}
	return badEncoding(nil, 0, "", "UTF-16 without a byte order mark, declared as %q", declared.encoding)
}

// byCharset is what Java's parser makes of a body with a charset, which it asks Java for in capitals.
func byCharset(body []byte, charset string) (rest []byte, encoding string, err error) {
	rest, marked := cutMark(body)
	switch encoding = known(charset); {
	case encoding == "":
		return nil, "", badEncoding(nil, 0, strings.ToUpper(charset), "the charset %q is unknown", charset)
	case encoding == "utf-16" && strings.HasPrefix(marked, encoding):
		return rest, marked, nil
	case encoding == "utf-16" && bytes.HasPrefix(body, []byte{'<', 0, '?', 0}):
		return body, "utf-16le", nil
	case encoding == "utf-16":
		return body, "utf-16be", nil
	case strings.EqualFold(charset, "utf-8") && marked == encoding:
		return rest, encoding, nil
	case strings.EqualFold(charset, "utf-8") && marked != "":
		return nil, "", badEncoding(nil, 0, "", "the body is marked as %s, and not %q as its charset says", marked, charset)
	}
	return body, encoding, nil
}

// checkStated compares the encoding of a body with what is stated of it. The charset "utf-16" leaves the order of the bytes open, and
// so counts as none.
func checkStated(decoded []byte, encoding, charset string) error {
	charset = strings.Trim(charset, ` "'`)
	sure := charset != "" && known(charset) != "utf-16"
	declared, _ := readDeclaration(text(decoded))                                           // an error in it is reported when the document is read
	stated, is16, name := declared.encoding, strings.HasPrefix(encoding, "utf-16"), "utf-8" // what a declaration makes of UTF-8 is not asked
	if is16 {
		name = "utf-16"
	}
	switch {
	case sure && known(charset) != encoding:
		return badEncoding(nil, 0, charset, "the body is %s, and not %q as its charset says", encoding, charset)
	case stated == "" && is16 && !sure:
		return badEncoding(nil, 0, "", "the body is %s, which needs an XML declaration that says so", encoding)
	case stated == "", strings.EqualFold(stated, name), is16 && strings.EqualFold(stated, encoding):
		return nil
	}
	return badEncoding(nil, 0, stated, "the body is %s, and declared as %q", name, stated)
}

func fromHeader(body []byte, charset string) (rest []byte, encoding string, err error) {
	encoding = known(charset)
	switch encoding {
	case "":
		return nil, "", badEncoding(nil, 0, charset, "the charset %q is unknown", charset)
	case "utf-16":
		// Without a mark it is big-endian (RFC 2781, section 4.3), but a document begins with "<" or white
		// space, which tells the order that was really used.
		if len(body) > 1 && body[0] != 0 && body[1] == 0 {
			return body, "utf-16le", nil
		}
		return body, "utf-16be", nil
	}
	return body, encoding, nil
}

// decodeUTF16 decodes UTF-16. Lax, it has U+FFFD for what is none.
func decodeUTF16(body []byte, order binary.ByteOrder, lax bool) ([]byte, error) {
	out := make([]byte, 0, len(body)/2+len(body)/8)
	for i := 0; i < len(body); i += 2 {
		if i+1 == len(body) {
			if lax {
				return utf8.AppendRune(out, utf8.RuneError), nil
			}
			return nil, badEncoding(out, i, "", "half a character at the end of UTF-16")
		}
		r := rune(order.Uint16(body[i:]))
		if utf16.IsSurrogate(r) {
			var low rune
			if i+3 < len(body) {
				low = rune(order.Uint16(body[i+2:]))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				i += 2
			} else if !lax {
				return nil, badEncoding(out, i, "", "half a surrogate pair in UTF-16")
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

// decodeBytes decodes the encodings with one byte for each character. Lax, it has U+FFFD for bytes that are none.
func decodeBytes(body []byte, encoding string, lax bool) ([]byte, error) {
	high := bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf })
	if high < 0 {
		return body, nil
	}
	if encoding == "us-ascii" && !lax {
		return nil, badEncoding(body[:high], high, "", "the byte 0x%02X is not US-ASCII", body[high])
	}
	table := charmap.ISO8859_1
	if encoding == "windows-1252" {
		table = charmap.Windows1252
	}
	out := append(make([]byte, 0, len(body)+len(body)/8), body[:high]...)
	for i, b := range body[high:] {
		r := table.DecodeByte(b)
		if encoding == "us-ascii" && b >= utf8.RuneSelf {
			r = utf8.RuneError
		}
		if r == utf8.RuneError && !lax {
			return nil, badEncoding(out, high+i, "", "the byte 0x%02X is not %s", b, encoding)
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

// badEncoding makes an error at an offset of the body, after the part that could be decoded.
func badEncoding(decoded []byte, offset int, name, format string, args ...any) error {
	line, column := position(text(decoded), len(decoded))
	return &Error{
		Kind: Encoding, Line: line, Column: column, Offset: offset,
		Name: strings.Clone(name), Detail: fmt.Sprintf(format, args...),
	}
}

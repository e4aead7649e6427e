package sqlserver

import (
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
)

// newID draws the id of a session: sixteen bytes that are a random GUID (version 4) as Windows lays it out in
// memory, with its first three groups little-endian. That is what the id of [MS-SSNWS] 4.2.4 decodes to. It is
// drawn before a transaction, never in one.
func newID(chance io.Reader) (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(chance, b); err != nil {
		return "", err
	}
	b[7] = b[7]&0x0f | 0x40 // the version: the high half of the third group, whose bytes are swapped
	b[8] = b[8]&0x3f | 0x80 // the variant
	return string(b), nil
}

// newSPID draws the number that @@SPID has in a session. The first fifty are the server's own.
func newSPID(chance io.Reader) (int, error) {
	var b [8]byte
	_, err := io.ReadFull(chance, b[:])
	return firstSPID + int(binary.LittleEndian.Uint64(b[:])%30000), err
}

const firstSPID = 51

// encodeID writes an id as headers have it.
func encodeID(id string) string {
	var few [32]byte // for the sixteen bytes of most
	return string(base64.StdEncoding.AppendEncode(few[:0], []byte(id)))
}

// decodeBase64 reads an xs:base64Binary: white space does not count, nor do the spare bits of the last character.
func decodeBase64(s string) (string, bool) {
	if strings.ContainsAny(s, " \t") { // the decoder itself passes over line breaks
		s = strings.NewReplacer(" ", "", "\t", "").Replace(s)
	}
	var few [32]byte // for the sixteen bytes of most
	b, err := base64.StdEncoding.AppendDecode(few[:0], []byte(s))
	return string(b), err == nil
}

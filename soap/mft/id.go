package mft

import (
	"encoding/hex"
	"io"
)

// maxID is how long the id of a session may be ("DeleteSessionId", of the command line).
const maxID = 64

// newID draws the id of a session, before a transaction and never in one. The documentation's only sample is
// 583def%6abdeef%7b30: hexadecimal digits with percent signs between them, which catch a client that takes the id
// apart as a URL. Ours has 128 bits, and so 34 characters.
func newID(chance io.Reader) (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(chance, b); err != nil {
		return "", err
	}
	digits := hex.EncodeToString(b)
	return digits[:6] + "%" + digits[6:12] + "%" + digits[12:], nil
}

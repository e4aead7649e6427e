package model204

import (
	"encoding/hex"
	"io"
)

// newToken draws the token of a thread or of a ticket, before a transaction and never in one. Its form, 32
// hexadecimal digits, is a choice: a real thread is a connection, and needs no name.
func newToken(chance io.Reader) (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(chance, b); err != nil {
		return "", err
	}
	return hex.EncodeToString(b), nil
}

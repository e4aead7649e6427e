package futurama

import (
	"encoding/base32"
	"io"
)

// alphabet and idBytes give an id of 24 characters of a to z and 0 to 5, as ASP.NET's own session ids are. The form of
// Futurama's is written nowhere (choice); localPathSubstitutionUrl puts it into a query string as it is, so that it
// must be safe there.
const (
	alphabet = "abcdefghijklmnopqrstuvwxyz012345"
	idBytes  = 15
)

var idEncoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// newID draws the id of a session, before a transaction and never in one.
func newID(chance io.Reader) (string, error) {
	b := make([]byte, idBytes)
	if _, err := io.ReadFull(chance, b); err != nil {
		return "", err
	}
	return idEncoding.EncodeToString(b), nil
}

package mask

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

// ReadSecrets reads a file of secrets: lines of "NAME = VALUE". Empty lines and lines that begin with "#" are
// comments; UTF-16 is read as well. A value is everything behind "= ", blanks at its end as well. Errors begin with
// the file's name and the line, and say nothing of a value.
func ReadSecrets(name string, text []byte) (map[string]string, error) {
	if order, ok := utf16Order(text); ok { // as PowerShell writes what goes into a file
		text = []byte(wide.Decode(text, order))
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	secrets := map[string]string{}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, found := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		if !found || key == "" || strings.ContainsAny(key, blanks+"{}|") {
			return nil, fmt.Errorf("%s:%d: it is no line of the form \"NAME = VALUE\", such as \"alice.password = open sesame\"", name, number)
		}
		if _, twice := secrets[key]; twice {
			return nil, fmt.Errorf("%s:%d: the secret %s stands here for the second time", name, number, key)
		}
		secrets[key] = strings.TrimPrefix(value, " ")
	}
	return secrets, nil
}

// From looks secrets up in a map, such as ReadSecrets returns.
func From(secrets map[string]string) Lookup {
	return func(name string) (string, bool) {
		value, found := secrets[name]
		return value, found
	}
}

// Environment looks secrets up in variables: see [Variable]. The function is os.LookupEnv, or one of its kind.
func Environment(lookup func(variable string) (string, bool)) Lookup {
	return func(name string) (string, bool) { return lookup(Variable(name)) }
}

// VariablePrefix begins the variable of every secret.
const VariablePrefix = "SOAPSTONE_SECRET_"

// Variable is the environment variable of a secret: that of alice.password is SOAPSTONE_SECRET_ALICE_PASSWORD. Whatever
// is neither a letter nor a digit is an underscore.
func Variable(name string) string {
	return VariablePrefix + strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, name)
}

// First looks in one place after the other.
func First(places ...Lookup) Lookup {
	return func(name string) (string, bool) {
		for _, look := range places {
			if value, found := look(name); found {
				return value, true
			}
		}
		return "", false
	}
}

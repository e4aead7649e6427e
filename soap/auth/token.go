package auth

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// The namespaces of WS-Security 1.0 and of SQL Server's extension to it (Books Online, ms180919).
const (
	SecurityNamespace = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	UtilityNamespace  = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	SQLNamespace      = "http://schemas.microsoft.com/sqlserver/2004/SOAP"
)

const (
	profile      = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
	base64Binary = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
)

var (
	// ErrNoToken: the Security header holds no UsernameToken.
	ErrNoToken = errors.New("no UsernameToken")
	// ErrTwoTokens: it holds more than one.
	ErrTwoTokens = errors.New("more than one UsernameToken")
	// ErrNoUsername: a token without a Username, or with an empty one.
	ErrNoUsername = errors.New("no Username")
	// ErrTwice: a part of the token stands there more than once.
	ErrTwice = errors.New("more than once")
	// ErrPasswordType: a Password of a type that the profile does not know, or an OldPassword that is not
	// clear text.
	ErrPasswordType = errors.New("password type not supported")
	// ErrNonce: a Nonce that is not Base64.
	ErrNonce = errors.New("not a nonce in Base64")
	// ErrCreated: a Created that is not an instant.
	ErrCreated = errors.New("not an instant")
)

// PasswordType says what the password of a token is.
type PasswordType int

const (
	NoPassword     PasswordType = iota // the token has none
	PasswordText                       // the password itself; also when the token names no type
	PasswordDigest                     // the digest of nonce, creation and password
)

// A Token is a UsernameToken as it was written. When printed or logged it shows its name alone.
type Token struct {
	Username string
	Type     PasswordType
	Password string // the clear password, or the digest in Base64
	Nonce    []byte // decoded; nil when there is none
	Created  string // as written, because the digest is made of that; "" when there is none

	// OldPassword is SQL Server's extension: sent along by those who change an expired password, the
	// Password being the new one (Books Online, ms180919). It is nil when there is none.
	OldPassword *string
}

// String is the name in the token, for logs.
func (t Token) String() string { return fmt.Sprintf("UsernameToken of %q", t.Username) }

// LogValue keeps passwords out of structured logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// ReadToken reads the UsernameToken in a Security header (WSS UsernameToken Profile 1.0). Errors wrap
// one of the sentinels of this package and give line and column. The strings of the token may be
// kept after the call.
//
// Username and passwords are taken to the letter, white space included, as xsd:string wants. What else is in
// the header and in the token is not looked at.
func ReadToken(security *reader.Element) (Token, error) {
	var found *reader.Element
	for e := range security.Elements() {
		if e.Name != wsse("UsernameToken") {
			continue
		}
		if found != nil {
			return Token{}, problem(e, ErrTwoTokens)
		}
		found = e
	}
	if found == nil {
		return Token{}, problem(security, ErrNoToken)
	}
	return readToken(found)
}

func readToken(e *reader.Element) (Token, error) {
	var t Token
	seen := make(map[reader.Name]bool)
	for part := range e.Elements() {
		read := partReader(part.Name)
		if read == nil {
			continue
		}
		if seen[part.Name] {
			return Token{}, problem(part, ErrTwice)
		}
		seen[part.Name] = true
		if err := read(&t, part); err != nil {
			return Token{}, problem(part, err)
		}
	}
	if t.Username == "" {
		return Token{}, problem(e, ErrNoUsername)
	}
	return t, nil
}

// partReader returns what reads a part of the token, nil for what is not looked at.
func partReader(name reader.Name) func(*Token, *reader.Element) error {
	switch name {
	case wsse("Username"):
		return readUsername
	case wsse("Password"):
		return readPassword
	case wsse("Nonce"):
		return readNonce
	case reader.Name{Space: UtilityNamespace, Local: "Created"}:
		return readCreated
	case reader.Name{Space: SQLNamespace, Local: "OldPassword"}:
		return readOldPassword
	}
	return nil
}

func readUsername(t *Token, e *reader.Element) error {
	t.Username = strings.Clone(e.Text())
	return nil
}

func readPassword(t *Token, e *reader.Element) (err error) {
	t.Type, err = passwordType(e)
	t.Password = strings.Clone(e.Text())
	return err
}

func readOldPassword(t *Token, e *reader.Element) error {
	if kind, err := passwordType(e); err != nil || kind != PasswordText {
		return ErrPasswordType
	}
	t.OldPassword = new(strings.Clone(e.Text()))
	return nil
}

func readNonce(t *Token, e *reader.Element) error {
	if encoding, ok := e.Attr("", "EncodingType"); ok && encoding != base64Binary {
		return ErrNonce
	}
	nonce, err := decodeBase64(nil, e.Text())
	if err != nil || len(nonce) == 0 {
		return ErrNonce
	}
	t.Nonce = nonce
	return nil
}

func readCreated(t *Token, e *reader.Element) error {
	t.Created = strings.Clone(strings.Trim(e.Text(), " \t\r\n"))
	_, err := parseCreated(t.Created)
	return err
}

func passwordType(e *reader.Element) (PasswordType, error) {
	switch kind, ok := e.Attr("", "Type"); {
	case !ok, kind == profile+"#PasswordText":
		return PasswordText, nil
	case kind == profile+"#PasswordDigest":
		return PasswordDigest, nil
	}
	return NoPassword, ErrPasswordType
}

func wsse(local string) reader.Name { return reader.Name{Space: SecurityNamespace, Local: local} }

func problem(e *reader.Element, err error) error {
	return fmt.Errorf("auth: %s at line %d, column %d: %w", e.Name.Local, e.Line, e.Column, err)
}

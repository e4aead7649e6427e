package digest

import (
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrMalformed is an answer that cannot be read, or that lacks something. What wraps it quotes nothing of the answer.
var ErrMalformed = errors.New("digest: malformed answer")

// The algorithms.
const (
	MD5     = "MD5"
	MD5Sess = "MD5-sess" // its key depends on the nonces, too
)

// Answer is what a client says behind "Digest". Names are as it wrote them.
type Answer struct {
	User, Realm, Nonce, URI, ClientNonce string
	Algorithm                            string // MD5 or MD5-sess
	Count                                uint32 // how often the client has used the nonce

	count, response string // as written
}

// Read reads the credentials of an Authorization header, without the scheme. Errors wrap ErrMalformed.
func Read(credentials string) (*Answer, error) {
	p, err := parameters(credentials)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		User: p["username"], Realm: p["realm"], Nonce: p["nonce"], URI: p["uri"], ClientNonce: p["cnonce"], Algorithm: MD5,
		count: p["nc"], response: p["response"],
	}
	for _, name := range []string{"username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce"} {
		if _, ok := p[name]; !ok {
			return nil, fmt.Errorf("%w: it has no %s", ErrMalformed, name)
		}
	}
	switch algorithm := p["algorithm"]; {
	case algorithm == "" || strings.EqualFold(algorithm, MD5):
	case strings.EqualFold(algorithm, MD5Sess):
		a.Algorithm = MD5Sess
	default:
		return nil, fmt.Errorf("%w: its algorithm is neither MD5 nor MD5-sess", ErrMalformed)
	}
	if !strings.EqualFold(p["qop"], "auth") {
		return nil, fmt.Errorf("%w: its qop is not auth", ErrMalformed)
	}
	n, err := strconv.ParseUint(a.count, 16, 32)
	if err != nil || len(a.count) != 8 {
		return nil, fmt.Errorf("%w: its nc is not eight hexadecimal digits", ErrMalformed)
	}
	a.Count = uint32(n)
	return a, nil
}

// Check says whether the answer proves that its sender knows the password, for a request of this method. The nonce of
// the client that belongs to the key of MD5-sess is the one of the first answer, by the RFC, and by many clients the one
// of each: first is the former, "" when there is none.
func (a *Answer) Check(method, password, first string) bool {
	right := a.is(method, password, a.ClientNonce)
	if first != "" && first != a.ClientNonce && a.Algorithm == MD5Sess {
		right = a.is(method, password, first) || right
	}
	return right
}

func (a *Answer) is(method, password, keyNonce string) bool {
	key := sum(a.User, a.Realm, password)
	if a.Algorithm == MD5Sess {
		key = sum(key, a.Nonce, keyNonce)
	}
	want := sum(key, a.Nonce, a.count, a.ClientNonce, "auth", sum(method, a.URI))
	return subtle.ConstantTimeCompare([]byte(want), []byte(strings.ToLower(a.response))) == 1
}

func sum(parts ...string) string {
	b := md5.Sum([]byte(strings.Join(parts, ":")))
	return hex.EncodeToString(b[:])
}

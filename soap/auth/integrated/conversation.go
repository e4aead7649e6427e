package integrated

import (
	"errors"
	"fmt"

	"github.com/soapstone-dev/soapstone/soap/auth/ntlm"
	"github.com/soapstone-dev/soapstone/soap/auth/spnego"
)

var (
	// ErrKerberos is a client that has a Kerberos ticket and nothing else.
	ErrKerberos = errors.New("integrated: a Kerberos ticket")
	// ErrMechanism is a client that offers neither NTLM nor Kerberos.
	ErrMechanism = errors.New("integrated: no mechanism that is known here")
	// ErrOrder is an answer where no challenge stands: the client began on another connection.
	ErrOrder = errors.New("integrated: an answer to no challenge of this connection")
	// ErrIntegrity is a list of mechanisms that was changed on its way.
	ErrIntegrity = errors.New("integrated: the list of mechanisms is not the one that the client signed")
)

// Conversation is what client and server have said so far. The zero value is the beginning. It is for one goroutine at
// a time.
type Conversation struct {
	handshake *ntlm.Handshake // the client has its challenge, nil before
	framed    bool            // by SPNEGO
	list      []byte          // of mechanisms, which the client may sign
	signed    []byte          // its signature
}

// Turn is what the server says next.
type Turn struct {
	// Token goes behind the scheme of a WWW-Authenticate with status 401; it belongs to a turn without a Login.
	Token []byte
	// Login is who wants in. It is to be checked by the caller, and accepted with Accept when it is right.
	Login *ntlm.Login
	// PreferredKerberos says that the client would rather have used Kerberos.
	PreferredKerberos bool
}

// Hear takes the next token of a client and says what the server's turn is. A token that begins a conversation begins
// it anew. The nonce is drawn only for a challenge. After an error the conversation is at its beginning; errors wrap
// those of this package, ntlm.ErrMalformed or spnego.ErrMalformed.
func (c *Conversation) Hear(token []byte, server ntlm.Server, nonce func() ntlm.Nonce) (Turn, error) {
	turn, err := c.hear(token, server, nonce)
	if err != nil {
		*c = Conversation{}
	}
	return turn, err
}

func (c *Conversation) hear(token []byte, server ntlm.Server, nonce func() ntlm.Nonce) (Turn, error) {
	if ntlm.IsMessage(token) {
		if ntlm.IsNegotiate(token) {
			*c = Conversation{}
		}
		return c.step(token, server, nonce, spnego.Answer{})
	}
	t, err := spnego.Read(token)
	if err != nil {
		return Turn{}, err
	}
	if !t.Begins {
		if !c.framed {
			return Turn{}, ErrOrder
		}
		c.signed = t.Integrity
		return c.step(t.Inner, server, nonce, spnego.Answer{State: spnego.Incomplete})
	}
	switch {
	case t.Offers(spnego.NTLM) && t.List != nil:
	case len(t.Mechanisms) > 0 && t.Mechanisms[0].IsKerberos():
		return Turn{}, ErrKerberos
	default:
		return Turn{}, fmt.Errorf("%w: %v", ErrMechanism, t.Mechanisms)
	}
	*c = Conversation{framed: true, list: append([]byte(nil), t.List...)}
	if t.Mechanisms[0] == spnego.NTLM && t.Inner != nil {
		return c.step(t.Inner, server, nonce, spnego.Answer{State: spnego.Incomplete, TakesNTLM: true})
	}
	// The client began with another mechanism, or has not begun yet.
	state := spnego.WantsMIC
	if t.Mechanisms[0] == spnego.NTLM {
		state = spnego.Incomplete
	}
	return Turn{
		Token: spnego.Answer{State: state, TakesNTLM: true}.Bytes(), PreferredKerberos: t.Mechanisms[0].IsKerberos(),
	}, nil
}

// step answers a message of NTLM, within a frame if the conversation has one.
func (c *Conversation) step(message []byte, server ntlm.Server, nonce func() ntlm.Nonce, frame spnego.Answer) (Turn, error) {
	if ntlm.IsNegotiate(message) {
		h, err := ntlm.Begin(message, server, nonce())
		if err != nil {
			return Turn{}, err
		}
		c.handshake = h
		if !c.framed {
			return Turn{Token: h.Challenge()}, nil
		}
		frame.Inner = h.Challenge()
		return Turn{Token: frame.Bytes()}, nil
	}
	h := c.handshake
	if h == nil {
		return Turn{}, ErrOrder
	}
	c.handshake = nil // a challenge is good for one answer
	login, err := h.Read(message)
	return Turn{Login: login}, err
}

// Accept ends a conversation whose login was right. The token goes behind the scheme of a WWW-Authenticate of the answer
// to the request, unless it is nil. The session may be nil when nobody knows the password: the client's signature is
// then not looked at, and no other is given. The error is ErrIntegrity.
func (c *Conversation) Accept(s *ntlm.Session) (token []byte, err error) {
	defer func() { *c = Conversation{} }()
	if !c.framed {
		return nil, nil
	}
	answer := spnego.Answer{State: spnego.Completed}
	if s != nil && c.signed != nil && s.Signs() {
		if !s.Verify(c.list, c.signed) {
			return nil, ErrIntegrity
		}
		answer.Integrity = s.Sign(c.list)
	}
	return answer.Bytes(), nil
}

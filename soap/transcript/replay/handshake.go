package replay

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/Azure/go-ntlmssp"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// handshake is a login by NTLM, alone or within Negotiate, that a story tells as one step. It is done anew on the
// connection of its request, before that is sent ([MS-NTHT], section 3.1).
type handshake struct {
	field          string // Authorization or Proxy-Authorization
	scheme         string
	kerberos       bool // what it stands for is a ticket
	user, password string
	message        *transcript.Message // of which the field is filled in
}

// loginOf finds the handshake that a request stands for, and the name of the secret that it takes.
func loginOf(m *transcript.Message) (h *handshake, secret string) {
	for _, f := range m.Fields {
		if !strings.EqualFold(f.Name, "Authorization") && !strings.EqualFold(f.Name, "Proxy-Authorization") {
			continue
		}
		if scheme, user, secret, ok := mask.Handshake(f.Value); ok {
			kerberos := user == "" && strings.Contains(f.Value, "${negotiate")
			return &handshake{field: f.Name, scheme: scheme, kerberos: kerberos, user: user, message: m}, secret
		}
	}
	return nil, ""
}

// checkLogin says why a request cannot be logged in. Refused says that the story does not expect it to be let in: then it does
// not matter who asks.
func (p *Player) checkLogin(m *transcript.Message, refused bool) error {
	if d := digestOf(m); d != nil && mask.Digest(d.values["response"]) != "" {
		_, err := p.password(d)
		return err
	}
	h, secret := loginOf(m)
	switch {
	case h == nil, h.user == "" && (refused || !h.kerberos):
		return nil
	case h.kerberos:
		return errors.New("it logs in by Kerberos, which nobody can repeat: only NTLM can")
	}
	if _, found := p.secret(secret); found {
		return nil
	}
	return &mask.MissingError{Names: []string{secret}}
}

// noTicket offers Kerberos with no ticket (RFC 4178, section 4.2.1), which a server refuses as it does one that it cannot read.
const noTicket = "\x60\x1b\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x11\x30\x0f\xa0\x0d\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"

// begin fills in the first round and no more: of a login that names no user, that is all the client said, unasked, before the
// server refused it or did not care ([MS-NTHT], section 3.1).
func (h *handshake) begin() error {
	if h.kerberos {
		h.fill(h.message, []byte(noTicket))
		return nil
	}
	first, err := ntlmssp.NewNegotiateMessage("", "")
	if err == nil {
		h.fill(h.message, first)
	}
	return err
}

// login does the first rounds, and fills in what the request says in the last.
func (h *handshake) login(ctx context.Context, conn net.Conn) error {
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	first, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		return err
	}
	answer, err := transcript.RoundTrip(conn, h.empty(first))
	if err != nil {
		return fmt.Errorf("replay: the login of %s by %s: %w", h.user, h.scheme, err)
	}
	challenge, ok := h.challenge(answer)
	if !ok {
		return fmt.Errorf("replay: the login of %s by %s: the server answered %q and no challenge", h.user, h.scheme, answer.Start)
	}
	last, err := ntlmssp.NewAuthenticateMessage(challenge, h.user, h.password, nil)
	if err != nil {
		return fmt.Errorf("replay: the login of %s by %s: the challenge cannot be read: %w", h.user, h.scheme, err)
	}
	h.fill(h.message, last)
	return nil
}

// empty is the request without its body, as clients send the first round.
func (h *handshake) empty(token []byte) *transcript.Message {
	m := &transcript.Message{Start: h.message.Start}
	for _, f := range h.message.Fields {
		if !slices.Contains([]string{"content-length", "transfer-encoding", "content-encoding", "expect"}, strings.ToLower(f.Name)) {
			m.Fields = append(m.Fields, f)
		}
	}
	h.fill(m, token)
	return m
}

func (h *handshake) fill(m *transcript.Message, token []byte) {
	m.Fields = slices.Clone(m.Fields)
	for i, f := range m.Fields {
		if f.Name == h.field {
			m.Fields[i].Value = h.scheme + " " + base64.StdEncoding.EncodeToString(token)
		}
	}
}

// challenge is what the server says in the second round.
func (h *handshake) challenge(answer *transcript.Message) ([]byte, bool) {
	for _, f := range answer.Fields {
		if !strings.EqualFold(f.Name, "WWW-Authenticate") && !strings.EqualFold(f.Name, "Proxy-Authenticate") {
			continue
		}
		scheme, text, _ := strings.Cut(f.Value, " ")
		if token, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil && len(token) > 0 && strings.EqualFold(scheme, h.scheme) {
			return token, true
		}
	}
	return nil, false
}

package sqlserver

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/auth/integrated"
	"github.com/soapstone-dev/soapstone/soap/auth/ntlm"
)

// windowsLogin is what an endpoint keeps on a connection. NTLM logs in connections: who has done it is let in without
// another word, as long as the connection is there (inferred from IIS). It is no session: that can be joined over any
// connection (Books Online, ms179186). A proxy's connections are those of all its clients, so each request of theirs has to
// log in by itself: Windows keeps no credentials of "a request sent by a proxy" (HTTP Server API, "Credential Caching").
type windowsLogin struct {
	conversation integrated.Conversation
	scheme       string  // in which the login was made
	account      Account // without a name before it was made
	start        uint64  // of the server, which ended all connections
}

// loggedIn is who has logged in on the connection.
func (e *endpoint) loggedIn(call *soap.Call, a *authentication) (account Account, in bool) {
	if !a.messages || isForwarded(call) {
		return account, false
	}
	w := e.windowsLogin(call)
	if w == nil || w.account.Name == "" || !(w.scheme == "NTLM" && a.ntlm || w.scheme == "Negotiate" && a.negotiate) ||
		a.byName && !isHere(call) {
		return account, false
	}
	return w.account, true
}

// windowsLogin is what is kept on the connection, nil when connections are not told apart.
func (e *endpoint) windowsLogin(call *soap.Call) *windowsLogin {
	connection := call.Connection()
	if connection == nil {
		return nil
	}
	start := e.room.starts.Load()
	w, _ := connection.Kept(e).(*windowsLogin)
	if w == nil || w.start != start {
		w = &windowsLogin{start: start}
		connection.Keep(e, w)
	}
	return w
}

// logInWindows is one turn of a login under Negotiate or NTLM.
func (e *endpoint) logInWindows(call *soap.Call, a *authentication, scheme, credentials string) error {
	if a.byName && !isHere(call) {
		call.Warn("sqlserver: an endpoint with verify: name takes any password, so it is only for clients on this machine: "+
			"set verify to password", "client", call.HTTP.RemoteAddr, "endpoint", e.path)
		return soap.Refuse(http.StatusForbidden, "verify: name")
	}
	w := e.windowsLogin(call)
	if w == nil {
		call.Log.Error("sqlserver: Windows logins belong to a connection, and this http.Server does not tell connections apart: " +
			"set its ConnContext to soap.ConnContext")
		return e.challenge(call, a)
	}
	w.account = Account{} // whoever logs in anew is nobody until then
	turn, err := e.hear(call, a, w, credentials)
	if err != nil {
		logWindowsFailure(call, err)
		return e.challenge(call, a)
	}
	if turn.PreferredKerberos {
		call.Log.Info("sqlserver: a client has a Kerberos ticket, which cannot be read here, and is told to use NTLM, which it offers too")
	}
	if turn.Login == nil {
		return unauthorized(call, a, says(scheme, turn.Token))
	}
	account, session, err := e.check(a, turn.Login)
	var last []byte
	if err == nil {
		last, err = w.conversation.Accept(session)
	}
	if err != nil {
		logWindowsFailure(call, err, "user", soap.Clip(turn.Login.Domain+`\`+turn.Login.User))
		return e.challenge(call, a)
	}
	if last != nil {
		call.AddField(soap.Field{Name: "WWW-Authenticate", Value: says(scheme, last)})
	}
	account.Name = strings.Clone(account.Name) // it may be in the client's token
	if !isForwarded(call) {
		w.scheme, w.account = scheme, account
	}
	isUser(call, account)
	return nil
}

// says is the field with which the server goes on in a handshake.
func says(scheme string, token []byte) string {
	return auth.Challenge{Scheme: scheme, Token: base64.StdEncoding.EncodeToString(token)}.String()
}

// isHere says whether a request comes from this machine, and from nobody behind a proxy on it.
func isHere(call *soap.Call) bool { return !isForwarded(call) && isLoopback(call) }

// isForwarded says whether a request has what proxies add.
func isForwarded(call *soap.Call) bool {
	for _, field := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Via"} {
		if call.HTTP.Header.Get(field) != "" {
			return true
		}
	}
	return false
}

// errBase64 is a token that is none.
var errBase64 = errors.New("sqlserver: the token is not in Base64")

// hear takes the client's token.
func (e *endpoint) hear(call *soap.Call, a *authentication, w *windowsLogin, credentials string) (integrated.Turn, error) {
	token, err := base64.StdEncoding.DecodeString(credentials)
	if err != nil {
		return integrated.Turn{}, errBase64
	}
	machine, _, _ := strings.Cut(e.room.config.Server, `\`) // without the name of the instance
	nonce := func() (n ntlm.Nonce) {
		call.Rand().Read(n[:])
		return n
	}
	return w.conversation.Hear(token, ntlm.Server{Name: machine, Domain: a.domain}, nonce)
}

// errOld is a login that only choices.ntlmResponses: any takes.
var errOld = errors.New("sqlserver: an NTLM response of version 1")

// check finds the account of a login, and checks the login against it. The session is nil where any password will do.
func (e *endpoint) check(a *authentication, login *ntlm.Login) (Account, *ntlm.Session, error) {
	if login.Anonymous() {
		return Account{}, nil, ntlm.ErrNoResponse
	}
	account, found := e.room.user(a.domainOf(login.Domain, login.User))
	switch {
	case !found:
		return account, nil, auth.ErrNoUser
	case a.byName:
		return account, nil, nil
	case login.Version() < 2 && e.room.config.Choices.NTLMResponses == "v2":
		return account, nil, errOld
	}
	session, err := login.Check(account.Password)
	return account, session, err
}

// logWindowsFailure says why a login failed, and what to do where the client cannot know.
func logWindowsFailure(call *soap.Call, err error, args ...any) {
	message := "sqlserver: a Windows login failed"
	switch {
	case errors.Is(err, integrated.ErrKerberos):
		message = "sqlserver: a client sent a Kerberos ticket, which cannot be read here: have it use NTLM (Windows clients do " +
			"for a server that they call by its IP address, or by a name that has no service principal name), or Basic"
	case errors.Is(err, integrated.ErrOrder):
		message = "sqlserver: a client answered a challenge that it had on another connection: NTLM needs one connection for all of " +
			"a login, which a proxy may not give it"
	case errors.Is(err, auth.ErrNoUser):
		message = "sqlserver: a Windows login is that of nobody who is known: write the user under sqlserver.users, or a pattern such as " +
			`CORP\* or *; one without a domain is for users of every domain`
	case errors.Is(err, errOld):
		message = "sqlserver: a client answered with NTLM version 1, which is refused: have it use NTLMv2 (on Windows " +
			"LmCompatibilityLevel 3 or more), or set sqlserver.choices.ntlmResponses to any"
	}
	call.Warn(message, append(args, "error", err)...)
}

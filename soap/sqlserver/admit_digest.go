package sqlserver

import (
	"cmp"
	"net/url"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/auth/digest"
)

// logInDigest is a login by HTTP Digest. Windows took it for accounts of a domain alone (Books Online, ms191264), this
// server for all (choice).
func (e *endpoint) logInDigest(call *soap.Call, a *authentication, credentials string) error {
	answer, err := digest.Read(credentials)
	if err != nil {
		call.Warn("sqlserver: an HTTP login failed", "error", err)
		return e.challenge(call, a)
	}
	account, found := e.room.user(a.domainOf("", answer.User))
	right := answer.Check(call.HTTP.Method, account.Password, e.nonces.First(answer.Nonce))
	switch choices := &e.room.config.Choices; {
	case answer.Algorithm != choices.DigestAlgorithm:
		call.Warn("sqlserver: an HTTP login failed: the answer is by another algorithm than the challenge: "+
			"set sqlserver.choices.digestAlgorithm to that of the client", "algorithm", answer.Algorithm)
	case answer.Realm != a.realmFor(call):
		call.Warn("sqlserver: an HTTP login failed: the answer is for another realm", "realm", soap.Clip(answer.Realm))
	case !isTarget(call, answer.URI):
		call.Warn("sqlserver: an HTTP login failed: the answer is for another address: behind a proxy that takes a part of "+
			"the path away, set publicURL to the address with that part", "uri", soap.Clip(answer.URI), "target", soap.Clip(call.HTTP.RequestURI))
	case !found || !right:
		call.Warn("sqlserver: an HTTP login failed", "user", soap.Clip(answer.User), "error", auth.Failure(nil, found))
	case !e.nonces.Use(answer, call.Now, seconds(choices.DigestNonceLifetime)):
		call.Log.Debug("sqlserver: a client needs a new nonce", "user", soap.Clip(answer.User))
		return e.challengeAnew(call, a)
	default:
		isUser(call, account)
		return nil
	}
	return e.challenge(call, a)
}

// realmFor is AUTH_REALM, or what stands in for it.
func (a *authentication) realmFor(call *soap.Call) string { return cmp.Or(a.realm, call.HTTP.Host) }

// isTarget says whether a URI is the one that the request is for: its path and query, or the whole, as for a proxy. The
// client may see them below the path of the public URL, which a proxy takes away.
func isTarget(call *soap.Call, uri string) bool {
	if uri == call.HTTP.RequestURI {
		return true
	}
	above := ""
	if base, err := url.Parse(call.BaseURL()); err == nil {
		above = base.EscapedPath()
	}
	if uri == above+call.HTTP.RequestURI {
		return true
	}
	u, err := url.Parse(uri)
	if err != nil || !u.IsAbs() {
		return false
	}
	target := call.HTTP.URL.RequestURI()
	return u.RequestURI() == target || u.RequestURI() == above+target
}

// digestChallenge offers Digest, with a nonce of its own.
func (e *endpoint) digestChallenge(call *soap.Call, a *authentication, stale bool) string {
	var chance [16]byte
	call.Rand().Read(chance[:])
	return digest.Challenge{
		Realm: a.realmFor(call), Nonce: e.nonces.Issue(chance, call.Now), Algorithm: e.room.config.Choices.DigestAlgorithm, Stale: stale,
	}.String()
}

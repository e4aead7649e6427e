package main

import (
	"log"
	"log/slog"
	"strings"
)

// handshakes is where net/http tells of trouble with clients. What it says is for debugging, but of handshakes that failed:
// nothing else tells whoever keeps an old client alive why that client has no answer.
type handshakes struct {
	log     *slog.Logger
	minimum string // version of TLS
	ours    bool   // whether the certificate is one of our own authority
}

// logger is what net/http wants.
func (h handshakes) logger() *log.Logger { return log.New(h, "", 0) }

// Write implements io.Writer.
func (h handshakes) Write(line []byte) (int, error) {
	text := strings.TrimSuffix(string(line), "\n")
	failed, isHandshake := strings.CutPrefix(text, "http: TLS handshake error from ")
	client, reason, _ := strings.Cut(failed, ": ")
	if remedy := h.remedy(reason); isHandshake && remedy != "" {
		h.log.Warn("a client's TLS handshake failed", "client", client, "error", reason, "remedy", remedy)
		return len(line), nil
	}
	return serverLog{h.log}.Write(line)
}

// remedy is what can be done about a failed handshake; "" where a client only went away, as probes of a port do. The
// reasons are crypto/tls's.
func (h handshakes) remedy(reason string) string {
	const plain = "let this client use plain HTTP, the address of --listen"
	has := func(s string) bool { return strings.Contains(reason, s) }
	switch {
	case has("only unsupported versions"), has("no cipher suite supported by both"):
		if h.minimum == "1.0" {
			return plain
		}
		return "serve with --tls-min 1.0, which also lets in old cipher suites, or " + plain
	case has("SSLv2"):
		return "take SSLv2Hello out of the client's protocols, or " + plain
	case has("sent an HTTP request to an HTTPS server"):
		return "let this client begin its address with https://, or use the address of --listen"
	case has("client didn't provide a certificate"):
		return "have this client send its certificate, or serve without --tls-client-ca"
	case has("failed to verify certificate"):
		return "add who signed this client's certificate to the file of --tls-client-ca, or serve without it"
	case has("remote error: tls: unknown certificate"), has("remote error: tls: bad certificate"),
		has("bad record MAC"): // the former as OpenSSL 3 says it in TLS 1.3 (observed)
		if h.ours {
			return "let this client trust what `soapstone ca` prints; one that does so already sends no server name and misses its own: give that as --tls-name"
		}
		return "let this client trust who signed the certificate of --tls-cert, and call the server by a name that stands in it"
	}
	return ""
}

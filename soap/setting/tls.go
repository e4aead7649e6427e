package setting

import "crypto/tls"

// oldSuites are the cipher suites that are offered where the other side may be old. Java 5 and 6 and .NET 2 know nothing
// but the RSA key exchange and CBC, which Go leaves out unless they are named.
func oldSuites() []uint16 {
	return []uint16{
		tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
		tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
		tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
		tls.TLS_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_RSA_WITH_AES_128_CBC_SHA,
		tls.TLS_RSA_WITH_AES_256_CBC_SHA,
		tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
	}
}

// TLSVersions are the words by which settings name the oldest version of TLS that is spoken.
func TLSVersions() []string { return []string{"1.0", "1.1", "1.2", "1.3"} }

// TLSFrom is how TLS is spoken from the version on that a word of TLSVersions names; of any other word it is 1.2. With
// versions before that come the suites of their time.
func TLSFrom(oldest string) *tls.Config {
	switch oldest {
	case "1.0":
		return &tls.Config{MinVersion: tls.VersionTLS10, CipherSuites: oldSuites()}
	case "1.1":
		return &tls.Config{MinVersion: tls.VersionTLS11, CipherSuites: oldSuites()}
	case "1.3":
		return &tls.Config{MinVersion: tls.VersionTLS13}
	}
	return &tls.Config{MinVersion: tls.VersionTLS12}
}

// ToServer is how a server is spoken to over TLS that an operator has recorded or replayed against: it may be as old as its
// system. What it is sent is no more protected than it is able to.
func ToServer() *tls.Config { return TLSFrom("1.0") }

package ntlm

// flags are what the sides can do and agree on ([MS-NLMP] 2.2.2.5).
type flags uint32

const (
	flagUnicode                 flags = 1 << 0
	flagOEM                     flags = 1 << 1
	flagRequestTarget           flags = 1 << 2
	flagSign                    flags = 1 << 4
	flagSeal                    flags = 1 << 5
	flagNTLM                    flags = 1 << 9
	flagAlwaysSign              flags = 1 << 15
	flagTargetTypeDomain        flags = 1 << 16
	flagTargetTypeServer        flags = 1 << 17
	flagExtendedSessionSecurity flags = 1 << 19
	flagTargetInfo              flags = 1 << 23
	flagVersion                 flags = 1 << 25
	flag128                     flags = 1 << 29
	flagKeyExchange             flags = 1 << 30
	flag56                      flags = 1 << 31
)

// granted are the flags that the server answers with when the client asks for them. What is not here, such as the LM
// key and datagrams, is refused by silence.
const granted = flagRequestTarget | flagSign | flagSeal | flagAlwaysSign | flagExtendedSessionSecurity | flagVersion |
	flag128 | flagKeyExchange | flag56

func (f flags) has(all flags) bool { return f&all == all }

// answer is what the server agrees to ([MS-NLMP] 3.2.5.1.1). Text is Unicode wherever the client can read it.
func (f flags) answer(inDomain bool) flags {
	a := f&granted | flagNTLM | flagTargetInfo
	if f.has(flagUnicode) {
		a |= flagUnicode
	} else {
		a |= flagOEM
	}
	if f.has(flagRequestTarget) && inDomain {
		a |= flagTargetTypeDomain
	} else if f.has(flagRequestTarget) {
		a |= flagTargetTypeServer
	}
	return a
}

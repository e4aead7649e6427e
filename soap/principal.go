package soap

// Principal is who a request acts for: a scheme and a name, because "http:alice" and "sql:alice" are two.
type Principal struct{ Scheme, Name string }

// String returns the principal as one word, "" for nobody.
func (p Principal) String() string {
	if p == (Principal{}) {
		return ""
	}
	return p.Scheme + ":" + p.Name
}

package wsdl

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a version of a contract: the whole number before ".0". Zero means that there is none.
type Version int

// ParseVersion reads "58" or "58.0".
func ParseVersion(s string) (Version, error) {
	n, err := strconv.ParseUint(strings.TrimSuffix(s, ".0"), 10, 16)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("wsdl: %q is no version; write a whole number from 1 on, such as 58 or 58.0", s)
	}
	return Version(n), nil
}

// Within says whether v has what exists since one version and until another, both included. A zero bound is
// no bound, and a zero v has everything.
func (v Version) Within(since, until Version) bool {
	return v == 0 || v >= since && (until == 0 || v <= until)
}

package salesforce

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// soapPath is what all paths of the SOAP APIs begin with; a letter for the API and the version follow.
const soapPath = "/services/Soap/"

// parseVersion reads a version as it stands in paths: "58.0". There were two with a part behind the dot that is not zero,
// 2.5 and 11.1; they are read as 2 and 11. Anything else, such as v30.0, is no version.
func parseVersion(s string) (wsdl.Version, bool) {
	switch s {
	case "2.5":
		return 2, true
	case "11.1":
		return 11, true
	}
	whole, ok := strings.CutSuffix(s, ".0")
	if !ok || strings.HasPrefix(whole, "0") {
		return 0, false
	}
	n, err := strconv.ParseUint(whole, 10, 16)
	return wsdl.Version(n), err == nil
}

// version is the version of a request as its path has it. What stands behind it is an organisation's id, which clients
// take from serverUrl, or the 0DF… of an enterprise WSDL, or nothing behind a slash: none of it matters.
func (a *api) version(call *soap.Call) string {
	rest := strings.TrimPrefix(call.HTTP.URL.Path, a.path)
	text, _, _ := strings.Cut(rest, "/")
	return text
}

// checkVersion refuses what is retired, not yet known, or no version.
func (a *api) checkVersion(call *soap.Call) error {
	text := a.version(call)
	v, ok := parseVersion(text)
	switch {
	case !ok || v > a.room.highest:
		return a.unknownVersion()
	case v < a.room.lowest:
		return a.retiredVersion(text, a.room.config.MinVersion)
	}
	return nil
}

// isLoginHost says whether a request came to a host that serves login alone.
func (r *Room) isLoginHost(call *soap.Call) bool {
	host := (&url.URL{Host: call.HTTP.Host}).Hostname()
	for _, h := range r.config.LoginHosts {
		if strings.EqualFold(h, host) {
			return true
		}
	}
	return false
}

// serverURL is where a client of an API goes on after its login. Captures of 8.0 and 10.0 have no organisation in it, those
// of 34.0 and later have; where it began is inferred.
func (a *api) serverURL(call *soap.Call, letter, org string) string {
	base := a.room.instance
	if base == "" {
		base = call.BaseURL()
	}
	tail := ""
	if call.Edition > 10 {
		tail = "/" + org
	}
	return base + soapPath + letter + "/" + a.version(call) + tail
}

// versionName writes a version as paths have it.
func versionName(v wsdl.Version) string { return strconv.Itoa(int(v)) + ".0" }

// versionNames are all that parseVersion reads as a version, the latest first.
func versionNames(v wsdl.Version) []string {
	switch v {
	case 2:
		return []string{"2.5", "2.0"}
	case 11:
		return []string{"11.1", "11.0"}
	}
	return []string{versionName(v)}
}

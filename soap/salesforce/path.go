package salesforce

import (
	"net/url"
	"slices"
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
// take from serverUrl, or the 0DF… of an enterprise WSDL, or nothing behind a slash: to the version none of it matters.
//
// One that is written as in the REST API, such as v51.0, was good for 7.0: that is what serverUrl had after such a login (observed in
// 2021: simple-salesforce pull request 522 and salesforce-reporting pull request 13, whose default is one). It is for partner, and
// for enterprise by inference; Apex refused it (ForceCLI issue 70).
func (a *api) version(call *soap.Call) string {
	text, _, _ := strings.Cut(a.behind(call), "/")
	if _, ok := parseVersion(strings.TrimPrefix(text, "v")); ok && text[0] == 'v' && a.served && a.room.config.Choices.VersionWithV == vIsSeven {
		return "7.0"
	}
	return text
}

// behind is what a path has behind that of the API: a version, and what may follow it.
func (a *api) behind(call *soap.Call) string { return strings.TrimPrefix(call.HTTP.URL.Path, a.path) }

// packaged is the 0DF… in the path of an enterprise login, which the WSDLs of organisations with packages have; "" for none.
func (a *api) packaged(call *soap.Call) string {
	if a.letter != "c" {
		return ""
	}
	for segment := range strings.SplitSeq(a.behind(call), "/") {
		if strings.HasPrefix(segment, "0DF") && isID15(segment) {
			return segment
		}
	}
	return ""
}

// checkVersion refuses what is retired, not yet known, or no version.
func (a *api) checkVersion(call *soap.Call) error {
	text := a.version(call)
	v, ok := parseVersion(text)
	switch {
	case !ok || v > a.room.highest:
		return a.unknownVersion(call)
	case v < a.room.lowest:
		return a.retiredVersion(text, a.room.config.MinVersion)
	}
	return nil
}

// isLoginHost says whether a request came to a host that serves login alone.
func (r *Room) isLoginHost(call *soap.Call) bool {
	host := (&url.URL{Host: call.HTTP.Host}).Hostname()
	return slices.ContainsFunc(r.config.LoginHosts, func(h string) bool { return strings.EqualFold(h, host) })
}

// serverURL is where a client of an API goes on after its login. Captures of 8.0 and 10.0 have no organisation in it, those
// of 29.0 and later have; where it began is inferred. Captures of 29.0, 44.0 and 63.0 have the 0DF… that the enterprise login was
// sent to behind it, and do not have it in the metadata API's.
func (a *api) serverURL(call *soap.Call, letter, org string) string {
	base := a.room.instance
	if base == "" {
		base = call.BaseURL()
	}
	tail := ""
	if call.Edition > 10 {
		tail = "/" + org
	}
	if segment := a.packaged(call); segment != "" && letter == a.letter && call.Edition >= 29 {
		tail += "/" + segment
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

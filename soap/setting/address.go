package setting

import (
	"errors"
	"net/url"
	"strings"
)

// Address reads the address of a server: http:// or https://, a host, and a path if everything is below it. What it returns
// has no slash at its end, so that a path can follow. The error does not repeat the text, which may have a password in it.
func Address(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, errors.New("write http:// or https:// and a host, such as https://soap.example.com")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("leave user, password, query and fragment out")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

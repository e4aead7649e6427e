package gate

import (
	"net/http"
	"net/url"
	"strings"
)

// swapHead puts one id in place of another in a head: where it is a whole value, a cookie's value, what stands behind the
// scheme of an Authorization, or a part of a URL.
func swapHead(h http.Header, from, to string) {
	for name, values := range h {
		for i, v := range values {
			switch http.CanonicalHeaderKey(name) {
			case "Cookie", "Set-Cookie":
				values[i] = swapCookies(v, from, to)
			case "Location", "Content-Location", "Referer":
				values[i] = swapURL(v, from, to)
			default:
				values[i] = swapValue(v, from, to)
			}
		}
	}
}

// swapValue swaps a whole value, or what stands behind a first word and a space.
func swapValue(v, from, to string) string {
	if v == from {
		return to
	}
	if scheme, rest, found := strings.Cut(v, " "); found && strings.TrimSpace(rest) == from {
		return scheme + " " + to
	}
	return v
}

// swapCookies swaps the values of a Cookie or a Set-Cookie, which may be escaped as in URLs.
func swapCookies(line, from, to string) string {
	parts := strings.Split(line, ";")
	for i, part := range parts {
		name, value, found := strings.Cut(part, "=")
		if !found {
			continue
		}
		plain := strings.Trim(strings.TrimSpace(value), `"`)
		switch unescaped, err := url.PathUnescape(plain); {
		case plain == from:
			parts[i] = name + "=" + strings.Replace(value, from, to, 1)
		case err == nil && unescaped == from:
			parts[i] = name + "=" + url.QueryEscape(to)
		}
	}
	return strings.Join(parts, ";")
}

// swapURL swaps in the path and the query of an address.
func swapURL(address, from, to string) string {
	rest, fragment, hasFragment := strings.Cut(address, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	out := swapPath(path, from, to)
	if hasQuery {
		out += "?" + swapQuery(query, from, to)
	}
	if hasFragment {
		out += "#" + fragment
	}
	return out
}

// swapPath swaps the parts of an escaped path, and the parameters in them, such as ;jsessionid=.
func swapPath(path, from, to string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		words := strings.Split(part, ";")
		for j, word := range words {
			name, value, found := strings.Cut(word, "=")
			if !found {
				name, value = "", word
			}
			if plain, err := url.PathUnescape(value); err == nil && plain == from {
				if words[j] = url.PathEscape(to); found {
					words[j] = name + "=" + words[j]
				}
			}
		}
		parts[i] = strings.Join(words, ";")
	}
	return strings.Join(parts, "/")
}

// swapQuery swaps the values of an escaped query. What is none, or has other values, stays as it is written.
func swapQuery(query, from, to string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		if !found {
			continue
		}
		if plain, err := url.QueryUnescape(value); err == nil && plain == from {
			pairs[i] = name + "=" + url.QueryEscape(to)
		}
	}
	return strings.Join(pairs, "&")
}

package replay

import (
	"bytes"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// belowPrefix puts the path of a target before that of a request line.
func belowPrefix(start string, t *Target) string {
	method, rest, found := strings.Cut(start, " ")
	prefix := t.prefix()
	if !found {
		return start
	}
	if scheme, after, absolute := strings.Cut(rest, "://"); absolute && !strings.ContainsAny(scheme, "/? ") {
		host, path, ok := strings.Cut(after, "/")
		switch {
		case !ok:
			return start
		case t.KeepHosts:
			return method + " " + scheme + "://" + host + prefix + "/" + path
		}
		return method + " " + t.base() + "/" + path
	}
	return method + " " + prefix + rest
}

// basesOf are the addresses under which a story reaches its server: without a Host, those of HTTP/1.0.
func basesOf(host string) []string {
	if host == "" {
		host = "127.0.0.1"
	}
	return []string{"http://" + host, "https://" + host}
}

// moveHost puts the target in the place of the story's host.
func moveHost(m *transcript.Message, host string, t *Target) {
	if host == "" {
		return
	}
	for i, f := range m.Fields {
		if strings.EqualFold(f.Name, "Host") {
			m.Fields[i].Value = t.URL.Host
		}
	}
	moveURLs(m, host, t)
}

// moveURLs puts the target in the place of the story's host in every URL with it.
func moveURLs(m *transcript.Message, host string, t *Target) {
	move := func(text string) string {
		for _, scheme := range []string{"http://", "https://"} {
			text = moveURL(text, scheme+host, t.base())
		}
		return text
	}
	for i, f := range m.Fields {
		if !strings.EqualFold(f.Name, "SOAPAction") {
			m.Fields[i].Value = move(f.Value)
		}
	}
	if bytes.Contains(m.Body, []byte(host)) {
		m.Body = eachText(m.Body, move)
	}
}

// moveURL replaces a URL's beginning wherever it stands, but for declarations of namespaces.
func moveURL(text, from, to string) string {
	var out strings.Builder
	for {
		i := strings.Index(text, from)
		if i < 0 {
			out.WriteString(text)
			return out.String()
		}
		end := i + len(from)
		out.WriteString(text[:i])
		ends := end == len(text) || strings.IndexByte("/?#\"'<& \t\r\n;", text[end]) >= 0
		if ends && !declaration(text[:i]) {
			out.WriteString(to)
		} else {
			out.WriteString(from)
		}
		text = text[end:]
	}
}

// declaration says whether what stands behind a text is the value of an xmlns.
func declaration(before string) bool {
	before = strings.TrimRight(strings.TrimRight(before, " \t\r\n"), `"'`)
	before, assigned := strings.CutSuffix(strings.TrimRight(before, " \t\r\n"), "=")
	if !assigned {
		return false
	}
	before = strings.TrimRight(before, " \t\r\n")
	name := before[strings.LastIndexAny(before, " \t\r\n<")+1:]
	return name == "xmlns" || strings.HasPrefix(name, "xmlns:")
}

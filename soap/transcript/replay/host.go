package replay

import (
	"regexp"
	"slices"
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
func moveHost(m *transcript.Message, t *Target) {
	host := m.Value("Host")
	if host == "" {
		return
	}
	for i, f := range m.Fields {
		if strings.EqualFold(f.Name, "Host") {
			m.Fields[i].Value = t.URL.Host
		}
	}
	moveURLs(m, []string{host}, t)
}

// moveURLs puts the target in the place of the story's hosts in every URL with one of them.
func moveURLs(m *transcript.Message, hosts []string, t *Target) {
	var begins []string
	for _, host := range hosts {
		begins = append(begins, basesOf(host)...)
	}
	move := func(text string) string { return moveURL(text, begins, t.base()) }
	for i, f := range m.Fields {
		if !strings.EqualFold(f.Name, "SOAPAction") {
			m.Fields[i].Value = move(f.Value)
		}
	}
	m.Body = eachText(m.Body, move)
}

// moveURL replaces the beginnings of URLs wherever they stand, but for declarations of namespaces. It goes through the text
// once, since the new beginning may have an old one in it.
func moveURL(text string, from []string, to string) string {
	if !slices.ContainsFunc(from, func(begin string) bool { return strings.Contains(text, begin) }) {
		return text
	}
	var either []string
	for _, begin := range from {
		either = append(either, regexp.QuoteMeta(begin))
	}
	find := regexp.MustCompile(strings.Join(either, "|"))
	find.Longest() // a host's name may begin with another one
	var out strings.Builder
	last := 0
	for _, at := range find.FindAllStringIndex(text, -1) {
		ends := at[1] == len(text) || strings.IndexByte("/?#\"'<& \t\r\n;", text[at[1]]) >= 0
		if ends && !declaration(text[last:at[0]]) {
			out.WriteString(text[last:at[0]] + to)
		} else {
			out.WriteString(text[last:at[1]])
		}
		last = at[1]
	}
	return out.String() + text[last:]
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

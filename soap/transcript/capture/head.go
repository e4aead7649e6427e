package capture

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// refine makes the messages of an exchange what a story keeps.
func (i *importer) refine(x *exchange) {
	x.method = strings.ToUpper(x.method)
	if !token(x.method) {
		x.unsendable("its method is no word")
		return
	}
	host := x.host()
	x.request.Start = x.method + " " + originForm(x.target) + " HTTP/1.1"
	x.request.Fields = fields(x.request.Fields)
	if host != "" && x.request.Value("Host") == "" {
		x.request.Fields = slices.Insert(x.request.Fields, 0, transcript.Field{Name: "Host", Value: host})
	}
	acceptable(&x.request)
	if what := i.unpack(&x.request); what != "" {
		x.unsendable("its request cannot be sent: " + what)
	}
	if x.response == nil {
		return
	}
	x.date, _ = http.ParseTime(x.response.Value("Date")) // zero where it has none that can be read
	x.response.Fields = fields(x.response.Fields)
	if what := i.unpack(x.response); what != "" {
		x.wrong("its response is not expected: " + what)
	}
}

// statusLine is the first line of a response.
func statusLine(status int, reason string) string {
	reason = strings.TrimSpace(oneLine(reason))
	if reason == "" {
		reason = http.StatusText(status)
	}
	return strings.TrimRight("HTTP/1.1 "+strconv.Itoa(status)+" "+reason, " ")
}

// fields are what a story keeps of a head: neither date nor length, nor what is about one connection only (RFC 9110, section
// 7.6.1), nor the pseudo fields of HTTP/2 (RFC 9113, section 8.3), of whose names the case is restored.
func fields(list []transcript.Field) []transcript.Field {
	var kept []transcript.Field
	var options []string
	for _, f := range list {
		if strings.EqualFold(f.Name, "Connection") {
			for option := range strings.SplitSeq(f.Value, ",") {
				options = append(options, http.CanonicalHeaderKey(strings.TrimSpace(option)))
			}
		}
	}
	for _, f := range list {
		name := http.CanonicalHeaderKey(f.Name)
		switch name {
		case "Date", "Content-Length", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "Te", "Trailer", "Upgrade", "Http2-Settings":
			continue
		case "Transfer-Encoding":
			if !strings.EqualFold(strings.TrimSpace(f.Value), "chunked") {
				continue
			}
		}
		if !token(f.Name) || slices.Contains(options, name) {
			continue
		}
		if f.Name == strings.ToLower(f.Name) {
			f.Name = record.Spelt(name)
		}
		f.Value = strings.TrimSpace(oneLine(f.Value))
		kept = append(kept, f)
	}
	return kept
}

// token says whether a text can be a method or the name of a field (RFC 9110, section 5.6.2).
func token(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	}) < 0
}

// acceptable takes out of Accept-Encoding what a replay could not undo: a browser takes Brotli, a story does not.
func acceptable(m *transcript.Message) {
	m.Fields = slices.DeleteFunc(m.Fields, func(f transcript.Field) bool {
		return strings.EqualFold(f.Name, "Accept-Encoding") && !strings.Contains(strings.ToLower(f.Value), "gzip")
	})
	for n := range m.Fields {
		if strings.EqualFold(m.Fields[n].Name, "Accept-Encoding") {
			m.Fields[n].Value = "gzip"
		}
	}
}

// set gives a field a value, in the place of the one that it has.
func set(m *transcript.Message, name, value string) {
	for n := range m.Fields {
		if strings.EqualFold(m.Fields[n].Name, name) {
			m.Fields[n].Value = value
			return
		}
	}
	m.Fields = append(m.Fields, transcript.Field{Name: name, Value: value})
}

// drop takes a field away.
func drop(m *transcript.Message, name string) {
	m.Fields = slices.DeleteFunc(m.Fields, func(f transcript.Field) bool { return strings.EqualFold(f.Name, name) })
}

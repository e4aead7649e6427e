package capture

import (
	"cmp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// soapMock finds the mock of an operation: the first one.
func (r *projectReader) soapMock(interfaceName, name string) *mockOperation {
	for m := range r.project.Mocks {
		for o := range r.project.Mocks[m].Operations {
			if op := &r.project.Mocks[m].Operations[o]; op.Interface == interfaceName && op.Operation == name {
				return op
			}
		}
	}
	return nil
}

func (r *projectReader) restMock(method, path string) *mockOperation {
	for m := range r.project.RESTMocks {
		for o := range r.project.RESTMocks[m].Actions {
			if op := &r.project.RESTMocks[m].Actions[o]; strings.EqualFold(op.Method, method) && strings.Trim(op.Path, "/") == strings.Trim(path, "/") {
				return op
			}
		}
	}
	return nil
}

// answer gives an exchange the response that the mock has for it, by the names of its request, or by its turn in a test case.
func (r *projectReader) answer(x *exchange, of *mockOperation, names []string, turns map[string]int, scope *scope) {
	if of == nil || len(of.Responses) == 0 {
		x.notes = append(x.notes, "the project has no response to it, so none is expected")
		return
	}
	chosen := of.choose(names, turns)
	if chosen == nil {
		x.notes = append(x.notes, "the project has several responses to it, and nothing tells which one: none is expected")
		return
	}
	r.used[chosen] = true
	f := &filler{scope: scope}
	text, err := r.project.plainText(chosen.Content.Text, chosen.Content.Compression)
	if err != nil {
		x.wrong("its response cannot be read: " + err.Error())
		return
	}
	m := &transcript.Message{Body: []byte(f.fill(text))}
	if len(f.missing) > 0 {
		x.wrong("its response is made by a script or a property (" + strings.Join(f.missing, ", ") + "), so none is expected")
		return
	}
	for _, h := range chosen.Headers {
		m.Fields = append(m.Fields, transcript.Field{Name: strings.TrimSpace(cmp.Or(h.Name, h.NameA, h.Key)), Value: cmp.Or(h.Value, h.ValueA)})
	}
	contentType := cmp.Or(m.Value("Content-Type"), chosen.MediaType, contentTypeOf(m.Body))
	if contentType != "" && m.Value("Content-Type") == "" {
		m.Fields = append([]transcript.Field{{Name: "Content-Type", Value: contentType}}, m.Fields...)
	}
	x.said = string(m.Body)
	body, note := encode(x.said, contentType)
	if note != "" {
		x.notes = append(x.notes, note)
	}
	m.Body = body
	m.Start = statusLine(200, "")
	if status := statusOf(chosen.Status); status > 0 {
		m.Start = statusLine(status, "")
	} else if outlineOf(m.Body).body.Local == "Fault" {
		m.Start = statusLine(500, "")
	}
	if len(chosen.Attachments) > 0 {
		x.notes = append(x.notes, "the attachments of its response are not imported")
	}
	x.response = m
}

// choose finds the response to a request.
func (o *mockOperation) choose(names []string, turns map[string]int) *mockResponse {
	for _, name := range names {
		for n := range o.Responses {
			if plainName(o.Responses[n].Name) == plainName(name) {
				return &o.Responses[n]
			}
		}
	}
	if len(o.Responses) == 1 {
		return &o.Responses[0]
	}
	if turns != nil && (o.Dispatch == "SEQUENCE" || o.Dispatch == "") {
		key := o.Interface + "\n" + o.Operation + "\n" + o.Method + "\n" + o.Path
		turn := turns[key]
		turns[key]++
		return &o.Responses[turn%len(o.Responses)]
	}
	for n := range o.Responses {
		if o.Responses[n].Name == o.Default && o.Default != "" {
			return &o.Responses[n]
		}
	}
	return nil
}

// plainName is a name without case and without the words that tell a request from its response: "Login Request" and "Login
// Response" have the same. The names that SoapUI gives, Request 1 and Response 1, are none.
func plainName(name string) string {
	name = strings.ToLower(name)
	for _, word := range []string{"request", "response", "-", "_", " "} {
		name = strings.ReplaceAll(name, word, "")
	}
	return name
}

// statusOf is a status of a mock response, 0 when it names none.
func statusOf(s string) int {
	n := text(strings.TrimSpace(s)).number()
	if n < 200 || n > 999 {
		return 0
	}
	return int(n)
}

// countUnused counts the responses of mocks that nobody asked for.
func (r *projectReader) countUnused() {
	for _, list := range [][]mock{r.project.Mocks, r.project.RESTMocks} {
		for m := range list {
			for _, operations := range [][]mockOperation{list[m].Operations, list[m].Actions} {
				for o := range operations {
					for n := range operations[o].Responses {
						if !r.used[&operations[o].Responses[n]] {
							r.i.leftOut["responses of mocks that no request asks for"]++
						}
					}
				}
			}
		}
	}
}

package gate

import (
	"bytes"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// A call can name more sessions than the one that it was admitted for. Which of them the real servers would have looked at
// is not known, so that the far side gets none but its own (choice): others are left out wherever that system's clients
// write the id of their session.

// prepareSalesforce leaves out the other ids in SessionHeader, Authorization, X-SFDC-Session and the cookie sid.
func prepareSalesforce(_ *exchange, call *soap.Call, m *message, _ string) (last bool, err error) {
	ours := call.Session
	dropValues(m.header, "X-Sfdc-Session", func(v string) bool { return strings.TrimSpace(v) != ours })
	dropValues(m.header, "Authorization", func(v string) bool {
		scheme, token, _ := strings.Cut(v, " ")
		return (strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "OAuth")) && strings.TrimSpace(token) != ours
	})
	dropCookies(m.header, "sid", ours)
	for block := range blocksOf(call) {
		if block.Name.Local != "SessionHeader" {
			continue
		}
		whole := true // nothing in it is ours
		var strays []*soap.Element
		for e := range block.Elements() {
			if e.Name.Local == "sessionId" && strings.TrimSpace(e.Text()) != ours {
				strays = append(strays, e)
			} else if e.Name.Local == "sessionId" {
				whole = false
			}
		}
		if whole {
			strays = []*soap.Element{block}
		}
		for _, e := range strays {
			if m.body, err = without(call, m.body, e.Source()); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// prepareModel204 leaves out the other threads.
func prepareModel204(_ *exchange, call *soap.Call, m *message, _ string) (last bool, err error) {
	for block := range blocksOf(call) {
		if block.Name != (soap.Name{Space: janus, Local: "Thread"}) || strings.TrimSpace(block.Text()) == strings.TrimSpace(call.Session) {
			continue
		}
		if m.body, err = without(call, m.body, block.Source()); err != nil {
			return false, err
		}
	}
	return false, nil
}

// blocksOf are the header blocks of a call, of which there are none where it is no envelope.
func blocksOf(call *soap.Call) iter.Seq[*soap.Element] {
	if call.Envelope != nil {
		return call.Envelope.Blocks()
	}
	if root, ok := envelope(call); ok {
		if header := root.Child(root.Name.Space, "Header"); header != nil {
			return header.Elements()
		}
	}
	return func(func(*soap.Element) bool) {}
}

// without is the body for a call without a piece of it, wherever that stands. One that stood there twice may be gone already.
func without(call *soap.Call, body, piece []byte) ([]byte, error) {
	if !bytes.Contains(call.Body, piece) {
		return nil, errors.New("a request in an encoding other than UTF-8 that names several sessions cannot have the others taken out of it: send UTF-8, or one session")
	}
	return bytes.ReplaceAll(body, piece, nil), nil
}

// dropValues leaves values of a field out.
func dropValues(h http.Header, name string, drop func(value string) bool) {
	if kept := slices.DeleteFunc(slices.Clone(h[name]), drop); len(kept) > 0 {
		h[name] = kept
	} else {
		delete(h, name)
	}
}

// dropCookies leaves cookies of a name out that have another value.
func dropCookies(h http.Header, name, value string) {
	var lines []string
	for _, line := range h["Cookie"] {
		kept := slices.DeleteFunc(strings.Split(line, ";"), func(cookie string) bool {
			is, has, _ := strings.Cut(strings.TrimSpace(cookie), "=")
			if !strings.EqualFold(is, name) {
				return false
			}
			plain := strings.Trim(strings.TrimSpace(has), `"`)
			unescaped, err := url.PathUnescape(plain)
			return plain != value && (err != nil || unescaped != value)
		})
		if len(kept) > 0 {
			lines = append(lines, strings.TrimSpace(strings.Join(kept, ";")))
		}
	}
	if delete(h, "Cookie"); lines != nil {
		h["Cookie"] = lines
	}
}

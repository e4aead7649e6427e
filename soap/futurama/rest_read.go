package futurama

import (
	"bytes"
	"errors"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// errBadBody is a body that is not the JSON it should be.
var errBadBody = errors.New("futurama: the body is no JSON object that can be read")

// members are what a REST request can say.
type members struct {
	id string
	start
}

// named is the member of a name, in any case; nil when nobody knows it.
func (m *members) named(name string) *string {
	switch {
	case strings.EqualFold(name, memberID):
		return &m.id
	case strings.EqualFold(name, memberFolder):
		return &m.folder
	case strings.EqualFold(name, memberDocument):
		return &m.document
	}
	return nil
}

// readMembers reads a body in the form that its content type says. An empty one says nothing (choice).
func readMembers(call *soap.Call) (members, error) {
	if len(bytes.TrimSpace(call.Body)) == 0 {
		return members{}, nil
	}
	if visitOf(call).content.form == xmlForm {
		return readXML(call)
	}
	body, err := jsonOf(call)
	if err != nil {
		return members{}, err
	}
	m, err := readJSON(body)
	call.Hide(m.id) // whoever shows the body may not know where in it a lax client has written it
	return m, err
}

// readXML reads the children of a root whose name does not matter: no page says it.
func readXML(call *soap.Call) (members, error) {
	root, err := call.XML()
	if err != nil {
		return members{}, err
	}
	var m members
	for e := range root.Elements() {
		if member := m.named(e.Name.Local); member != nil {
			*member = e.Text()
		}
	}
	return m, nil
}

package sqlserver

import (
	"slices"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// options are the header blocks of a request that say how it is to be run.
type options struct {
	session *sessionHeader // nil when there is none
	header  sessionHeader  // what session points to
	login   loginOptions
}

// sessionHeader is an sqlSession block. Its attributes are told apart from absent ones by the pointers.
type sessionHeader struct {
	initiate, terminate bool
	id                  *string // as written
	idText              string  // what id points to
	timeout             *int32
	descriptor          *string // decoded
	missed              string  // an attribute that is nearly one of these
}

// loginOptions are the blocks that say how a login begins. With a session they belong into the request that
// initiates it (Books Online: each of their pages).
type loginOptions struct {
	given             bool // at least one of them was there
	database          *string
	databaseOptional  bool
	language          *string
	languageOptional  bool
	notify            batch.Notify
	application, host string
}

// optionReader reads one kind of block.
type optionReader struct {
	name  string
	login bool // it says how a login begins
	read  func(f faults, e *soap.Element, o *options) error
}

// optionReaders are the blocks of the Options namespace ([MS-SSNWS] 2.2.2.1.2). Blocks of other names in it are not ours.
// A query notification is for the one request that asks for it (Books Online, ms189249), in a session or not. Nobody
// changes the table.
var optionReaders = [...]optionReader{
	{"sqlSession", false, readSession},
	{"initialDatabase", true, readDatabase},
	{"initialLanguage", true, readLanguage},
	{"environmentChangeNotifications", true, readNotifications},
	{"applicationName", true, readApplication},
	{"hostName", true, readHost},
	{"clientPID", true, ignoreValue},
	{"clientNetworkID", true, ignoreValue},
	{"clientInterface", true, ignoreValue},
	{"notificationRequest", false, ignoreBlock},
}

// optionNames are the local names of the blocks that count as understood.
func optionNames() []string {
	var names []string
	for _, r := range optionReaders {
		names = append(names, r.name)
	}
	return names
}

// maxHeaderValue is how many characters a value outside of the Body can have (message 7866).
const maxHeaderValue = 4000

// readSecurity checks the size of the header and finds the WS-Security block, which comes first, since who logs
// in wrongly is told nothing else.
func readSecurity(f faults, env *soap.Envelope, limit int) (*soap.Element, error) {
	if env.Header == nil {
		return nil, nil
	}
	if len(env.Header.Source()) > limit {
		return nil, f.headerLimit()
	}
	if longest(env.Header) > maxHeaderValue {
		return nil, f.headerValue()
	}
	var found *soap.Element
	for b := range env.Blocks() {
		if b.Name != (soap.Name{Space: auth.SecurityNamespace, Local: "Security"}) || !soap.Addressed(env.Version, b, role) {
			continue
		}
		if found != nil {
			return nil, f.twoHeaders()
		}
		found = b
	}
	return found, nil
}

// longest is the length of the longest value in an element, as the server counts.
func longest(e *soap.Element) int {
	most := 0
	if len(e.Source()) <= maxHeaderValue {
		return 0 // the common case: nothing in it can be that long
	}
	for _, a := range e.Attrs() {
		most = max(most, batch.Length(a.Value))
	}
	if e.HasText() {
		most = max(most, batch.Length(e.Text()))
	}
	for child := range e.Elements() {
		most = max(most, longest(child))
	}
	return most
}

// read reads the blocks of the Options namespace. Each may stand there once (Books Online, ms191496 and its
// neighbours). Blocks that are addressed to somebody else are not ours.
func (o *options) read(f faults, env *soap.Envelope) error {
	if env.Header == nil {
		return nil
	}
	var seen [len(optionReaders)]bool
	for b := range env.Blocks() {
		if b.Name.Space != optionsNamespace || !soap.Addressed(env.Version, b, role) {
			continue
		}
		for i, r := range optionReaders {
			if r.name != b.Name.Local {
				continue
			}
			if seen[i] {
				return f.twoHeaders()
			}
			seen[i] = true
			if b.First() != nil || b.HasText() {
				return f.headerContent()
			}
			o.login.given = o.login.given || r.login
			if err := r.read(f, b, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// readSession reads an sqlSession block. Attributes in a namespace, in other case or otherwise unknown are passed
// over ([MS-SSNWS] 2.2).
func readSession(f faults, e *soap.Element, o *options) (err error) {
	s := &o.header
	o.session = s
	s.missed = nearlySessionAttribute(e)
	if s.initiate, err = boolean(f, e, "initiate"); err != nil {
		return err
	}
	if s.terminate, err = boolean(f, e, "terminate"); err != nil {
		return err
	}
	var there bool
	if s.idText, there = e.Attr("", "sessionId"); there {
		s.id = &s.idText
	}
	if text, ok := e.Attr("", "timeout"); ok {
		n, err := strconv.ParseInt(collapse(text), 10, 32)
		if err != nil {
			return f.badTimeout()
		}
		s.timeout = new(int32(n))
	}
	if text, ok := e.Attr("", "transactionDescriptor"); ok {
		descriptor, ok := decodeBase64(text)
		if !ok {
			return f.badTransaction()
		}
		s.descriptor = &descriptor
	}
	return nil
}

// nearlySessionAttribute is the attribute of an sqlSession block that is nearly one of those that are read, "" for none.
func nearlySessionAttribute(e *soap.Element) string {
	for _, a := range e.Attrs() {
		read := slices.Contains(sessionAttributes, a.Name.Local)
		if read && a.Name.Space != "" || !read && slices.ContainsFunc(sessionAttributes, func(name string) bool { return strings.EqualFold(a.Name.Local, name) }) {
			return "{" + soap.Clip(a.Name.Space) + "}" + soap.Clip(a.Name.Local)
		}
	}
	return ""
}

var sessionAttributes = []string{"initiate", "terminate", "sessionId", "timeout", "transactionDescriptor"}

// noteMissed notes what a client that writes its XML by hand may have meant by a header that was passed over.
func (o *options) noteMissed(call *soap.Call) {
	switch {
	case o.session == nil:
		call.NoteMissed(soap.Name{Space: optionsNamespace, Local: "sqlSession"})
	case o.session.missed != "":
		call.Note = "the attribute " + o.session.missed + " of sqlSession was passed over: its attributes are in no namespace, and their names count letter by letter"
	}
}

func readDatabase(f faults, e *soap.Element, o *options) error {
	name, err := requiredValue(f, e)
	if err != nil {
		return err
	}
	o.login.database = &name
	o.login.databaseOptional, err = boolean(f, e, "optional")
	return err
}

func readLanguage(f faults, e *soap.Element, o *options) error {
	name, err := requiredValue(f, e)
	if err != nil {
		return err
	}
	o.login.language = &name
	o.login.languageOptional, err = boolean(f, e, "optional")
	return err
}

func readNotifications(f faults, e *soap.Element, o *options) (err error) {
	n := &o.login.notify
	if n.Database, err = boolean(f, e, "databaseChange"); err != nil {
		return err
	}
	if n.Language, err = boolean(f, e, "languageChange"); err != nil {
		return err
	}
	n.Transaction, err = boolean(f, e, "transactionBoundary")
	return err
}

func readApplication(f faults, e *soap.Element, o *options) (err error) {
	o.login.application, err = requiredValue(f, e)
	return err
}

func readHost(f faults, e *soap.Element, o *options) (err error) {
	o.login.host, err = requiredValue(f, e)
	return err
}

// ignoreBlock is for what has no effect here: query notifications.
func ignoreBlock(faults, *soap.Element, *options) error { return nil }

// ignoreValue reads a block whose value shows nowhere here.
func ignoreValue(f faults, e *soap.Element, _ *options) error {
	_, err := requiredValue(f, e)
	return err
}

// requiredValue is the value attribute, which outlives the call.
func requiredValue(f faults, e *soap.Element) (string, error) {
	v, ok := e.Attr("", "value")
	if !ok {
		return "", f.badAttribute()
	}
	return strings.Clone(v), nil
}

// boolean reads an xs:boolean, false when it is absent.
func boolean(f faults, e *soap.Element, name string) (bool, error) {
	text, ok := e.Attr("", name)
	if !ok {
		return false, nil
	}
	switch collapse(text) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, f.badAttribute()
}

// collapse takes the white space of XML from both ends, as types other than string want.
func collapse(s string) string { return strings.Trim(s, " \t\r\n") }

package capture

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// mostProject is the most bytes of a project of SoapUI, which is read whole. The WSDLs in it are most of it.
const mostProject = 256 << 20

// project is a project of SoapUI (namespace http://eviware.com/soapui/config), as far as it is looked at.
type project struct {
	XMLName    xml.Name
	Name       string        `xml:"name,attr"`
	Encryption string        `xml:"encryptionMode,attr"`
	Encrypted  string        `xml:"encryptedContent"`
	Properties []property    `xml:"properties>property"`
	Interfaces []interfaceOf `xml:"interface"`
	Suites     []suite       `xml:"testSuite"`
	Mocks      []mock        `xml:"mockService"`
	RESTMocks  []mock        `xml:"restMockService"`

	left int64 // how much its compressed texts may still be unpacked to
}

type property struct {
	Name  string `xml:"name"`
	Value string `xml:"value"`
}

type interfaceOf struct {
	Name       string      `xml:"name,attr"`
	Version    string      `xml:"soapVersion,attr"`
	Endpoints  []string    `xml:"endpoints>endpoint"`
	Operations []operation `xml:"operation"`
	Resources  []resource  `xml:"resource"`
}

type operation struct {
	Name    string `xml:"name,attr"`
	Binding string `xml:"bindingOperationName,attr"`
	Action  string `xml:"action,attr"`
	Calls   []call `xml:"call"`
}

// resource is one of REST.
type resource struct {
	Path       string      `xml:"path,attr"`
	Parameters []parameter `xml:"parameters>parameter"`
	Methods    []struct {
		Name       string      `xml:"name,attr"`
		Method     string      `xml:"method,attr"`
		Parameters []parameter `xml:"parameters>parameter"`
		Requests   []call      `xml:"request"`
	} `xml:"method"`
	Resources []resource `xml:"resource"`
}

type parameter struct {
	Name    string `xml:"name"`
	Value   string `xml:"value"`
	Style   string `xml:"style"` // QUERY, TEMPLATE, HEADER, MATRIX, PLAIN
	Default string `xml:"default"`
}

// call is a request, wherever it stands. Of a request of SOAP and REST the text is in a request within the request.
type call struct {
	Name        string    `xml:"name,attr"`
	Method      string    `xml:"method,attr"`
	MediaType   string    `xml:"mediaType,attr"`
	Compression string    `xml:"compression,attr"`
	Settings    []setting `xml:"settings>setting"`
	Encoding    string    `xml:"encoding"`
	Endpoint    string    `xml:"endpoint"`
	URI         string    `xml:"originalUri"`
	Credentials struct {
		User     string `xml:"username"`
		Password string `xml:"password"`
		Domain   string `xml:"domain"`
		Type     string `xml:"authType"`
	} `xml:"credentials"`
	Parameters struct {
		Entries    []entryOf   `xml:"entry"`
		Parameters []parameter `xml:"parameter"`
	} `xml:"parameters"`
	Attachments []struct{} `xml:"attachment"`
	Addressing  struct {
		Action string `xml:"action,attr"`
	} `xml:"wsaConfig"`
	Outgoing string `xml:"outgoingWss,attr"`
	Request  *call  `xml:"request"`
	Text     string `xml:",chardata"`
}

type entryOf struct {
	Key   string `xml:"key,attr"`
	Value string `xml:"value,attr"`
}

type setting struct {
	ID   string `xml:"id,attr"`
	Text string `xml:",chardata"`
}

type suite struct {
	Name       string     `xml:"name,attr"`
	Disabled   string     `xml:"disabled,attr"`
	Properties []property `xml:"properties>property"`
	Cases      []testCase `xml:"testCase"`
}

type testCase struct {
	Name       string     `xml:"name,attr"`
	Disabled   string     `xml:"disabled,attr"`
	Properties []property `xml:"properties>property"`
	Steps      []testStep `xml:"testStep"`
}

type testStep struct {
	Type     string `xml:"type,attr"`
	Name     string `xml:"name,attr"`
	Disabled string `xml:"disabled,attr"`
	Config   struct {
		call                  // of a step over HTTP, which is its own request; else its request is the request
		Interface  string     `xml:"interface"`
		Operation  string     `xml:"operation"`
		Service    string     `xml:"service,attr"`
		Path       string     `xml:"resourcePath,attr"`
		MethodName string     `xml:"methodName,attr"`
		REST       *call      `xml:"restRequest"`
		Properties []property `xml:"properties>property"`
		Transfers  []transfer `xml:"transfers"`
	} `xml:"config"`
}

// transfer is a property that a step takes from an answer.
type transfer struct {
	SourceType string `xml:"sourceType"`
	SourceStep string `xml:"sourceStep"`
	SourcePath string `xml:"sourcePath"`
	TargetType string `xml:"targetType"`
	TargetStep string `xml:"targetStep"`
	TargetPath string `xml:"targetPath"`
}

// mock is a service that answers what it was told.
type mock struct {
	Operations []mockOperation `xml:"mockOperation"`
	Actions    []mockOperation `xml:"restMockAction"`
}

type mockOperation struct {
	Interface string         `xml:"interface,attr"`
	Operation string         `xml:"operation,attr"`
	Method    string         `xml:"method,attr"`
	Path      string         `xml:"resourcePath,attr"`
	Default   string         `xml:"defaultResponse"`
	Dispatch  string         `xml:"dispatchStyle"`
	Responses []mockResponse `xml:"response"`
}

type mockResponse struct {
	Name      string `xml:"name,attr"`
	Status    string `xml:"httpResponseStatus,attr"`
	Encoding  string `xml:"encoding,attr"`
	MediaType string `xml:"mediaType,attr"`
	Content   struct {
		Compression string `xml:"compression,attr"`
		Text        string `xml:",chardata"`
	} `xml:"responseContent"`
	Headers []struct {
		Name   string `xml:"name"`
		Value  string `xml:"value"`
		NameA  string `xml:"name,attr"`
		Key    string `xml:"key,attr"`
		ValueA string `xml:"value,attr"`
	} `xml:"header"`
	Attachments []struct{} `xml:"attachment"`
}

// readProject reads a project.
func (i *importer) readProject(name string) (*project, error) {
	text, err := readWhole(name, mostProject, "a project")
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(asUTF8(text)))
	d.CharsetReader = charsetReader
	p := &project{left: min(mostProject, i.o.MaxTotal)}
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("it cannot be read as a project of SoapUI: %w", err)
	}
	if p.Encrypted != "" {
		return nil, errors.New("it is encrypted: open it in SoapUI with its password, and save it without one")
	}
	return p, nil
}

// mostUnpacked is the most bytes of a compressed text of a project. All together, which are in memory, may have as many as a
// project.
const mostUnpacked = 64 << 20

// plainText is a text as SoapUI shows it. It compresses large ones, and writes a carriage return as a backslash and an r.
func (p *project) plainText(s, compression string) (string, error) {
	if compression == "gzip" {
		raw, ok := fromBase64(strings.TrimSpace(s))
		if !ok {
			return "", errors.New("its compressed text is no base64")
		}
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return "", fmt.Errorf("its compressed text is broken: %w", err)
		}
		text, err := io.ReadAll(io.LimitReader(z, min(mostUnpacked, p.left)+1))
		switch {
		case int64(len(text)) > p.left:
			p.left = 0
			return "", errors.New("it is left out: the compressed texts of the project are too large together")
		case err != nil || len(text) > mostUnpacked:
			return "", errors.New("its compressed text is broken or too large")
		}
		p.left -= int64(len(text))
		s = string(text)
	}
	return strings.ReplaceAll(s, "\\r\n", "\n"), nil
}

package sqlserver

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"text/template"

	_ "embed"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// Endpoint is what the WSDL of one endpoint says: its name and namespace, whether it takes ad-hoc batches, and the web
// methods that CREATE ENDPOINT names.
type Endpoint struct {
	Name      string // an NCName
	Namespace string // NAMESPACE
	Batches   bool
	Methods   []Method
	DataSets  bool // rowsets are declared so that .NET makes a DataSet of them
}

// Method is a web method. Its name, those of its parameters and the endpoint's are NCNames.
type Method struct {
	Namespace, Name string
	Parameters      []Parameter
	Result          Result
	Returns         Type // of a Value
}

// Result is what the result element of a web method holds.
type Result int

// The results of web methods.
const (
	Stream  Result = iota // SqlResultStream (FORMAT = ALL_RESULTS)
	Rowsets               // SqlRowSet (FORMAT = ROWSETS_ONLY)
	Bare                  // whatever the procedure writes, without SOAP (FORMAT = NONE)
	Value                 // the value of a scalar function
)

// Parameter is a parameter of a web method.
type Parameter struct {
	Name   string
	Type   Type
	Output bool // it comes back, too
}

// Type is a type of SQL Server: its keyword in the sqltypes namespace, and the facets that it has here, 0 for none.
type Type struct {
	Keyword          string
	MaxLength        int
	Precision, Scale int // of decimal
}

//go:embed methods.tmpl
var methodsText string

// Extended is the endpoint's contract in the default form.
func (e Endpoint) Extended() (*wsdl.Contract, error) { return e.contract(Document, false) }

// Simple is the endpoint's contract in the simple form.
func (e Endpoint) Simple() (*wsdl.Contract, error) { return e.contract(Simple, true) }

// contract puts the endpoint's own into a source document. It is done in the text, so that every copy bears it, whoever
// serves it, and the marks stay that the codec reads.
func (e Endpoint) contract(source []byte, simple bool) (*wsdl.Contract, error) {
	text := strings.NewReplacer(
		`"Batch_EP`, `"`+e.Name, `:Batch_EP`, `:`+e.Name, `"http://tempuri.org"`, `"`+escape(e.Namespace)+`"`,
	).Replace(string(source))
	if !e.Batches {
		text = withoutBatches(text)
	}
	if e.DataSets {
		text = withDataSets(text)
	}
	if len(e.Methods) > 0 {
		var err error
		if text, err = e.withMethods(text, simple); err != nil {
			return nil, fmt.Errorf("wsdl/sqlserver: endpoint %s: %w", e.Name, err)
		}
	}
	c, err := wsdl.Parse([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("wsdl/sqlserver: endpoint %s: %w", e.Name, err)
	}
	return c, nil
}

// withoutBatches takes out what describes sqlbatch: the WSDL has it only where the endpoint allows ad-hoc queries
// (Books Online, ms187832; a captured WSDL of an endpoint with web methods alone has none of it).
func withoutBatches(text string) string {
	for _, part := range [][2]string{
		{`    <xsd:schema targetNamespace="http://schemas.microsoft.com/sqlserver/2004/SOAP"`, "</xsd:schema>\n"},
		{`  <wsdl:message name="sqlbatchSoapIn">`, "</wsdl:message>\n"},
		{`  <wsdl:message name="sqlbatchSoapOut">`, "</wsdl:message>\n"},
		{`    <wsdl:operation name="sqlbatch">`, "</wsdl:operation>\n"}, // of the portType
		{`    <wsdl:operation name="sqlbatch">`, "</wsdl:operation>\n"}, // of the binding
	} {
		before, rest, _ := strings.Cut(text, part[0])
		_, after, _ := strings.Cut(rest, part[1])
		text = before + after
	}
	return text
}

// withDataSets has the content of SqlRowSet refer to the element schema of XML Schema, as a captured WSDL has it: .NET makes
// DataSets of such types, and validators want to fetch the schema of XML Schema. That nothing of the content is validated is a
// choice, without which zeep refuses it. The simple form has no such type.
func withDataSets(text string) string {
	before, rest, found := strings.Cut(text, `<xsd:complexType name="SqlRowSet" mark:content="true">`)
	if !found {
		return text
	}
	_, after, _ := strings.Cut(rest, "</xsd:sequence>")
	return before + `<xsd:complexType name="SqlRowSet" mark:content="true">
        <xsd:sequence maxOccurs="unbounded">
          <xsd:element ref="xsd:schema"/>
          <xsd:any processContents="skip"/>
        </xsd:sequence>` + after
}

// space is the web methods of one namespace. SQL Server calls their prefixes s0 and so on.
type space struct {
	Prefix, Namespace string
	Simple            bool
	Methods           []Method
}

// withMethods puts the parts that describe the web methods where they belong.
func (e Endpoint) withMethods(text string, simple bool) (string, error) {
	parts, err := template.New("methods").Funcs(template.FuncMap{"escape": escape, "plain": Plain, "element": newElement}).Parse(methodsText)
	if err != nil {
		return "", err
	}
	spaces, declared := e.spaces(simple), ""
	for _, s := range spaces {
		declared += fmt.Sprintf("\n    xmlns:%s=\"%s\"", s.Prefix, escape(s.Namespace))
	}
	text = strings.Replace(text, "<wsdl:definitions ", "<wsdl:definitions"+declared+" ", 1)
	for _, p := range []struct{ name, before string }{
		{"schemas", "  </wsdl:types>"}, {"messages", "  <wsdl:portType "}, {"operations", "  </wsdl:portType>"}, {"binding", "  </wsdl:binding>"},
	} {
		var b bytes.Buffer
		if p.name == "schemas" && simple {
			if err := parts.ExecuteTemplate(&b, "results", nil); err != nil {
				return "", err
			}
		}
		for _, s := range spaces {
			if err := parts.ExecuteTemplate(&b, p.name, s); err != nil {
				return "", err
			}
		}
		text = strings.Replace(text, p.before, b.String()+p.before, 1)
	}
	return text, nil
}

// spaces are the methods by namespace, in the order in which the namespaces appear.
func (e Endpoint) spaces(simple bool) []space {
	var all []space
	for _, m := range e.Methods {
		i := slices.IndexFunc(all, func(s space) bool { return s.Namespace == m.Namespace })
		if i < 0 {
			i = len(all)
			all = append(all, space{Prefix: fmt.Sprintf("s%d", i), Namespace: m.Namespace, Simple: simple})
		}
		all[i].Methods = append(all[i].Methods, m)
	}
	return all
}

// element is an element of one value, for the template.
type element struct {
	Simple bool
	Name   string
	Type   Type
}

func newElement(simple bool, name string, t Type) element { return element{simple, name, t} }

// Faceted says whether a type is a subtype with facets, as those of all strings, binaries and decimals with a length
// are (Books Online, ms190983).
func (t Type) Faceted() bool { return t.MaxLength > 0 || t.Precision > 0 }

// IsStream and its like are for the template.
func (m Method) IsStream() bool  { return m.Result == Stream }
func (m Method) IsRowsets() bool { return m.Result == Rowsets }
func (m Method) IsValue() bool   { return m.Result == Value }

// Outputs are the parameters that come back.
func (m Method) Outputs() []Parameter {
	return slices.DeleteFunc(slices.Clone(m.Parameters), func(p Parameter) bool { return !p.Output })
}

// Plain is the type of XML Schema to which a keyword maps in the simple form, and which the type of the extended one
// restricts; "" for any.
func Plain(keyword string) string {
	switch keyword {
	case "bigint":
		return "long"
	case "int":
		return "int"
	case "smallint":
		return "short"
	case "tinyint":
		return "unsignedByte"
	case "bit":
		return "boolean"
	case "decimal", "money", "smallmoney":
		return "decimal"
	case "float":
		return "double"
	case "real":
		return "float"
	case "datetime", "smalldatetime":
		return "dateTime"
	case "binary", "varbinary", "image", "timestamp":
		return "base64Binary"
	case "xml", "sql_variant":
		return ""
	}
	return "string"
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(s)
}

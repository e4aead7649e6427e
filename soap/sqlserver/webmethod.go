package sqlserver

import (
	"cmp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// WebMethod is a stored procedure or a scalar function that an endpoint offers, as WEBMETHOD of CREATE ENDPOINT says, with what
// it answers: results that are written down, a batch of Transact-SQL, a file, or the value of a function. In what is
// written down ${name} is the value of the parameter of that name.
type WebMethod struct {
	Name       string            `yaml:"name"`       // the method's alias: the element in the Body of requests
	Namespace  string            `yaml:"namespace"`  // of that element; the endpoint's
	Procedure  string            `yaml:"procedure"`  // NAME, such as AdventureWorks.dbo.GetCustomerInfo; messages name its last part
	Parameters []MethodParameter `yaml:"parameters"` // in their order
	Schema     string            `yaml:"schema"`     // SCHEMA: default, standard or none; default, which is the endpoint's
	Format     string            `yaml:"format"`     // FORMAT: all_results, rowsets_only or none; all_results

	Results    []Result           `yaml:"results,omitempty"` // what it gives, in order
	Batch      string             `yaml:"batch"`             // or a batch that runs, with the parameters as variables
	Answer     string             `yaml:"answer"`            // or a file with the element in the Body of the answer, or with the whole envelope
	Elsewhere  bool               `yaml:"elsewhere"`         // or nothing: it is in the WSDL, and answered as what this server does not have
	ReturnCode int                `yaml:"returnCode"`        // of the procedure
	Output     map[string]*string `yaml:"output,omitempty"`  // output parameters that change, null for NULL

	Returns string  `yaml:"returns"` // of a function: the type of its value
	Value   *string `yaml:"value"`   // of a function; null: NULL
}

// MethodParameter is a parameter of a web method.
type MethodParameter struct {
	Name      string  `yaml:"name"`      // without @
	Type      string  `yaml:"type"`      // as Transact-SQL writes it, such as nvarchar(30)
	Direction string  `yaml:"direction"` // in or out; in. What is out goes in, too, as with OUTPUT in Transact-SQL
	Default   *string `yaml:"default"`   // its value when a request leaves it out, in its XML form
	Optional  bool    `yaml:"optional"`  // NULL when a request leaves it out
}

// Result is one item of what a web method gives.
type Result = batch.CannedResult

func (m WebMethod) procedure() string {
	name := cmp.Or(m.Procedure, m.Name)
	return strings.Trim(name[strings.LastIndexByte(name, '.')+1:], "[]")
}

// words are the settings that take one of a few words.
func (m *WebMethod) words() setting.List {
	return setting.List{
		setting.Word("schema", &m.Schema, "", "default", "standard", "none"),
		setting.Word("format", &m.Format, "", formatAll, formatRowsets, formatNone),
	}
}

// The words of FORMAT.
const (
	formatAll     = "all_results"
	formatRowsets = "rowsets_only"
	formatNone    = "none"
)

// The words of a parameter's direction.
const (
	directionIn  = "in"
	directionOut = "out"
)

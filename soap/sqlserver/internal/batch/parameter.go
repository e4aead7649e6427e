package batch

// Direction is the way of a parameter.
type Direction string

// The directions of parameters.
const (
	Input       Direction = "Input"
	InputOutput Direction = "InputOutput"
)

// Parameter is a parameter of a batch: a variable that has a value when the batch begins.
type Parameter struct {
	Name      string // as in the request, without "@"
	Direction Direction
	Type      Type
	Value     Value
}

// ParameterSpec is a SqlParameter as a request writes it. Nil is an attribute that is not there.
type ParameterSpec struct {
	Name      string  // 1 to 127 characters, without "@"
	SQLDbType *string // NVarChar if not there; letters must match as in the contract
	Direction *string // Input if not there
	MaxLength *int    // 1 if not there, -1 for the max types
	Precision *int    // 18 if not there
	Scale     *int    // 0 if not there
	Null      bool    // xsi:nil
	Text      string  // the content of Value otherwise, in the lexical form of its XML type
}

// NewParameter makes a parameter of what the request says. A character or binary value that is longer than
// maxLength is cut. Text that is no value of the type is an error, whose text may be shown to the client.
func NewParameter(spec ParameterSpec) (Parameter, error) {
	panic("not yet written")
}

package gate

import (
	"bytes"
	"context"

	"github.com/soapstone-dev/soapstone/soap"
)

// answers is the step that answers from files.
type answers struct {
	system string
}

// newAnswers makes the step, nil when no files are named.
func newAnswers(system string, cfg Config) (*answers, error) {
	if len(cfg.Answers)+len(cfg.Shared) == 0 {
		return nil, nil
	}
	return &answers{system: system}, nil
}

// Pass answers a call from a file.
func (a *answers) Pass(context.Context, *soap.Call) (soap.Reply, error) {
	return nil, soap.ErrNoOperation
}

// adviseFolder says how a call would be answered by a file where no files are named.
func adviseFolder(call *soap.Call) string {
	return "serve with --answers DIR and write DIR/" + call.Service.System + "/" + clip(Operation(call)) + ".response.xml, the whole envelope of the answer"
}

// looksLikeXML says whether a body begins as XML does.
func looksLikeXML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\ufeff")), " \t\r\n"), []byte("<"))
}

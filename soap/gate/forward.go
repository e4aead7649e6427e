package gate

import "errors"

// newForward makes the step that sends calls to another server.
func newForward(string, Config) (Step, error) {
	return nil, errors.New("gate: forward: this is not built yet")
}

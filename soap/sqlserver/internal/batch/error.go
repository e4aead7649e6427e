package batch

import "errors"

// What NewSession refuses.
var (
	ErrDatabase = errors.New("batch: no such database")
	ErrLanguage = errors.New("batch: no such language")
)

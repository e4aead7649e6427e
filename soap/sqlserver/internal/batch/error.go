package batch

import "errors"

// What NewSession refuses.
var (
	ErrDatabase = errors.New("batch: no such database")
	ErrLanguage = errors.New("batch: no such language")
)

// What NewParameter refuses: ErrBase64 is a binary value that is not base64, ErrParameter anything else.
var (
	ErrParameter = errors.New("batch: parameter")
	ErrBase64    = errors.New("batch: parameter is not base64")
)

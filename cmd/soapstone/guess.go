package main

import (
	"fmt"
	"slices"

	"github.com/soapstone-dev/soapstone/soap/near"
)

// didYouMean is a guess at what a name was meant to be, as the end of a sentence; "" when nothing is near. A name that is known
// is so elsewhere, and no guess.
func didYouMean(name string, known []string) string {
	others := slices.DeleteFunc(slices.Clone(known), func(k string) bool { return k == name })
	if meant := near.Word(name, others); meant != "" {
		return fmt.Sprintf(" (did you mean %q?)", meant)
	}
	return ""
}

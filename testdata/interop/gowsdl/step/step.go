// Package step is what gowsdl's programs say with, check with and call the operator with. None of it is SOAP.
package step

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

// Say prints what a step saw.
func Say(step, saw string) { fmt.Printf("%s: %s\n", step, saw) }

// Must ends the program unless something holds.
func Must(holds bool, saw ...any) {
	if !holds {
		fmt.Fprintln(os.Stderr, "not as it must be:", saw)
		os.Exit(1)
	}
}

// Send sends a plain request, which has to be answered with 200, and returns what is answered.
func Send(method, url, contentType, body string) []byte {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	Must(err == nil, err)
	request.Header.Set("Content-Type", contentType)
	answer, err := http.DefaultClient.Do(request)
	Must(err == nil, err)
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	Must(err == nil && answer.StatusCode == http.StatusOK, answer.Status, err)
	return b
}

// Operator calls the operator's API, whose address is the program's second argument.
func Operator(method, call string) { Send(method, os.Args[2]+call, "", "") }

// Advance moves the clock.
func Advance(by string) { Operator(http.MethodPost, "/clock/advance?by="+by) }

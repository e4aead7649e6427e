package main

import (
	"log/slog"
	"regexp"
)

// packages are the names of our packages that errors begin with, at each place where one says what another has told it. Names of
// systems and of commands are not among them: those mean something to who reads them.
var packages = regexp.MustCompile(`(^|: )(?:(?:auth|batch|bolt|capture|correlate|diff|gate|mask|soap(?:/[a-z]+)?|transcript|world): )+`)

// plain is what an error says to a user: without the names of packages.
func plain(err error) string { return plainText(err.Error()) }

func plainText(text string) string { return packages.ReplaceAllString(text, "$1") }

// plainAttr makes messages and errors of the log plain.
func plainAttr(groups []string, a slog.Attr) slog.Attr {
	if err, ok := a.Value.Any().(error); ok {
		return slog.String(a.Key, plain(err))
	}
	if len(groups) == 0 && a.Key == slog.MessageKey {
		return slog.String(a.Key, plainText(a.Value.String()))
	}
	return a
}

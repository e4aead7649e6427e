// Package soaptest runs soapstone's systems inside a Go process.
//
// A Stage is one running system that starts empty and on which a transcript is played: no port is opened, the
// clock stands still, and chance follows from the transcript's seed.
package soaptest

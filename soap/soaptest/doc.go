// Package soaptest runs soapstone's systems inside a Go test: a server for a legacy SOAP client in one line.
//
//	srv := soaptest.Start(t, soaptest.SQLServer())
//	client := legacy.Dial(srv.URL+"/sql/demo", "alice", "soapstone")
//
// The server listens on a loopback port of its own, starts empty, and goes with the test. Its clock is the test's: Advance
// lets half an hour pass in no time, and every timeout happens as half an hour of waiting would have had it. Exchanges shows
// what the client sent. Check plays transcripts, see package transcript, under the server's settings.
//
// A Stage is one running system on which a single transcript is played: no port is opened, the clock stands still, and
// chance follows from the transcript's seed. `soapstone check` uses it; a test that has a Server needs none.
package soaptest

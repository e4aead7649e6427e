// Package world puts the emulated systems together: from one Config, over one
// store and one clock, it makes the handler that answers clients, and the verbs
// with which an operator steers what stands behind it. The program, transcripts
// and soaptest share it, so that a story means the same in each.
//
//	w, err := world.New(world.Default(), db.Handle(), soap.NewClock(), world.Options{})
//	…
//	http.Serve(listener, w.Handler())
//
// # Settings
//
// Settings are changed whole or not at all: a change makes a new Config, checks
// it, builds new rooms and a new endpoint, and only then lets requests in there.
// Calls under way end where they began. The store and the clock stay.
//
// # Adding a system
//
//   - The contract, wsdl/NAME: a WSDL of our own, contract.go with its evidence and
//     the line for `go generate`, which makes types.go of it.
//   - The room, soap/NAME. Who knows one room knows all: doc.go tells what the real
//     server did, what is our choice, and what is missing; NAME.go has System, Room,
//     New and Services with the table of operations; config.go, choices.go and
//     config.yaml the settings; session.go the operations, record.go what the store
//     keeps, id.go what is drawn by chance; style.go how the vendor writes, fault.go
//     what is refused, and word, which turns errors into that; wsdl.go answers GET,
//     work.go passes on what the room does not do; operator.go has Sweep, Restart and
//     Make. It imports no other room, and takes time and chance from the Call.
//   - Here: a type for its settings and those of its gate, a field of Config with that
//     type, and a line of the table of rooms. What the world asks of a room, and what
//     it may offer beyond that, stands in system.go; of its settings, in rooms.go and
//     demo.go.
//   - A line each: rooms and allowed in design_test.go; an Option of soaptest;
//     correlate.System, which tells the systems of recorded requests apart; the columns
//     of .ci/matrix.
//   - For work that is passed on to another server with sessions of its own: gate's
//     vendorOf. For work that is no SOAP, such as REST beside it: gate's
//     speaksSOAPAlone, or files that answer it are said to be damaged. What a room's
//     part of a call (Call.Room) may tell the gate are its interfaces beginner, opener
//     and answerTyper.
//   - The evidence, testdata/NAME: rows.md, each row shown by a story (*.txtar) or by a
//     test TestRowNN, the vendor's own messages in published, and a line of the
//     README's table. soaptest's tests hold them together.
//   - The tests: package roomtest starts a room, tries its settings and has its store
//     fail. A client of every system is asked for, by tests that fail until there is
//     one, in package clients, in cmd/soapstone (lives) and in gate (systems). Others
//     are in the tests of authorization, interop and benchmarks.
//
// # Caveats
//
// A restart of the program is not a restart of an emulated server: what is in the
// store lives on. What a restart of the real server does is World.Restart.
//
// World.Alter changes a room where it stands, as the real server's command did, and not the Config: World.Config
// shows the settings from before it, and the next change of settings starts from those again.
package world

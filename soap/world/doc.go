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
// A room is known here by a type for its settings and those of its gate, a field
// of Config with that type, and a line of the table of rooms.
//
// # Caveats
//
// A restart of the program is not a restart of an emulated server: what is in the
// store lives on. What a restart of the real server does is World.Restart.
//
// World.Alter changes a room where it stands, as the real server's command did, and not the Config: World.Config
// shows the settings from before it, and the next change of settings starts from those again.
package world

// Package gate lets admitted work through: operations that no room has. A real client logs in, works and logs out; the
// session is a room's, the work is answered here, by files or by another server. A room gives a call to the gate only when
// it has checked the session as its vendor would, so that nothing is answered or forwarded for a session that is dead,
// foreign or missing.
package gate

// Package roomtest is what the tests of the rooms have in common: a room behind a server on loopback, settings that are
// tried one by one, and a store that counts and fails.
package roomtest

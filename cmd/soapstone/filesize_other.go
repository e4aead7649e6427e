//go:build !unix

package main

// refuseLargeFiles has nothing to do: there is no such limit.
func refuseLargeFiles() {}

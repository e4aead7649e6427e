// Package stream writes results as SQL Server's result streams: the content of sqlbatchResult and of the result
// elements of web methods, the output parameters of a batch, and the SqlMessage of a fault.
//
// It writes into an envelope that declares the prefixes of [Declarations], as the real server's does, and
// declares again only what the server declared again.
package stream

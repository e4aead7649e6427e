package soap

import (
	"context"
	"io"
	"net"
	"sync"
)

// Connection is one connection of a client, for systems that log in connections and not requests, as NTLM does. What
// is kept on it goes when it is closed.
type Connection struct {
	mu   sync.Mutex
	kept map[any]any
}

type connectionKey struct{}

// ConnContext is for the ConnContext of the http.Server in front of an Endpoint, which tells connections apart by
// nothing else:
//
//	&http.Server{Handler: endpoint, ConnContext: soap.ConnContext}
func ConnContext(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, new(Connection))
}

// Connection is the connection that the request came on, where requests come one after the other: nil when the
// http.Server was not given ConnContext, and with HTTP/2.
func (c *Call) Connection() *Connection {
	if c.HTTP.ProtoMajor > 1 {
		return nil
	}
	connection, _ := c.HTTP.Context().Value(connectionKey{}).(*Connection)
	return connection
}

// Drain reads what there is of the request's body, up to what the endpoint takes. An answer in Admit after which the
// client is to go on with the same connection needs it: net/http closes one on which much was left unread, or on which
// a client still waits to be asked for its body (Expect: 100-continue).
func (c *Call) Drain() {
	if c.HTTP.Body == nil {
		return
	}
	io.Copy(io.Discard, io.LimitReader(c.HTTP.Body, c.endpoint.limits.MaxBytes)) // an error is a client who is gone
}

// Keep keeps a value on the connection, under a key that is compared as a map does; nil takes it back. Any number of
// goroutines may keep and look.
func (c *Connection) Keep(key, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if value == nil {
		delete(c.kept, key)
		return
	}
	if c.kept == nil {
		c.kept = map[any]any{}
	}
	c.kept[key] = value
}

// Kept is the value that is kept under a key, nil when there is none.
func (c *Connection) Kept(key any) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[key]
}

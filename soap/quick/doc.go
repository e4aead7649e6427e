// Package quick answers HTTP requests in front of net/http's server, where small ones take 1.4 to 2 times as long
// (BenchmarkPlain, on two cores).
//
// What nearly every SOAP client sends is plain: a POST of HTTP/1.1 with a Content-Length, or a GET without, that comes whole
// and fits into a buffer. Such a request needs nobody who reads on while it is answered, no chunks, no 100 Continue and no limits
// that could bite half way. It is read by [net/http.ReadRequest] and given to the handler as net/http's server would, and
// the answer is the same to the byte. When a client says the same head again, as most do with each request of a connection,
// nobody reads it again: the handler gets a copy of the request that was read. Everything else is net/http's: with the first
// request that is not plain, the connection goes over to it with all that has come, and stays there.
//
// So nothing here judges a request. What is not surely plain is for net/http to read, to wait for or to refuse.
//
// # Caveats
//
// A handler is called when a plain request is there whole, or when its head is there and a second has gone since its
// beginning: a client that sends a head and waits for its answer before it sends the body has to wait that long.
//
// Header and URL are those of the requests before, where the head is the same. A handler may not change them, as the
// documentation of [http.Handler] says of all of a request.
//
// The context of a request sees its client go once somebody has asked for Done. Err alone looks for nobody.
//
// The answer has no trailers, [http.MaxBytesReader] does not close the connection, nobody is told by CloseNotify, and
// io.Copy and io.WriteString make other chunks. ErrorLog has panics, not what net/http says of odd handlers. Who hijacks a
// connection that went over to net/http gets one that is no *net.TCPConn, but has CloseWrite.
//
// The hook ConnState hears of a connection when it goes over to net/http, or ends. SetKeepAlivesEnabled counts from then on
// alone, as do TLS and HTTP/2: the listener is to be one without TLS. When it fails, nothing can go over any more.
//
// # Where things are
//
// plain.go says what is plain: who widens that, widens FuzzLook's seeds as well. lane.go has a connection from its beginning
// until it ends or goes over, context.go watches the client meanwhile. familiar.go keeps what was read of a request's head,
// said.go what was written of an answer's. answer.go and answer_head.go repeat what net/http's response and chunkWriter do,
// and TestSameOddAnswers and its siblings hold them to it, byte for byte: a new case goes into their tables, where net/http
// itself says what is right.
package quick

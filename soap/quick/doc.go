// Package quick answers HTTP requests in front of net/http's server, which is the half of what a small answer costs.
//
// What nearly every SOAP client sends is plain: a POST or GET of HTTP/1.1 with a Content-Length, that comes whole and fits
// into a buffer. Such a request needs nobody who reads on while it is answered, no chunks, no 100 Continue and no limits
// that could bite half way. It is read by [net/http.ReadRequest] and given to the handler as net/http's server would, and
// the answer is the same to the byte. Everything else is net/http's: with the first request that is not plain, the
// connection goes over to it with all that has come, and stays there.
//
// So nothing here judges a request. What is not surely plain is for net/http to read, to wait for or to refuse.
package quick

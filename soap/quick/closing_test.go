package quick

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
)

// closingAnswers are handlers that have said something already when the server is shut down.
var closingAnswers = map[string]func(w http.ResponseWriter, shutDown func()){
	"nothing": func(_ http.ResponseWriter, shutDown func()) { shutDown() },
	"status":  func(w http.ResponseWriter, shutDown func()) { w.WriteHeader(200); shutDown() },
	"body":    func(w http.ResponseWriter, shutDown func()) { io.WriteString(w, "x"); shutDown() },
	"typed": func(w http.ResponseWriter, shutDown func()) {
		w.Header().Set("Content-Type", "a/b")
		io.WriteString(w, "x")
		shutDown()
	},
	"measured": func(w http.ResponseWriter, shutDown func()) {
		w.Header().Set("Content-Type", "a/b")
		w.Header().Set("Content-Length", "1")
		io.WriteString(w, "x")
		shutDown()
	},
	"flushed": func(w http.ResponseWriter, shutDown func()) {
		w.(http.Flusher).Flush()
		shutDown()
		io.WriteString(w, "x")
	},
	"keeps": func(w http.ResponseWriter, shutDown func()) {
		w.Header().Set("Connection", "keep-alive")
		w.WriteHeader(200)
		w.Header().Set("Connection", "close")
		shutDown()
	},
	"closes": func(w http.ResponseWriter, shutDown func()) {
		w.Header().Set("Connection", "close")
		w.Header().Set("X", "y")
		w.WriteHeader(200)
		w.Header().Set("X", "z")
		shutDown()
	},
	"closes late": func(w http.ResponseWriter, shutDown func()) {
		shutDown()
		w.Header().Set("Connection", "close")
		w.Header().Set("X", "y")
	},
	"no connection": func(w http.ResponseWriter, shutDown func()) {
		w.Header()["Connection"] = nil
		w.WriteHeader(200)
		shutDown()
	},
	"switches": func(w http.ResponseWriter, shutDown func()) {
		w.Header().Set("Connection", "upgrade")
		w.Header().Set("Upgrade", "other")
		w.WriteHeader(101)
		shutDown()
	},
	"switches without a name": func(w http.ResponseWriter, shutDown func()) {
		w.Header().Set("Connection", "upgrade")
		w.WriteHeader(101)
		shutDown()
	},
	"might switch": func(w http.ResponseWriter, shutDown func()) {
		w.Header().Set("Connection", "upgrade")
		w.Header().Set("Upgrade", "other")
		shutDown()
	},
	"switches to nothing": func(w http.ResponseWriter, shutDown func()) { w.WriteHeader(101); shutDown() },
}

// TestSameWhileItShutsDown has net/http's server and ours shut down while they answer.
func TestSameWhileItShutsDown(t *testing.T) {
	for name, answer := range closingAnswers {
		t.Run(name, func(t *testing.T) {
			start := func(shutDown func(context.Context) error, serve func(net.Listener) error, srv *http.Server) string {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				begun, done := make(chan bool), make(chan error)
				srv.RegisterOnShutdown(func() { close(begun) })
				srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Date", "Thu, 01 Jan 1970 00:00:00 GMT")
					answer(w, func() {
						go func() { done <- shutDown(t.Context()) }()
						<-begun
					})
				})
				go serve(l)
				heard := say(t, l.Addr().String(), post("/", "", "x"))
				if err := await(t, done, "the end of Shutdown"); err != nil {
					t.Error(err)
				}
				return heard
			}
			std, fronted := &http.Server{}, &http.Server{}
			quick := New(fronted)
			if want, got := start(std.Shutdown, std.Serve, std), start(quick.Shutdown, quick.Serve, fronted); got != want {
				t.Errorf("the answer is %q, with net/http %q", got, want)
			}
		})
	}
}

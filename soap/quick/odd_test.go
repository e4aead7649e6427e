package quick

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// oddAnswers are handlers that do what few do.
var oddAnswers = map[string]http.HandlerFunc{
	// Informational answers, and a status that ends the talk of HTTP.
	"/early": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</a>")
		w.WriteHeader(103)
		w.Header().Set("Content-Length", "1")
		w.WriteHeader(102)
		io.WriteString(w, "x")
	},
	"/early-described": func(w http.ResponseWriter, _ *http.Request) {
		describe(w)
		w.WriteHeader(103)
		io.WriteString(w, "x")
	},
	"/switches": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "upgrade")
		w.Header().Set("Upgrade", "other")
		w.WriteHeader(101)
		_, err := io.WriteString(w, "x")
		if !errors.Is(err, http.ErrBodyNotAllowed) {
			panic(err)
		}
	},
	"/99":           status(99),
	"/100":          status(100),
	"/199":          status(199),
	"/999":          status(999),
	"/1000":         status(1000),
	"/invalid-late": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); w.WriteHeader(7) },
	"/bare-204":     func(w http.ResponseWriter, _ *http.Request) { describe(w); w.WriteHeader(204) },
	"/bare-304":     func(w http.ResponseWriter, _ *http.Request) { describe(w); w.WriteHeader(304) },
	// Transfer codings.
	"/identity": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Transfer-Encoding", "identity")
		io.WriteString(w, "x")
	},
	"/identity-measured": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Transfer-Encoding", "identity")
		w.Header().Set("Content-Length", "1")
		io.WriteString(w, "x")
	},
	"/identity-closed":        identity("close"),
	"/identity-closing-comma": identity("x,Close"),
	"/identity-closing-blank": identity("close x"),
	"/identity-closing-tab":   identity("x\tclose"),
	"/identity-closed-word":   identity("closed, x"),
	"/identity-keep": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Transfer-Encoding", "identity")
		w.Header().Set("Connection", "keep-alive")
		w.WriteHeader(200)
		w.Header().Set("Connection", "close")
	},
	"/coded": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Transfer-Encoding", "gzip")
		io.WriteString(w, "x")
	},
	"/chunked-short": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9")
		w.Header().Set("Transfer-Encoding", "chunked")
		io.WriteString(w, "x")
	},
	"/closing-words": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "Close, x")
		io.WriteString(w, "x")
	},
	"/nil-length": func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Length"] = nil
		io.WriteString(w, "x")
	},
	"/zero":          measured("0", "", "x"),
	"/negative":      measured("-1", "x"),
	"/more-negative": measured("-2", "x"),
	"/endless":       measured("9223372036854775807", "x"),
	"/last-byte": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "2")
		io.WriteString(w, "x")
		w.(http.Flusher).Flush()
		io.WriteString(w, "y")
	},
	"/no-date": func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil },
	// Bodies without a length, around what net/http keeps of one.
	"/2048":   unmeasured(2048),
	"/2049":   unmeasured(2049),
	"/2000+":  unmeasured(2000, 100, 1900, 148, 5000, 1),
	"/70000":  unmeasured(70000),
	"/1+3000": unmeasured(1, 3000),
	"/many":   unmeasured(600, 700, 800, 900, 1000),
	// What a handler hears.
	"/hears-nothing": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(204)
		none, err := w.Write(nil)
		n, notAllowed := io.WriteString(w, "x")
		answerRaw(w, fmt.Sprint(none, err, n, notAllowed))
	},
	"/hears-enough": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1")
		n, tooLong := io.WriteString(w, "xy")
		answerRaw(w, fmt.Sprint(n, tooLong))
	},
	"/hears-late": func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		w.WriteHeader(103)
		w.WriteHeader(7)
		n, gone := io.WriteString(w, "x")
		fmt.Fprint(conn, n, gone)
	},
	"/hears-no-more": func(w http.ResponseWriter, _ *http.Request) {
		control := http.NewResponseController(w)
		control.SetWriteDeadline(time.Unix(1, 0))
		failed := control.Flush() != nil
		control.SetWriteDeadline(time.Time{})
		if io.WriteString(w, "x"); !failed || control.Flush() == nil {
			panic("an answer goes on behind what was not sent")
		}
	},
	// Panics half way, and what was written by then.
	"/panics-2048": func(w http.ResponseWriter, r *http.Request) { unmeasured(2048)(w, r); panic(http.ErrAbortHandler) },
	"/panics-2049": func(w http.ResponseWriter, r *http.Request) { unmeasured(2049)(w, r); panic(http.ErrAbortHandler) },
	"/panics-measured": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "a/b")
		w.Header().Set("Content-Length", "9000")
		unmeasured(100, 1900, 500)(w, r)
		panic(http.ErrAbortHandler)
	},
	"/panics-begun": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "a/b")
		w.Header().Set("Content-Length", "9")
		w.WriteHeader(200)
		panic(http.ErrAbortHandler)
	},
	// The request's body.
	"/body-gone":   func(w http.ResponseWriter, r *http.Request) { r.Body = nil; io.WriteString(w, "x") },
	"/body-closed": func(w http.ResponseWriter, r *http.Request) { r.Body.Close(); io.WriteString(w, "x") },
	"/body-late": func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%.9q, %v", body, err)
	},
	"/body-duplex": func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		w.(http.Flusher).Flush()
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%.9q, %v", body, err)
	},
	"/body-closing": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		w.(http.Flusher).Flush()
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%.9q, %v", body, err)
	},
	// A connection that is taken over.
	"/hijacked-body": func(w http.ResponseWriter, _ *http.Request) { answerRaw(w, "") },
	"/hijacked-begun": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(200)
		answerRaw(w, "raw")
	},
	"/hijacked-measured": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "a/b")
		w.Header().Set("Content-Length", "9")
		io.WriteString(w, "x")
		answerRaw(w, "raw")
	},
	"/hijacked-long": func(w http.ResponseWriter, r *http.Request) { unmeasured(3000)(w, r); answerRaw(w, "raw") },
	"/hijacked-panics": func(w http.ResponseWriter, r *http.Request) {
		unmeasured(3000)(w, r)
		answerRaw(w, "raw")
		panic(http.ErrAbortHandler)
	},
	// The controller.
	"/controlled": func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		duplex := c.EnableFullDuplex()
		io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, duplex, c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Time{}), c.Flush())
	},
}

// status answers with a status, and then with another one.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		io.WriteString(w, "x")
	}
}

// describe says all there is to say of a body.
func describe(w http.ResponseWriter) {
	for name, value := range map[string]string{"Content-Type": "a/b", "Content-Length": "1", "Transfer-Encoding": "chunked"} {
		w.Header().Set(name, value)
	}
}

// identity has the body end with the connection, of which it says something.
func identity(connection string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Transfer-Encoding", "identity")
		w.Header().Set("Connection", connection)
		io.WriteString(w, "x")
	}
}

// measured writes pieces, and says a length before them.
func measured(length string, pieces ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", length)
		for _, p := range pieces {
			io.WriteString(w, p)
		}
	}
}

// unmeasured writes pieces of so many bytes, and nothing of how many they are.
func unmeasured(sizes ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, n := range sizes {
			w.Write(bytes.Repeat([]byte("<"), n))
		}
	}
}

// answerRaw takes the connection over, says words and what the buffer has.
func answerRaw(w http.ResponseWriter, words string) {
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	rest, err := io.ReadAll(buf)
	fmt.Fprintf(conn, "%s, left %q, %v", words, rest, err)
}

func TestSameOddAnswers(t *testing.T) {
	b := startBoth(t)
	for path := range oddAnswers {
		t.Run(strings.TrimPrefix(path, "/"), func(t *testing.T) {
			b.same(t, post(path, "", "x"), post("/tell", "", "y"))
			b.same(t, post(path, "", strings.Repeat("z", 5000)), post("/tell", "", "y"))
			b.same(t, get(path, ""))
		})
	}
}

package quick

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// TestEchoesAtOnce has many clients hear their own bodies again, of every size and in any pieces, two requests at a time.
// What one of them sends must not turn up with another: the buffers go from hand to hand.
func TestEchoesAtOnce(t *testing.T) {
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Watched") != "" {
			r.Context().Done()
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		if r.Header.Get("Measured") != "" {
			w.Header().Set("Content-Type", "a/b")
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		}
		for len(body) > 5000 && r.Header.Get("Pieces") != "" {
			w.Write(body[:777])
			body = body[777:]
		}
		w.Write(body)
	}, nil)
	fields := []string{"", "Watched: x\r\n", "Measured: x\r\n", "Pieces: x\r\n", "Watched: x\r\nPieces: x\r\nMeasured: x\r\n"}
	var clients sync.WaitGroup
	for client := range uint64(16) {
		clients.Go(func() {
			dice := rand.New(rand.NewPCG(client, 2))
			conn, err := net.Dial("tcp", s.address)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(time.Minute))
			in := bufio.NewReader(conn)
			for turn := range 60 {
				var sent bytes.Buffer
				var bodies [2][]byte
				for i := range bodies {
					body := bytes.Repeat(fmt.Appendf(nil, "%d/%d/%d ", client, turn, i), 1+dice.IntN(6000))
					bodies[i] = body[:dice.IntN(1+min(len(body), 62000>>dice.IntN(12)))]
					sent.WriteString(post("/", fields[dice.IntN(len(fields))], string(bodies[i])))
				}
				go func(all []byte, at int) {
					conn.Write(all[:at])
					conn.Write(all[at:])
				}(sent.Bytes(), dice.IntN(sent.Len()))
				for i, want := range bodies {
					r, err := http.ReadResponse(in, nil)
					if err != nil {
						t.Errorf("client %d, turn %d: %v", client, turn, err)
						return
					}
					if got, err := io.ReadAll(r.Body); err != nil || !bytes.Equal(got, want) {
						t.Errorf("client %d, turn %d: answer %d has %d bytes that differ from the %d sent, %v", client, turn, i, len(got), len(want), err)
						return
					}
				}
			}
		})
	}
	clients.Wait()
}

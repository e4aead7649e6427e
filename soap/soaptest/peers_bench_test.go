package soaptest_test

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
)

// Futurama's SOAP interface is what is compared: it is document/literal, which every toolkit serves from our WSDL.

const webapi = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"

func webapiCall(operation, members string) []byte {
	head := "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"" + webapi + "IWebAPIService/" + operation + "\"\r\n"
	// There is no header, as clients without one send it: gSOAP would answer an empty one with its own.
	return request("/WebAPIService.svc", head, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><`+operation+` xmlns="`+webapi+`"><request>`+
		members+`</request></`+operation+`></e:Body></e:Envelope>`)
}

var (
	webapiID    = regexp.MustCompile(`SessionID>([^<]+)<`)
	startWebAPI = webapiCall("StartSession", "")
)

func keepWebAPI(id string) []byte {
	return webapiCall("SessionKeepAlive", "<SessionID>"+id+"</SessionID>")
}

// BenchmarkPeers has soapstone, gSOAP's server, node-soap's and a bare net/http one, each a process of its own, answer the
// same requests in turn. `make bench-peers` runs it. keepalive reads a session; start makes one, which soapstone alone
// writes to the disk before it answers: no more than a hint at what durability costs.
func BenchmarkPeers(b *testing.B) {
	if os.Getenv("SOAPSTONE_PEERS") == "" {
		b.Skip("it builds servers and runs them beside soapstone: set SOAPSTONE_PEERS=1, or use `make bench-peers`")
	}
	peers := startPeers(b)
	for _, callers := range []int{1, 32, 256} {
		b.Run(fmt.Sprintf("keepalive/callers=%d", callers), func(b *testing.B) { comparePeers(b, peers, callers, true) })
	}
	for _, callers := range []int{1, 32, 256} {
		b.Run(fmt.Sprintf("start-notcomparable/callers=%d", callers), func(b *testing.B) { comparePeers(b, peers, callers, false) })
	}
}

// peerBlock is how many requests a server gets before it is the next one's turn.
const peerBlock = 2000

func comparePeers(b *testing.B, peers []peer, callers int, keep bool) {
	runs := make([]*peerClients, len(peers))
	for i, p := range peers {
		runs[i] = connect(b, p, callers, keep)
		if err := runs[i].run(2 * peerBlock); err != nil { // compilers, pools and caches become warm
			b.Fatal(err)
		}
		runs[i].took = make([][]time.Duration, callers)
	}
	spent := make([]time.Duration, len(runs))
	b.ResetTimer()
	for left, turn := b.N, 0; left > 0; left, turn = left-peerBlock, turn+1 {
		for k := range runs { // who is first changes
			i := (k + turn) % len(runs)
			begin := time.Now()
			if err := runs[i].run(min(peerBlock, left)); err != nil {
				b.Fatal(err)
			}
			spent[i] += time.Since(begin)
		}
	}
	b.StopTimer()
	b.ReportMetric(0, "ns/op") // of all together, which says nothing
	for i, p := range peers {
		b.ReportMetric(float64(b.N)/spent[i].Seconds(), p.name+"/s")
		b.ReportMetric(float64(runs[i].p99().Microseconds()), p.name+"-p99-µs")
		if i > 0 {
			b.ReportMetric(spent[i].Seconds()/spent[0].Seconds(), "of-"+p.name)
		}
	}
}

// peerClients are callers with a connection and a session each.
type peerClients struct {
	name     string
	conns    []*peerConn
	requests [][]byte
	took     [][]time.Duration
}

// connect begins each caller's session on its own connection, so that a server of several processes finds it again.
func connect(b *testing.B, p peer, callers int, keep bool) *peerClients {
	b.Helper()
	c := &peerClients{name: p.name, took: make([][]time.Duration, callers)}
	for range callers {
		conn, err := dialPeer(p.address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		next := startWebAPI
		if keep && p.id != "" {
			next = keepWebAPI(p.id)
		} else if keep {
			next = keepWebAPI(conn.begin(b))
		}
		c.conns, c.requests = append(c.conns, conn), append(c.requests, next)
	}
	return c
}

func (c *peerClients) run(n int) error {
	return loopback.Share(len(c.conns), n, func(caller, share int) error {
		for range share {
			begin := time.Now()
			answer, err := c.conns[caller].do(c.requests[caller])
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if c.took[caller] = append(c.took[caller], time.Since(begin)); !bytes.Contains(answer, []byte("success<")) {
				return fmt.Errorf("%s: answered %s", c.name, answer)
			}
		}
		return nil
	})
}

func (c *peerClients) p99() time.Duration {
	all := slices.Concat(c.took...)
	slices.Sort(all)
	return all[len(all)*99/100]
}

// peerConn is a connection of a client that costs next to nothing.
type peerConn struct {
	net.Conn
	r    *bufio.Reader
	body []byte
}

func dialPeer(address string) (*peerConn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &peerConn{Conn: conn, r: bufio.NewReaderSize(conn, 4<<10)}, nil
}

// begin starts a session and returns its id.
func (c *peerConn) begin(b *testing.B) string {
	b.Helper()
	answer, err := c.do(startWebAPI)
	if err != nil {
		b.Fatal(err)
	}
	id := webapiID.FindSubmatch(answer)
	if id == nil {
		b.Fatalf("no session: %s", answer)
	}
	return string(id[1])
}

// do sends a request and reads its answer, which is valid until the next one.
func (c *peerConn) do(request []byte) ([]byte, error) {
	c.SetDeadline(time.Now().Add(time.Minute)) // a server that hangs is an error, not a benchmark without end
	if _, err := c.Write(request); err != nil {
		return nil, err
	}
	status, err := c.r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	length := -1
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			fmt.Sscan(string(v), &length)
		}
	}
	if !strings.Contains(status, " 200 ") || length < 0 {
		return nil, fmt.Errorf("no answer with 200 and a length: %q, length %d", status, length)
	}
	c.body = slices.Grow(c.body[:0], length)[:length]
	_, err = io.ReadFull(c.r, c.body)
	return c.body, err
}

// sameAnswers ends the benchmark unless all servers answer alike: the same elements with the same texts, whatever the
// prefixes, the new timeout being 20 minutes off. A session that none knows is refused by all.
func sameAnswers(b *testing.B, peers []peer) {
	b.Helper()
	want := []string{
		"Envelope", "Body", "{webapi}SessionKeepAliveResponse", "{webapi}SessionKeepAliveResult",
		"{webapi}Message", "success", "{webapi}NextTimeout", "in 20 minutes",
	}
	for _, p := range peers {
		conn, err := dialPeer(p.address)
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close()
		id := conn.begin(b)
		answer, err := conn.do(keepWebAPI(id))
		if err != nil {
			b.Fatal(err)
		}
		if diff := cmp.Diff(want, answered(b, answer)); diff != "" {
			b.Fatalf("%s answers otherwise (-want +got):\n%s", p.name, diff)
		}
		answer, err = conn.do(keepWebAPI(strings.Repeat("z", len(id))))
		if err != nil {
			b.Fatal(err)
		}
		if bytes.Contains(answer, []byte("success<")) {
			b.Fatalf("%s knows a session that nobody began: %s", p.name, answer)
		}
	}
}

// answered is what an answer says: names and texts in their order.
func answered(b *testing.B, answer []byte) (said []string) {
	b.Helper()
	d := xml.NewDecoder(bytes.NewReader(answer))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return said
		}
		if err != nil {
			b.Fatalf("%v: %s", err, answer)
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if t.Name.Space != "http://schemas.xmlsoap.org/soap/envelope/" {
				name = strings.Replace("{"+t.Name.Space+"}", webapi, "webapi", 1) + name
			}
			said = append(said, name)
		case xml.CharData:
			text := strings.TrimSpace(string(t))
			if at, err := time.Parse(time.RFC3339, text); err == nil && (time.Until(at)-20*time.Minute).Abs() < 5*time.Second {
				text = "in 20 minutes"
			}
			if text != "" {
				said = append(said, text)
			}
		}
	}
}

// contract is the WSDL that soapstone serves, which the peers are made of.
func contract(b *testing.B, address string) []byte {
	b.Helper()
	answer, err := http.Get("http://" + address + "/WebAPIService.svc?singleWsdl")
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	wsdl, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatalf("no WSDL: %s, %v", answer.Status, err)
	}
	return wsdl
}

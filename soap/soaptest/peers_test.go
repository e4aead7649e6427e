package soaptest_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// peer is a server that runs as a process of its own.
type peer struct {
	name, address string
	id            string // that it is asked for, if it begins no sessions
}

// peersFolder has the peers' sources.
var peersFolder = filepath.Join("..", "..", "testdata", "peers")

// startPeers builds and starts soapstone, which comes first, and every peer that can be had; of others it says why not.
// All of them end with the benchmark, also when the test program is killed: they run until their stdin ends.
func startPeers(b *testing.B) []peer {
	b.Helper()
	dir := b.TempDir()
	run(b, "", "go", "build", "-trimpath", "-o", dir, "../../cmd/soapstone")
	peers := []peer{start(b, "soapstone", filepath.Join(dir, "soapstone"), "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--stop-on-stdin-eof")}
	wsdl := filepath.Join(dir, "service.wsdl")
	if err := os.WriteFile(wsdl, contract(b, peers[0].address), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, begin := range []func(*testing.B, string, string) (peer, error){gsoapPeer, nodePeer} {
		p, err := begin(b, dir, wsdl)
		if err != nil {
			b.Logf("left out: %v", err)
			continue
		}
		peers = append(peers, p)
	}
	sameAnswers(b, peers)
	return append(peers, barePeer(b, dir, peers[0]))
}

// gsoapPeer makes a server in C of the WSDL, optimized.
func gsoapPeer(b *testing.B, dir, wsdl string) (peer, error) {
	b.Helper()
	for _, program := range []string{"wsdl2h", "soapcpp2", "gcc"} {
		if _, err := exec.LookPath(program); err != nil {
			return peer{}, errors.New("gSOAP: no " + program + " is installed (gsoap libgsoap-dev gcc)")
		}
	}
	source, err := filepath.Abs(filepath.Join(peersFolder, "gsoap", "server.c"))
	if err != nil {
		b.Fatal(err)
	}
	typemap := filepath.Join(filepath.Dir(source), "..", "..", "interop", "gsoap", "futurama.typemap")
	run(b, dir, "wsdl2h", "-c", "-t", typemap, "-o", "session.h", wsdl)
	run(b, dir, "soapcpp2", "-S", "-c", "-L", "-x", "-I/usr/share/gsoap/import", "session.h")
	run(b, dir, "gcc", "-O2", "-I.", "-o", "gsoap", source, "soapC.c", "soapServer.c", "-lgsoap", "-lpthread")
	return start(b, "gsoap", filepath.Join(dir, "gsoap")), nil
}

// nodePeer is node-soap's server as two processes, so that it has more than one core.
func nodePeer(b *testing.B, _, wsdl string) (peer, error) {
	b.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		return peer{}, errors.New("node-soap: no node is installed (nodejs)")
	}
	clients := os.Getenv("SOAPSTONE_CLIENTS")
	if clients == "" {
		clients = filepath.Join("..", "..", ".clients")
	}
	folder := filepath.Join(clients, "node-soap")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "soap")); err != nil {
		return peer{}, errors.New("node-soap: not in " + folder + ", where .ci/clients installs it")
	}
	return start(b, "node-soap", "node", filepath.Join(peersFolder, "node-soap", "server.js"), folder, wsdl, "2"), nil
}

// barePeer answers always what soapstone answered once.
func barePeer(b *testing.B, dir string, soapstone peer) peer {
	b.Helper()
	conn, err := dialPeer(soapstone.address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	id := conn.begin(b)
	answer, err := conn.do(keepWebAPI(id))
	if err != nil {
		b.Fatal(err)
	}
	program := filepath.Join(dir, "bare")
	run(b, "", "go", "build", "-trimpath", "-o", program, filepath.Join(peersFolder, "bare", "main.go"))
	bare := start(b, "bare", program, string(answer))
	bare.id = id
	return bare
}

func run(b *testing.B, dir, program string, args ...string) {
	b.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
}

var listening = regexp.MustCompile(`listening on (?:http://)?(127\.0\.0\.1:\d+)`)

// start starts a server, waits for the line with its address, and ends it with the benchmark.
func start(b *testing.B, name, program string, args ...string) peer {
	b.Helper()
	cmd := exec.Command(program, args...)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	late := time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() }) // of a start
	b.Cleanup(func() {
		stdin.Close()
		kill := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		defer kill.Stop()
		cmd.Wait()
	})
	lines := bufio.NewReader(stdout)
	line, err := lines.ReadString('\n')
	late.Stop()
	address := listening.FindStringSubmatch(line)
	if address == nil {
		cmd.Process.Kill()
		cmd.Wait() // complaints are whole then
		b.Fatalf("%s: no address in %q (%v): %s", name, line, err, complaints.String())
	}
	go io.Copy(io.Discard, lines)
	return peer{name: name, address: address[1]}
}

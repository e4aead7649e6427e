package main

import (
	"net"
	"strconv"
	"strings"
	"testing"
)

func TestLocalhostIsBothLoopbacks(t *testing.T) {
	six, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6 loopback")
	}
	six.Close()
	s, err := openSocket("--listen", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if len(s.listeners) != 2 || portOf(s.listeners[0]) != portOf(s.listeners[1]) || !s.loopback() {
		t.Errorf("it listens on %v", s.listeners)
	}
	if want := "http://127.0.0.1:" + strconv.Itoa(s.port); s.url("http") != want {
		t.Errorf("its URL is %s, want %s", s.url("http"), want)
	}
}

// A port that is taken on one loopback only is taken: half of the clients would reach somebody else.
func TestBothLoopbacksOrNone(t *testing.T) {
	six, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6 loopback")
	}
	defer six.Close()
	address := "localhost:" + strconv.Itoa(portOf(six))
	s, err := openSocket("--listen", address)
	if err == nil {
		s.close()
		t.Fatalf("it listens on %s, though somebody has it on ::1", address)
	}
	if !strings.Contains(err.Error(), "the port is in use") {
		t.Error(err)
	}
}

// Who gives two flags one address is told so: there is no other program to stop.
func TestTwoFlagsOnePort(t *testing.T) {
	for _, tt := range []struct{ first, second string }{
		{"localhost:0", "localhost:"}, {"localhost:0", ":"}, {"127.0.0.1:0", "localhost:"}, {":0", "localhost:"}, {":0", "127.0.0.1:"},
	} {
		t.Run(tt.first+" "+tt.second, func(t *testing.T) {
			first, err := openSocket("--listen", tt.first)
			if err != nil {
				t.Fatal(err)
			}
			defer first.close()
			again := tt.second + strconv.Itoa(first.port)
			s := &server{emulated: first}
			_, err = openSocket("--tls-listen", again)
			want := "--tls-listen " + again + ": that is the port of --listen: give each a port of its own (port 0 takes any that is free)"
			if err = s.ownPort(err); err == nil || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		})
	}
}

// A port of somebody else is not said to be ours because one of ours has the same number at another address.
func TestSomebodyElsesPort(t *testing.T) {
	other, err := net.Listen("tcp4", "127.0.0.2:0")
	if err != nil {
		t.Skip("this machine has no 127.0.0.2")
	}
	defer other.Close()
	ours, err := openSocket("--listen", "127.0.0.1:"+strconv.Itoa(portOf(other)))
	if err != nil {
		t.Skip(err) // somebody has this one, too
	}
	defer ours.close()
	_, err = openSocket("--admin", other.Addr().String())
	if err = (&server{emulated: ours}).ownPort(err); err == nil || !strings.Contains(err.Error(), "the port is in use") {
		t.Error(err)
	}
}

func TestSocketReach(t *testing.T) {
	for _, tt := range []struct {
		address  string
		host     string
		loopback bool
	}{
		{"127.0.0.1:0", "127.0.0.1", true},
		{"127.0.0.2:0", "127.0.0.2", true},
		{":0", "127.0.0.1", false},
		{"0.0.0.0:0", "127.0.0.1", false},
	} {
		t.Run(tt.address, func(t *testing.T) {
			s, err := openSocket("--listen", tt.address)
			if err != nil {
				t.Skip(err) // not every machine has every address
			}
			defer s.close()
			if s.host != tt.host || s.loopback() != tt.loopback {
				t.Errorf("host %s, loopback %v", s.host, s.loopback())
			}
		})
	}
}

// Who names the unspecified address of IPv4 leaves the port of IPv6 alone.
func TestAllAddressesOfIPv4(t *testing.T) {
	s, err := openSocket("--listen", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if ip := s.listeners[0].Addr().(*net.TCPAddr).IP; ip.To4() == nil {
		t.Errorf("it listens on %s", ip)
	}
}

func TestIsLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LocalHost.:8081": true, "127.0.0.1:8081": true, "127.9.9.9": true, "[::1]:8081": true, "[::1]": true,
		"": false, "example.com": false, "localhost.example.com": false, "127.0.0.1.example.com:80": false, "10.0.0.1": false, "[::2]:80": false,
	} {
		if got := isLoopback(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}

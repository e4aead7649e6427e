package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
)

// socket is one address of ours: a listener, or two where it is "localhost", which clients resolve to either of
// the loopbacks.
type socket struct {
	listeners []net.Listener
	host      string // as clients reach it
	port      int
}

// openSocket listens on an address, host and port with a colon between them. The flag is for messages.
func openSocket(flag, address string) (*socket, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%s %s: it must be host and port, such as localhost:8080 or :8080", flag, address)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return nil, fmt.Errorf("%s %s: %q is no port: give a number from 0 to 65535, 0 for any that is free", flag, address, port)
	}
	if host == "localhost" {
		return openLoopbacks(flag, port)
	}
	network := "tcp"
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		network = "tcp4" // or 0.0.0.0 would be all addresses of IPv6 as well
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, cannotListen(flag, address, err)
	}
	s := &socket{listeners: []net.Listener{l}, host: host, port: portOf(l)}
	if ip := l.Addr().(*net.TCPAddr).IP; host == "" || ip.IsUnspecified() {
		s.host = "127.0.0.1" // all addresses: this one is reached by whoever reads our banner
	}
	return s, nil
}

// freePorts is how many ports are tried until one is free on both loopbacks.
const freePorts = 20

// openLoopbacks listens on the same port of both loopbacks, or on 127.0.0.1 alone where there is no other.
func openLoopbacks(flag, port string) (*socket, error) {
	for try := 1; ; try++ {
		four, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", port))
		if err != nil {
			return nil, cannotListen(flag, "localhost:"+port, err)
		}
		s := &socket{listeners: []net.Listener{four}, host: "127.0.0.1", port: portOf(four)}
		six, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(s.port)))
		switch {
		case err == nil:
			s.listeners = append(s.listeners, six)
			return s, nil
		case !isInUse(err):
			return s, nil // a machine, or a container, without IPv6
		}
		s.close()
		if port != "0" || try == freePorts {
			return nil, cannotListen(flag, net.JoinHostPort("::1", strconv.Itoa(s.port)), err)
		}
	}
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// cannotListen says why, and the way out.
func cannotListen(flag, address string, err error) error {
	switch {
	case isInUse(err):
		return &takenError{flag, address, err}
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%s %s: the system does not permit it: choose a port from 1024 on, or run with the right to use this one", flag, address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s %s: this machine does not have that address: name one of its own, or localhost, or only the port for all of them", flag, address)
	}
	return fmt.Errorf("%s %s: %w", flag, address, err)
}

// takenError is a port that is in use.
type takenError struct {
	flag, address string
	err           error // the system's
}

func (e *takenError) Error() string {
	return fmt.Sprintf("%s %s: the port is in use: stop what listens there, or choose another (port 0 takes any that is free)", e.flag, e.address)
}

func (e *takenError) Unwrap() error { return e.err }

// by says whether it is this socket of ours that has the port.
func (e *takenError) by(s *socket) bool {
	var op *net.OpError
	if s == nil || !errors.As(e.err, &op) {
		return false
	}
	wanted, ok := op.Addr.(*net.TCPAddr)
	return ok && slices.ContainsFunc(s.listeners, func(l net.Listener) bool {
		has := l.Addr().(*net.TCPAddr)
		return has.Port == wanted.Port && (has.IP.Equal(wanted.IP) || has.IP.IsUnspecified() || len(wanted.IP) == 0 || wanted.IP.IsUnspecified())
	})
}

// isInUse says whether somebody else has the address. Windows has a number of its own for it, which package syscall
// does not translate.
func isInUse(err error) bool {
	const wsaeAddrInUse = 10048
	var n syscall.Errno
	return errors.As(err, &n) && (n == syscall.EADDRINUSE || runtime.GOOS == "windows" && n == wsaeAddrInUse)
}

// loopback says whether nobody but this machine can reach the socket.
func (s *socket) loopback() bool {
	for _, l := range s.listeners {
		if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
			return false
		}
	}
	return true
}

func (s *socket) url(scheme string) string {
	return scheme + "://" + net.JoinHostPort(s.host, strconv.Itoa(s.port))
}

func (s *socket) close() {
	for _, l := range s.listeners {
		l.Close() // it was never served; there is nothing that could be lost
	}
}

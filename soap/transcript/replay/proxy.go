package replay

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// proxy is the proxy through which the target is reached, nil for none. What is on this machine is reached directly.
func (t *Target) proxy() (*url.URL, error) {
	if t.Proxy == nil || Loopback(t.URL) {
		return nil, nil
	}
	by, err := t.Proxy(&http.Request{Method: http.MethodPost, URL: t.URL, Host: t.URL.Host, Header: http.Header{}})
	if err != nil {
		return nil, fmt.Errorf("replay: the proxy for %s: %w", t.base(), err)
	}
	if by != nil && by.Scheme != "http" && by.Scheme != "https" {
		return nil, fmt.Errorf("replay: the proxy for %s is %s: it must be http:// or https://", t.base(), by.Redacted())
	}
	return by, nil
}

// connectThrough connects to the target through a tunnel that a proxy makes, also where the target is no https: the server then
// gets what the story says as it stands, and a login by NTLM its one connection.
func (s *stage) connectThrough(ctx context.Context, by *url.URL) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addressOf(by))
	if err != nil {
		return nil, fmt.Errorf("replay: no connection to the proxy %s: %w", by.Redacted(), err)
	}
	if by.Scheme == "https" {
		if conn, err = s.secure(ctx, conn, by); err != nil {
			return nil, err
		}
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // long past: whoever reads or writes is let go
	err = s.tunnel(conn, by)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("replay: the proxy %s makes no tunnel to %s: %w", by.Redacted(), s.player.Target.address(), err)
	}
	return conn, nil
}

// tunnel asks for one (RFC 9110, section 9.3.6).
func (s *stage) tunnel(conn net.Conn, by *url.URL) error {
	address := s.player.Target.address()
	r := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if by.User != nil {
		password, _ := by.User.Password()
		r.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(by.User.Username()+":"+password)))
	}
	if err := r.Write(conn); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	answer, err := http.ReadResponse(in, r)
	switch {
	case err != nil:
		return err
	case answer.StatusCode/100 != 2:
		answer.Body.Close()
		return fmt.Errorf("it answered %q", answer.Status)
	case in.Buffered() > 0:
		return fmt.Errorf("it said more than that")
	}
	return nil
}

// addressOf is where the server of a URL listens.
func addressOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

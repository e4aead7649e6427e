package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// client calls the operator's API of a running soapstone.
type client struct {
	address   string // as --admin: a URL, or host and port
	tokenFile string
}

func (c *client) flags(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVar(&c.address, "admin", "localhost:8081", "`ADDRESS` of the operator's API, as its banner says")
	f.StringVar(&c.tokenFile, "admin-token-file", "", "`FILE` with the bearer token of the operator's API")
}

// base is the API's address. The error does not repeat it: it may have a password in it.
func (c *client) base() (*url.URL, error) {
	address := c.address
	if strings.HasPrefix(address, ":") { // as serve takes it, from the same variable
		address = "localhost" + address
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := setting.Address(address)
	if err != nil {
		return nil, errors.New("--admin: it must be an address such as localhost:8081 or http://localhost:8081, without user and password")
	}
	return u, nil
}

// call sends a request with a body as JSON, nil for none, and returns the answer's body. An answer that is an error is
// an error that says what it says.
func (c *client) call(ctx context.Context, method, path string, body any) ([]byte, error) {
	base, err := c.base()
	if err != nil {
		return nil, err
	}
	token, err := readSecret(c.tokenFile)
	if err != nil {
		return nil, fmt.Errorf("--admin-token-file: %w", err)
	}
	if c.tokenFile != "" && token == "" {
		return nil, fmt.Errorf("--admin-token-file %s: the file is empty: it has to hold the word that the server was started with", c.tokenFile)
	}
	var input io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		input = bytes.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(ctx, verbTimeout+10*time.Second) // longer than the API itself allows
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, base.String()+path, input)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return send(r, base.String())
}

// operatorClient is for the operator's API.
var operatorClient = &http.Client{Transport: &http.Transport{
	Proxy:       http.ProxyFromEnvironment,
	DialContext: dialThere,
}}

// dialThere connects to the first place that takes the connection.
func dialThere(ctx context.Context, network, address string) (c net.Conn, err error) {
	var d net.Dialer
	for _, place := range places(address) {
		var e error
		if c, e = d.DialContext(ctx, network, place); e == nil {
			return c, nil
		}
		err = cmp.Or(err, e)
	}
	return nil, err
}

// places are where an address is: "localhost" at both loopbacks, as for who listens there, since a container that is empty
// but for this program has no file that says so.
func places(address string) []string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || !strings.EqualFold(host, "localhost") {
		return []string{address}
	}
	return []string{net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port)}
}

func send(r *http.Request, base string) ([]byte, error) {
	answer, err := operatorClient.Do(r)
	if err != nil {
		if of, ok := errors.AsType[*url.Error](err); ok {
			err = of.Err // the address has been said
		}
		return nil, fmt.Errorf("no soapstone answers at %s: start one with `soapstone serve`, or give its --admin address: %w", base, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: the answer broke off: %w", base, err)
	}
	if answer.StatusCode/100 == 2 {
		return text, nil
	}
	var said struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(text, &said); err != nil || said.Error == "" {
		return nil, fmt.Errorf("%s answered %s: is it the operator's address?", base, answer.Status)
	}
	return nil, fmt.Errorf("%s (status %d)", said.Error, answer.StatusCode)
}

func trimLineEnd(s string) string { return strings.TrimRight(s, "\r\n") }

func newHealth() *cobra.Command {
	var c client
	cmd := &cobra.Command{
		Use:   "health [URL]",
		Short: "Ask a running soapstone whether it is ready",
		Long: `Ask a running soapstone whether it is ready, for the health check of a
container. It exits with 0 when it is and with 1 when it is not, or does not
answer. URL is another way to give --admin.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return arguments("at most one URL")(cmd, args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				c.address = args[0]
			}
			if _, err := c.base(); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), 5*time.Second)
			defer cancel()
			if _, err := c.call(ctx, http.MethodGet, "/readyz", nil); err != nil {
				return &exitError{exitDifferences, err}
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "ready")
			return err
		},
	}
	c.flags(cmd)
	return cmd
}

func newCA() *cobra.Command {
	var c client
	var data string
	cmd := &cobra.Command{
		Use:   "ca",
		Short: "Print the certificate of our own authority, for clients to trust",
		Long: `Print the certificate of our own authority, in PEM. With --data it is the one
that is kept beside that data file, made now where there is none; otherwise a
running soapstone is asked for the one it signs with.

Whoever trusts it trusts whoever can read its key: use it on test machines only.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := authorityText(cmd.Context(), &c, data)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	c.flags(cmd)
	cmd.Flags().StringVar(&data, "data", "", "data `FILE` beside which the authority is kept")
	return cmd
}

func authorityText(ctx context.Context, c *client, data string) ([]byte, error) {
	if data == "" {
		return c.call(ctx, http.MethodGet, "/ca", nil)
	}
	a, err := openAuthority(data)
	if err != nil {
		return nil, err
	}
	return a.certificate(), nil
}

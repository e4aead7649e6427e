package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/world"
)

func newCtl() *cobra.Command {
	c := &client{}
	cmd := &cobra.Command{
		Use:   "ctl",
		Short: "Steer a running soapstone",
		Long:  "Steer a running soapstone through its operator's API. Answers are printed as\nJSON.",
		Args:  noArguments,
		RunE:  showHelp,
	}
	c.flags(cmd)
	cmd.AddCommand(c.clock(), c.sessions(), c.faults(), c.journal(),
		c.command("systems", "List the services, with their addresses", nil, http.MethodGet, fixed("/systems"), nil),
		&cobra.Command{
			Use:   "reset [SYSTEM [NAME=VALUE]...]",
			Short: "Make everything as it was at the start, or one system of it",
			Long: `Make everything as it was at the start, or one system, with other settings if
NAMEs give them.`,
			RunE: c.reset,
		},
		c.command("restart SYSTEM", "Do what a restart of the real server does to its sessions", arguments("one SYSTEM"),
			http.MethodPost, func(args []string) string { return "/systems/" + url.PathEscape(args[0]) + "/restart" }, nil),
		&cobra.Command{
			Use:   "alter [SYSTEM] [PATH] [NAME=VALUE]...",
			Short: "Change settings of a running SQL Server or Model 204, as it would",
			Long: `Change settings of a system while it runs, with the effect that its own command
has on sessions.

SQL Server, which a PATH alone means: ALTER ENDPOINT of the endpoint at the
PATH. It ends all sessions of that endpoint, also where nothing is set. NAMEs
are those of an endpoint; its sessionTimeout is a number of seconds, or never.

model204: RESET of the parameters sesdefto and sesmaxto. No thread ends, and no
open session: a lower sesmaxto shortens the timeouts of the sessions there are,
and ends closed ones that are over by then. It has one PATH, which may be left
out.

Other systems have nothing to alter: reset them with other settings. A change
lasts until then.`,
			Example: "  soapstone ctl alter /sql/demo sessionTimeout=30\n" +
				"  soapstone ctl alter sqlserver /sql/demo sessionTimeout=30\n" +
				"  soapstone ctl alter model204 sesmaxto=60",
			RunE: c.alter,
		},
		c.command("shutdown", "Stop it in order", nil, http.MethodPost, fixed("/shutdown"), nil),
	)
	return cmd
}

func fixed(path string) func([]string) string { return func([]string) string { return path } }

// command makes a command that is one call. Without args it takes no arguments, without body it sends none.
func (c *client) command(use, short string, args cobra.PositionalArgs, method string, path func([]string) string, body func([]string) any) *cobra.Command {
	if args == nil {
		args = noArguments
	}
	return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
		var input any
		if body != nil {
			input = body(args)
		}
		return c.print(cmd, method, path(args), input)
	}}
}

// print calls and prints the answer, one value a line.
func (c *client) print(cmd *cobra.Command, method, path string, body any) error {
	answer, err := c.call(cmd.Context(), method, path, body)
	if err != nil {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, answer, "", "  "); err != nil {
		return fmt.Errorf("%s answered what is no JSON: is it the operator's address?", c.address)
	}
	_, err = io.WriteString(cmd.OutOrStdout(), escaped(pretty.String()))
	return err
}

// escaped is JSON without the control characters that JSON lets stand as they are: what a client has said must not be a command to
// the terminal. They can stand in texts alone.
func escaped(text string) string {
	if !strings.ContainsFunc(text, isCommand) {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if isCommand(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func isCommand(r rune) bool { return '\u007f' <= r && r <= '\u009f' }

func (c *client) clock() *cobra.Command {
	frozen := func(b bool) func([]string) any { return func([]string) any { return map[string]any{"frozen": b} } }
	var waiting int
	cmd := &cobra.Command{
		Use:   "clock",
		Short: "Show and move the emulated time",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.print(cmd, http.MethodGet, fmt.Sprintf("/clock?waiting=%d", waiting), nil)
		},
	}
	cmd.Flags().IntVar(&waiting, "waiting", 0, "first wait until so many calls wait")

	var freeze bool
	set := c.command("set INSTANT", "Move it to an instant, such as 2005-11-07T10:00:00Z", arguments("one INSTANT"), http.MethodPut, fixed("/clock"),
		func(args []string) any {
			body := map[string]any{"now": args[0]}
			if freeze {
				body["frozen"] = true
			}
			return body
		})
	set.Flags().BoolVar(&freeze, "freeze", false, "let it stand still there")
	cmd.AddCommand(set,
		c.command("advance DURATION", "Move it forward, such as by 30m, until all that falls due is done", arguments("one DURATION"), http.MethodPost,
			fixed("/clock/advance"), func(args []string) any { return map[string]string{"by": args[0]} }),
		c.command("freeze", "Let it stand still", nil, http.MethodPut, fixed("/clock"), frozen(true)),
		c.command("run", "Let it run on at real speed", nil, http.MethodPut, fixed("/clock"), frozen(false)),
		c.command("reset", "Make it show the real time again", nil, http.MethodDelete, fixed("/clock"), nil),
	)
	return cmd
}

func (c *client) sessions() *cobra.Command {
	var system, owner, after string
	var limit int
	cmd := &cobra.Command{
		Use:   "sessions",
		Short: "List sessions, end them, let them age",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q := url.Values{}
			for name, value := range map[string]string{"system": system, "owner": owner, "after": after} {
				if value != "" {
					q.Set(name, value)
				}
			}
			q.Set("limit", fmt.Sprint(limit))
			return c.print(cmd, http.MethodGet, "/sessions?"+q.Encode(), nil)
		},
	}
	f := cmd.Flags()
	f.StringVar(&system, "system", "", "only those of this `SYSTEM`")
	f.StringVar(&owner, "owner", "", "only those of this `OWNER`, such as http:alice")
	f.IntVar(&limit, "limit", 100, "at most so many")
	f.StringVar(&after, "after", "", "go on behind the `NEXT` of the page before")
	keyed := func(rest string) func([]string) string {
		return func(args []string) string { return "/sessions/" + url.PathEscape(args[0]) + rest }
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "make SYSTEM [NAME=VALUE]...",
			Short: "Make a session without a client",
			Long: `Make a session without a client, as a client's request would have made it.
Printed are its id as a client sends it, of SQL Server in Base64, and its key,
by which the other commands know it.

A session is made of

` + sessionOptions(),
			Example: "  soapstone ctl sessions make sqlserver user=alice timeout=30\n" +
				"  soapstone ctl sessions make mft user=admin\n" +
				"  soapstone ctl sessions make model204 sesid=A owner=HARPO",
			RunE: c.makeSession,
		},
		c.command("end KEY", "End a session", arguments("one KEY"), http.MethodDelete, keyed(""), nil),
		c.command("age KEY DURATION", "Let a session look as if it had been idle for so much longer", arguments("one KEY", "one DURATION"), http.MethodPost, keyed("/age"),
			func(args []string) any { return map[string]string{"by": args[1]} }),
	)
	return cmd
}

func (c *client) faults() *cobra.Command {
	cmd := c.command("faults", "List, plan and take back disturbances", nil, http.MethodGet, fixed("/faults"), nil)
	body := struct {
		System    string `json:"system"`
		Operation string `json:"operation"`
		Do        string `json:"do"`
		Times     int    `json:"times"`
	}{Do: "drop-reply"}
	add := c.command("add SYSTEM", "Lose replies: the call has its effect, its client never hears", arguments("one SYSTEM"), http.MethodPost, fixed("/faults"),
		func(args []string) any {
			body.System = args[0]
			return body
		})
	add.Flags().StringVar(&body.Operation, "operation", "", "only of this `OPERATION`")
	add.Flags().IntVar(&body.Times, "times", 1, "of so many calls")
	cmd.AddCommand(add, c.command("clear", "Take back what is planned", nil, http.MethodDelete, fixed("/faults"), nil))
	return cmd
}

func (c *client) journal() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "journal",
		Short: "Show the latest exchanges, with passwords and session ids masked",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.print(cmd, http.MethodGet, fmt.Sprintf("/journal?limit=%d", limit), nil)
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 0, "only the latest so many; 0 means all that are kept")
	cmd.AddCommand(c.command("clear", "Forget them", nil, http.MethodDelete, fixed("/journal"), nil))
	return cmd
}

func (c *client) reset(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return c.print(cmd, http.MethodPost, "/reset", nil)
	}
	set, err := assignments(args[1:])
	if err != nil {
		return err
	}
	return c.print(cmd, http.MethodPost, "/systems/"+url.PathEscape(args[0])+"/reset", map[string]any{"set": set})
}

// sessionOptions are what sessions of each system are made of.
func sessionOptions() string {
	const before = 24 // the columns of the system and of the name
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, system := range world.Names() {
		for _, o := range world.SessionOptions(system) {
			name := o.Name
			for _, line := range wrapped(o.Text, helpWidth-before) {
				fmt.Fprintf(w, "  %s\t%s\t%s\n", system, name, line)
				system, name = "", "" // only in the first line
			}
		}
	}
	_ = w.Flush() // into memory
	return strings.TrimSuffix(b.String(), "\n")
}

func (c *client) makeSession(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s takes a SYSTEM, such as sqlserver", cmd.CommandPath())
	}
	set, err := assignments(args[1:])
	if err != nil {
		return err
	}
	return c.print(cmd, http.MethodPost, "/sessions", map[string]any{"system": args[0], "set": set})
}

// alter alters a part of a system. A path without one is that of SQL Server, which was the first that could be.
func (c *client) alter(cmd *cobra.Command, args []string) error {
	system, path, rest := "sqlserver", "", args
	if len(rest) > 0 && !strings.HasPrefix(rest[0], "/") && !strings.Contains(rest[0], "=") {
		system, rest = rest[0], rest[1:]
	} else if len(rest) == 0 || !strings.HasPrefix(rest[0], "/") {
		return fmt.Errorf("%s takes a SYSTEM or the PATH of a SQL Server endpoint, such as model204 or /sql/demo", cmd.CommandPath())
	}
	if len(rest) > 0 && strings.HasPrefix(rest[0], "/") {
		path, rest = rest[0], rest[1:]
	}
	set, err := assignments(rest)
	if err != nil {
		return err
	}
	return c.print(cmd, http.MethodPost, "/systems/"+url.PathEscape(system)+"/alter", map[string]any{"path": path, "set": set})
}

// assignments reads arguments of the form NAME=VALUE.
func assignments(args []string) (map[string]string, error) {
	set := map[string]string{}
	for _, a := range args {
		name, value, found := strings.Cut(a, "=")
		if !found || name == "" {
			return nil, fmt.Errorf("%q is no setting of the form NAME=VALUE", a)
		}
		if _, twice := set[name]; twice {
			return nil, fmt.Errorf("the setting %q stands there twice: give it once", name)
		}
		set[name] = value
	}
	return set, nil
}

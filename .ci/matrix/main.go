// Command matrix makes the README's table of clients out of what the tests noted that ran them: `make matrix`.
//
//	go run ./.ci/matrix NOTES            writes the table
//	go run ./.ci/matrix -check NOTES     compares it, but for versions, and fails where it says something else
//
// Rows of clients that .ci/clients could not have are not compared, and no table is written without them.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// What stands around the table.
const (
	readme = "README.md"
	begin  = "<!-- matrix: made by `make matrix` -->\n"
	end    = "<!-- end of matrix -->\n"
)

// columns are the systems, in the README's order.
var columns = []struct{ system, title string }{
	{"sqlserver", "SQL Server"}, {"mft", "TIBCO MFT"}, {"salesforce", "Salesforce"}, {"futurama", "Futurama"}, {"model204", "Model 204"},
}

// note is a line that a test wrote.
type note struct {
	Client, Version, Generator, System, Style, Cannot string
	Steps, Passed                                     int
}

// row is what there is of one client with one generator.
type row struct {
	client, generator string
	versions          map[string]bool
	cells             map[string]*cell // by system
}

// cell is what there is of one client and one system.
type cell struct {
	steps, passed int
	styles        map[string]bool
	cannot        string
}

func main() {
	check := flag.Bool("check", false, "compare the table, but for versions, instead of writing it")
	flag.Parse()
	if err := run(flag.Args(), *check); err != nil {
		fmt.Fprintln(os.Stderr, "matrix:", err)
		os.Exit(1)
	}
}

func run(args []string, check bool) error {
	if len(args) != 1 {
		return fmt.Errorf("give the file that SOAPSTONE_MATRIX named when the tests ran")
	}
	rows, err := read(args[0])
	if err != nil {
		return err
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		return err
	}
	from, to := bytes.Index(text, []byte(begin)), bytes.Index(text, []byte(end))
	if from < 0 || to < from {
		return fmt.Errorf("%s has no table between %q and %q", readme, begin, end)
	}
	from += len(begin)
	missing, err := notInstalled()
	if err != nil {
		return err
	}
	old, lost := without(string(text[from:to]), missing)
	table, partly := without(write(rows), missing)
	lost = append(lost, partly...)
	slices.Sort(lost)
	lost = slices.Compact(lost)
	if check {
		if len(lost) > 0 {
			fmt.Printf("matrix: not compared, since .ci/clients could not have all of it: %s\n", strings.Join(lost, ", "))
		}
		return compare(old, table)
	}
	if len(lost) > 0 {
		return fmt.Errorf("the table would lose %s, which .ci/clients could not have: run it again, and the tests", strings.Join(lost, ", "))
	}
	return os.WriteFile(readme, slices.Concat(text[:from], []byte(table), text[to:]), 0o644)
}

// notInstalled are the clients that .ci/clients names in its file, in lower case.
func notInstalled() (map[string]bool, error) {
	folder := os.Getenv("SOAPSTONE_CLIENTS")
	if folder == "" {
		folder = ".clients"
	}
	text, err := os.ReadFile(filepath.Join(folder, "missing"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	missing := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if name, _, named := strings.Cut(line, ": "); named {
			missing[strings.ToLower(name)] = true
		}
	}
	return missing, nil
}

// without is a table without the rows of some clients, and the names of those it had.
func without(table string, missing map[string]bool) (left string, lost []string) {
	for line := range strings.Lines(table) {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		if missing[strings.ToLower(name)] {
			lost = append(lost, name)
			continue
		}
		left += line
	}
	return left, lost
}

// read takes the notes together. A cell that the tests noted several times, as for Salesforce's versions, has the steps of all.
func read(name string) (map[string]*row, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows := map[string]*row{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var n note
		if err := json.Unmarshal(lines.Bytes(), &n); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		key := strings.ToLower(n.Client) + "\x00" + n.Generator
		if rows[key] == nil {
			rows[key] = &row{n.Client, n.Generator, map[string]bool{}, map[string]*cell{}}
		}
		r := rows[key]
		r.versions[n.Version] = true
		if r.cells[n.System] == nil {
			r.cells[n.System] = &cell{styles: map[string]bool{}}
		}
		c := r.cells[n.System]
		c.steps, c.passed = c.steps+n.Steps, c.passed+n.Passed
		if n.Cannot != "" {
			c.cannot = n.Cannot
			continue
		}
		for style := range strings.SplitSeq(n.Style, ", ") {
			c.styles[style] = true
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s is empty: no client ran", name)
	}
	return rows, nil
}

// write is the table.
func write(rows map[string]*row) string {
	var b strings.Builder
	b.WriteString("| client | version | stubs by |")
	for _, c := range columns {
		b.WriteString(" " + c.title + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", 3+len(columns)) + "\n")
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		r := rows[key]
		fmt.Fprintf(&b, "| %s | %s | %s |", r.client, strings.Join(slices.Sorted(maps.Keys(r.versions)), ", "), r.generator)
		for _, c := range columns {
			b.WriteString(" " + r.cells[c.system].String() + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// String is the cell as it stands in the table: the steps that passed of those there are, and the style unless it is
// document/literal; or why the client cannot.
func (c *cell) String() string {
	switch {
	case c == nil:
		return ""
	case c.steps == 0:
		return c.cannot
	}
	text := fmt.Sprintf("%d/%d", c.passed, c.steps)
	if styles := strings.Join(slices.Sorted(maps.Keys(c.styles)), ", "); styles != "document/literal" {
		text += " " + styles
	}
	return text
}

// compare says where two tables differ, but for the versions, which are those of the machine.
func compare(want, got string) error {
	version := regexp.MustCompile(`(?m)^(\| [^|]* \|)[^|]*\|`)
	w, g := version.ReplaceAllString(want, "$1 |"), version.ReplaceAllString(got, "$1 |")
	if w == g {
		return nil
	}
	return fmt.Errorf("the table of %s is not what the tests say: run `make matrix`; it would be\n%s", readme, got)
}

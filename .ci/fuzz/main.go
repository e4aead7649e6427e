// Command fuzz runs every fuzz target of the module for a set time, one after the other.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func main() {
	each := flag.String("time", "10s", "how long each target runs")
	flag.Parse()
	if err := run(*each); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(each string) error {
	list, err := exec.Command("go", "list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}", "./...").Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	targets := 0
	for pkg := range strings.FieldsSeq(string(list)) {
		names, err := exec.Command("go", "test", "-list", "^Fuzz", pkg).Output()
		if err != nil {
			return fmt.Errorf("go test -list %s: %w", pkg, err)
		}
		for name := range strings.FieldsSeq(string(names)) {
			if !strings.HasPrefix(name, "Fuzz") {
				continue
			}
			fmt.Println(pkg, name)
			c := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+name+"$", "-fuzztime", each, pkg)
			if out, err := c.CombinedOutput(); err != nil {
				return fmt.Errorf("%s %s: %w\n%s", pkg, name, err, out)
			}
			targets++
		}
	}
	if targets == 0 {
		return fmt.Errorf("no fuzz target was found: is this the root of the module?")
	}
	fmt.Println(targets, "fuzz targets ran for", each, "each")
	return nil
}

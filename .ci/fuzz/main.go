// Command fuzz runs every fuzz target of the module, one after the other: each for a set time, or all of them within one.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

func main() {
	each := flag.Duration("time", 10*time.Second, "how long each target runs")
	all := flag.Duration("budget", 0, "how long all targets run together, in the place of -time")
	list := flag.Bool("list", false, "name the targets, and run none")
	flag.Parse()
	if err := run(*each, *all, *list); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

// target is a fuzz target.
type target struct{ pkg, name string }

func run(each, all time.Duration, list bool) error {
	targets, err := find()
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return fmt.Errorf("no fuzz target was found: is this the root of the module?")
	}
	if all > 0 {
		each = max(all/time.Duration(len(targets)), time.Second)
	}
	for _, t := range targets {
		fmt.Println(t.pkg, t.name)
		if list {
			continue
		}
		c := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", each.String(), t.pkg)
		if out, err := c.CombinedOutput(); err != nil && !ranOut(out) {
			return fmt.Errorf("%s %s: %w\n%s", t.pkg, t.name, err, out)
		}
	}
	if !list {
		fmt.Println(len(targets), "fuzz targets ran for", each, "each")
	}
	return nil
}

// ranOut says that a target failed for nothing but the end of its time, which Go's coordinator sometimes takes for a
// failure (golang.org/issue/75804). A target that found something names its input, and stops before.
func ranOut(out []byte) bool {
	return outOfTime.Match(out) && !bytes.Contains(out, []byte("Failing input"))
}

var outOfTime = regexp.MustCompile(`(?m)^--- FAIL: Fuzz\w+ \([0-9.]+s\)\n    context deadline exceeded\nFAIL\n`)

// find finds the targets by the text of the tests: to build all of them takes longer than the targets run.
func find() ([]target, error) {
	const form = `{{$p := .ImportPath}}{{$d := .Dir}}{{range .TestGoFiles}}{{$p}} {{$d}}/{{.}}{{"\n"}}{{end}}{{range .XTestGoFiles}}{{$p}} {{$d}}/{{.}}{{"\n"}}{{end}}`
	files, err := exec.Command("go", "list", "-f", form, "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var targets []target
	for line := range strings.Lines(string(files)) {
		pkg, file, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for rest := range strings.SplitSeq(string(text), "\nfunc Fuzz") {
			if name, args, found := strings.Cut(rest, "("); found && strings.HasPrefix(args, "f *testing.F)") && !strings.ContainsAny(name, " \n\t") {
				targets = append(targets, target{pkg, "Fuzz" + name})
			}
		}
	}
	return targets, nil
}

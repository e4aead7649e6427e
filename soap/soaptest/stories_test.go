package soaptest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

const testdata = "../../testdata"

// systems are the folders of testdata that have a table of rows.
func systems(t *testing.T) []string {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(testdata, "*", "rows.md"))
	if err != nil || len(tables) == 0 {
		t.Fatalf("no table of rows was found below %s: %v", testdata, err)
	}
	var names []string
	for _, table := range tables {
		names = append(names, filepath.Base(filepath.Dir(table)))
	}
	return names
}

func stories(t *testing.T, system string) []*transcript.Story {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testdata, system, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all []*transcript.Story
	for _, name := range files {
		s, err := transcript.ReadFile(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if s.System != system {
			t.Errorf("%s: its system is %s", name, s.System)
		}
		all = append(all, s)
	}
	return all
}

func TestStories(t *testing.T) {
	srv := soaptest.Start(t)
	for _, system := range systems(t) {
		for _, s := range stories(t, system) {
			t.Run(system+"/"+filepath.Base(s.Name), func(t *testing.T) {
				t.Parallel()
				srv.Check(t, s.Name)
			})
		}
	}
}

// row is one line of a table of rows: | 27 | condition | answer | evidence | shown by |.
type row struct {
	number  int
	cells   []string
	shownBy string
}

var (
	rowLine = regexp.MustCompile(`^\|\s*(\d+)[^|]*\|(.*)\|\s*$`)
	rowTest = regexp.MustCompile(`(?m)^func TestRow(\d+)`)
)

func readRows(t *testing.T, system string) []row {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testdata, system, "rows.md"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for line := range strings.Lines(string(text)) {
		m := rowLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		cells := strings.Split(strings.ReplaceAll(m[2], `\|`, "¦"), "|")
		if len(cells) != 4 {
			t.Errorf("%s row %d has %d cells behind its number; it needs condition, answer, evidence, shown by", system, n, len(cells))
			continue
		}
		rows = append(rows, row{number: n, cells: cells, shownBy: strings.TrimSpace(cells[3])})
	}
	if len(rows) == 0 {
		t.Fatalf("the table of %s has no rows", system)
	}
	return rows
}

// TestEveryRowIsShown holds each table to its word: a row is shown by a story that names it, or by a Go test called
// after it, and then the table says why no story can show it.
func TestEveryRowIsShown(t *testing.T) {
	for _, system := range systems(t) {
		told := map[int][]string{}
		for _, s := range stories(t, system) {
			for _, n := range s.Rows {
				told[n] = append(told[n], strings.TrimSuffix(filepath.Base(s.Name), ".txtar"))
			}
		}
		tested := rowTests(t, system)
		var numbers []int
		for _, r := range readRows(t, system) {
			if slices.Contains(numbers, r.number) {
				t.Errorf("%s row %d stands in the table twice", system, r.number)
			}
			numbers = append(numbers, r.number)
			switch evidence := strings.TrimSpace(r.cells[2]); transcript.Evidence(firstWord(evidence)) {
			case transcript.Documented, transcript.Observed, transcript.Inferred, transcript.Choice:
			default:
				t.Errorf("%s row %d: its evidence begins with none of the four words: %q", system, r.number, evidence)
			}
			switch {
			case len(told[r.number]) > 0:
				for _, story := range told[r.number] {
					if !strings.Contains(r.shownBy, story) {
						t.Errorf("%s row %d: the table does not name the story %s", system, r.number, story)
					}
				}
			case !tested[r.number]:
				t.Errorf("%s row %d is shown by nothing: neither a story names it nor is there a TestRow%02d", system, r.number, r.number)
			case !strings.Contains(r.shownBy, fmt.Sprintf("TestRow%02d", r.number)) || !strings.Contains(r.shownBy, ": "):
				t.Errorf("%s row %d: the table must name TestRow%02d and say, behind a colon, why no story shows it", system, r.number, r.number)
			}
		}
		for n := range told {
			if !slices.Contains(numbers, n) {
				t.Errorf("%s: %v name row %d, which the table does not have", system, told[n], n)
			}
		}
	}
}

// TestREADMECountsTheRows holds the README to its table of evidence.
func TestREADMECountsTheRows(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, system := range systems(t) {
		counts := map[string]int{}
		for _, r := range readRows(t, system) {
			counts[firstWord(strings.TrimSpace(r.cells[2]))]++
		}
		want := fmt.Sprintf("(testdata/%s/rows.md) | %d | %d | %d | %d |", system, counts["documented"], counts["observed"], counts["inferred"], counts["choice"])
		if !strings.Contains(string(readme), want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.Trim(word, ",;:")
}

// rowTests finds the Go tests that are called after a row.
func rowTests(t *testing.T, system string) map[int]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", system, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rowTest.FindAllStringSubmatch(string(text), -1) {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			found[n] = true
		}
	}
	return found
}

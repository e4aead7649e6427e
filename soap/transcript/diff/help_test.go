package diff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// message reads a message as it stands in a story.
func message(s string) *transcript.Message {
	head, body, _ := strings.Cut(s, "\n\n")
	lines := strings.Split(head, "\n")
	m := &transcript.Message{Start: lines[0], Body: []byte(body)}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		m.Fields = append(m.Fields, transcript.Field{Name: name, Value: value})
	}
	return m
}

func sortByPath(l []diff.Difference) {
	slices.SortFunc(l, func(a, b diff.Difference) int { return strings.Compare(a.Path, b.Path) })
}

func parse(t *testing.T, text string) *transcript.Story {
	t.Helper()
	s, err := transcript.Parse("a.txtar", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

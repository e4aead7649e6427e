package transcript

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// Line is the line of the story's file, from 1 on, on which a text first stands in an event; where it does not stand there as
// it is, such as in base64, the line on which the event begins. It is 0 for an event of another story.
func (s *Story) Line(e Event, text string) int {
	index := slices.Index(s.Events, e)
	if index < 0 {
		return 0
	}
	archive := txtar.Parse(Format(s))
	line := 1 + bytes.Count(archive.Comment, []byte("\n"))
	for _, f := range archive.Files[:index] {
		line += 1 + bytes.Count(f.Data, []byte("\n"))
	}
	if before, _, found := strings.Cut(string(archive.Files[index].Data), text); found {
		line += 1 + strings.Count(before, "\n")
	}
	return line
}

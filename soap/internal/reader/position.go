package reader

import (
	"strings"
	"unicode/utf8"
)

// position counts lines and columns up to an offset.
func position(src string, offset int) (line, column int) {
	before := src[:min(offset, len(src))]
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])
}

// place is a position that only moves forward, so that all positions of a document cost one walk through it.
type place struct {
	offset int
	line   int // from 0
	column int // from 0
}

func (p *place) advance(src string, to int, ascii bool) (line, column int) {
	rest := src[p.offset:to]
	p.offset = to
	for {
		n := strings.IndexByte(rest, '\n')
		if n < 0 {
			break
		}
		p.line, p.column = p.line+1, 0
		rest = rest[n+1:]
	}
	if ascii {
		p.column += len(rest)
	} else {
		p.column += utf8.RuneCountInString(rest)
	}
	return p.line + 1, p.column + 1
}

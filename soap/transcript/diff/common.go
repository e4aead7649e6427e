package diff

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// print stands for an element and all in it. That two elements with one print differ is unlikely enough: then they are
// told of as missing and extra, or not at all once in 2^64.
type print uint64

// prints returns the print of each element, nil when too much has been spent already.
func (c *comparison) prints(l []*reader.Element) []print { return c.printsOf(l, asItIs) }

func asItIs(s string) string { return s }

// printsWithout are the prints without what differs from run to run, of one side.
func (c *comparison) printsWithout(l []*reader.Element, known *strings.Replacer) []print {
	return c.printsOf(l, func(s string) string { return c.text.loosely(s, known) })
}

func (c *comparison) printsOf(l []*reader.Element, text func(string) string) []print {
	p := make([]print, len(l))
	for i, e := range l {
		p[i] = c.printOf(e, true, text)
	}
	if !c.spend(0) {
		return nil
	}
	return p
}

func (c *comparison) sameInside(a, b *reader.Element) bool {
	return c.printOf(a, false, asItIs) == c.printOf(b, false, asItIs) && c.spend(0)
}

// printOf computes FNV-1a over names, attributes in any order, and what is made of texts.
func (c *comparison) printOf(e *reader.Element, named bool, text func(string) string) print {
	h := print(offset)
	if !c.spend(1 + len(e.Attrs())) {
		return h
	}
	if named {
		h = h.put(e.Name.Space).put(e.Name.Local)
	}
	var attrs print
	for _, a := range e.Attrs() {
		attrs += print(offset).put(a.Name.Space).put(a.Name.Local).put(text(a.Value))
	}
	h = h.mix(attrs).put(text(significant(e)))
	for child := e.First(); child != nil; child = child.Next() {
		h = h.mix(c.printOf(child, true, text))
	}
	return h
}

const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

func (h print) mix(other print) print { return (h ^ other) * prime }

func (h print) put(s string) print {
	for i := range len(s) {
		h = h.mix(print(s[i]))
	}
	return h.mix(0xFF)
}

// mostPairs bounds the table of the longest common subsequence: 4 MB.
const mostPairs = 1 << 20

// common finds a longest common subsequence as pairs of indexes, in order. Where the table would be too large, what is
// alike at the same distance from the beginning or the end is taken instead.
func (c *comparison) common(n, m int, alike func(i, j int) bool) (pairs [][2]int) {
	from := 0
	for from < n && from < m && alike(from, from) {
		pairs = append(pairs, [2]int{from, from})
		from++
	}
	end := 0
	for end < n-from && end < m-from && alike(n-1-end, m-1-end) {
		end++
	}
	rows, columns := n-from-end, m-from-end
	if rows > 0 && columns > 0 && rows <= mostPairs/columns && c.spend(rows*columns) {
		pairs = append(pairs, subsequence(from, rows, columns, alike)...)
	}
	for k := end; k > 0; k-- {
		pairs = append(pairs, [2]int{n - k, m - k})
	}
	return pairs
}

func subsequence(from, rows, columns int, alike func(i, j int) bool) (pairs [][2]int) {
	width := columns + 1
	longest := make([]int32, (rows+1)*width)
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			if alike(from+i, from+j) {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case alike(from+i, from+j):
			pairs = append(pairs, [2]int{from + i, from + j})
			i, j = i+1, j+1
		case longest[(i+1)*width+j] >= longest[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

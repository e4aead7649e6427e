package diff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// timeParts is an instant whose parts have an element each, as beans of Java write theirs.
const timeParts timeForm = "year month day hour minute second"

func partNames() []string { return strings.Fields(string(timeParts)) }

// samePart says whether two texts are the same part of two instants that may stand for each other.
func (c *comparison) samePart(want, got *reader.Element) bool {
	if c.o.Strict&Times != 0 || !slices.Contains(partNames(), want.Name.Local) {
		return false
	}
	w, ok := inParts(want.Parent())
	if !ok {
		return false
	}
	g, ok := inParts(got.Parent())
	return ok && c.text.sameTime("", "-", instant{timeParts, w}, instant{timeParts, g}) == ""
}

// inParts reads an instant of which each part is an element, once and in any order.
func inParts(e *reader.Element) (time.Time, bool) {
	if e == nil {
		return time.Time{}, false
	}
	var found [6]string
	for child := e.First(); child != nil; child = child.Next() {
		i := slices.Index(partNames(), child.Name.Local)
		if i < 0 {
			continue
		}
		text := strings.TrimSpace(child.Text())
		if found[i] != "" || !isCount(text) || len(text) > 4 {
			return time.Time{}, false
		}
		found[i] = text
	}
	if slices.Contains(found[:], "") {
		return time.Time{}, false
	}
	var n [6]int
	for i, text := range found {
		n[i], _ = strconv.Atoi(text) // four digits at most
	}
	at := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC)
	// A date that is none (February 30) would come out as another.
	return at, at.Month() == time.Month(n[1]) && at.Day() == n[2] && at.Hour() == n[3] && at.Minute() == n[4] && at.Second() == n[5]
}

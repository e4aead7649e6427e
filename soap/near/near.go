// Package near guesses which word was meant by one that is not known.
package near

import "strings"

// longest is how long a word is that is still guessed at.
const longest = 40

// Word is the known word that is nearest to another, in any case of letters; "" when none is near: when more than two letters
// are missing, too many, others, or have changed places with their neighbours, or more than half of the known word's.
func Word(word string, known []string) string {
	if len(word) > longest {
		return ""
	}
	best, least := "", 3
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least && d <= len(k)/2 {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to put in, take out, change, or exchange with the one beside.
func distance(a, b string) int {
	var before []int // the row before the last
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

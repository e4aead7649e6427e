package main

import "fmt"

// didYouMean is a guess at what a name was meant to be, as the end of a sentence; "" when nothing is near: when more than
// three letters are wrong, or more than half of them. A name that is known is so elsewhere, and no guess.
func didYouMean(name string, known []string) string {
	best, nearest := "", min(len(name)/2+1, 4)
	for _, k := range known {
		if d := distance(name, k); d < nearest && k != name {
			best, nearest = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance is Levenshtein's: how many letters to put in, take out or change, in any case of letters.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if lower(a[i]) != lower(b[j]) {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

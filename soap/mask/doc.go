// Package mask hides secrets in messages: passwords, tokens and the ids of sessions.
//
// [Names] puts stars in the place of what a name gives away as secret, and [Hide] in the place of values that are
// known to be: that is for what a person reads, such as a journal.
package mask

// Package diff compares two HTTP messages, or two bodies, and says what differs and whether it matters.
package diff

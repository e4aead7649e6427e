package lax

import "iter"

// Placed is a value of JSON and where it stands.
type Placed struct {
	Piece
	Path string // of the members that it stands in, as Below joins them
	Name string // of the innermost, "" in a list
}

// Values goes through the values of a text in JSON that are no objects or lists, in order.
func Values(text string) iter.Seq[Placed] {
	return func(yield func(Placed) bool) {
		var outer []string // the paths of what is open
		path, name := "", ""
		for p := range JSON(text) {
			switch p.Kind {
			case Open:
				outer = append(outer, path)
				path, name = Below(path, name), ""
			case Close:
				if last := len(outer) - 1; last >= 0 {
					path, outer = outer[last], outer[:last]
				}
				name = ""
			case Member:
				name = p.Of(text)
				if p.Quoted() {
					name = JSONText(name)
				}
			case Value:
				if !yield(Placed{p, Below(path, name), name}) {
					return
				}
			}
		}
	}
}

// longestPath is how long a path becomes. A document can be a million elements deep, and paths as long as that for all of them
// would take the square of it.
const longestPath = 4096

// Below is the path of what is called so below a path. Of what is very deep down it is that of something above.
func Below(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	if len(path) > longestPath {
		return path
	}
	return path + "/" + name
}

package reader

const (
	xmlNamespace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace = "http://www.w3.org/2000/xmlns/"
)

// scope knows what each prefix stands for at the place that is being read. Each prefix that a document
// declares gets a number, under which lies its innermost declaration; a declaration remembers which one it
// hides, and gives way to it when its element ends. So neither many declarations nor deep nesting make
// looking up a prefix slower.
type scope struct {
	prefixes []string
	current  []int // for each prefix an index into Document.decls, -1 while it is not declared
	numbers  map[string]int
	open     int // declarations in scope, hidden ones too
}

// binding is what a declaration needs besides its prefix and namespace.
type binding struct {
	spelled string // the namespace before Options.Aliases
	quoted  string // its source, quotes included
	prefix  int    // number in scope
	hidden  int    // the declaration of the same prefix that it hides, -1 for none
}

// fewPrefixes is how many are looked through one by one, before a map is quicker.
const fewPrefixes = 12

func (s *scope) number(prefix string) (n int, ok bool) {
	if len(s.prefixes) > fewPrefixes {
		n, ok = s.numbers[prefix]
		return n, ok
	}
	for i, known := range s.prefixes {
		if known == prefix {
			return i, true
		}
	}
	return 0, false
}

// lookup returns the index of the declaration of a prefix, -1 for none.
func (s *scope) lookup(prefix string) int {
	if n, ok := s.number(prefix); ok {
		return s.current[n]
	}
	return -1
}

// declare makes the declaration with this index the current one of its prefix.
func (s *scope) declare(prefix string, index int) (number, hidden int) {
	n, ok := s.number(prefix)
	if !ok {
		n = s.add(prefix)
	}
	hidden = s.current[n]
	s.current[n] = index
	s.open++
	return n, hidden
}

func (s *scope) add(prefix string) int {
	n := len(s.prefixes)
	s.prefixes = append(s.prefixes, prefix)
	s.current = append(s.current, -1)
	switch {
	case n == fewPrefixes:
		if s.numbers == nil {
			s.numbers = make(map[string]int)
		}
		for i, known := range s.prefixes {
			s.numbers[known] = i
		}
	case n > fewPrefixes:
		s.numbers[prefix] = n
	}
	return n
}

// leave undoes the declarations of an element, given in order.
func (s *scope) leave(bindings []binding) {
	for _, b := range bindings {
		s.current[b.prefix] = b.hidden
	}
	s.open -= len(bindings)
}

func (s *scope) reset() {
	if len(s.numbers) > keepOthers {
		s.numbers = nil
	}
	clear(s.numbers)
	s.prefixes = emptied(s.prefixes)
	s.current = emptied(s.current)
	s.open = 0
}

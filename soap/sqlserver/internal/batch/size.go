package batch

// What a batch may take, in bytes: limits of ours, beyond which it is told that memory is short. A session service has no
// large results to give, and the answer is held three times while it is written.
const (
	maxLOB    = 8 << 20   // of a value
	maxResult = 16 << 20  // of the result, as it will be written at most
	maxWork   = 128 << 20 // of the values made on the way
)

// What is written around values at most, by package stream.
const (
	itemSize    = 512  // of an item that is no rowset
	rowSetSize  = 2048 // of a rowset
	columnSize  = 1536 // of a column in the schemas and the row
	columnNames = 4    // times that its name stands there
	nameSize    = 7    // of each byte of a name
)

// size is how much of the answer an item takes. It is never less than what will be written, but for a rowset, whose columns
// hold has counted.
func size(i Item) int {
	switch i := i.(type) {
	case RowSet:
		return rowSetSize
	case Message:
		return itemSize + escapedSize(i.Message) + escapedSize(i.Procedure) + escapedSize(i.Server) + escapedSize(i.Source)
	}
	return itemSize
}

// writtenSize is how much of the answer a value takes.
func writtenSize(v Value) int {
	switch v := v.(type) {
	case string:
		return escapedSize(v)
	case []byte:
		return 2 * len(v) // base64 or hexadecimal digits
	}
	return 0
}

// escapedSize is the most that a text takes in XML.
func escapedSize(s string) int {
	n := len(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '&', c == '"', c == '\'', c < ' ' && c != '\t' && c != '\n':
			n += 5
		case c == '<', c == '>':
			n += 3
		}
	}
	for _, c := range s {
		if c == '\uFFFD' || c == '\uFFFE' || c == '\uFFFF' {
			n += 5
		}
	}
	return n
}

// sizeOf is how much memory a value takes.
func sizeOf(v Value) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 0
}

// put adds an item to the result, and notes where that became too large.
func (m *machine) put(i Item, line int) {
	m.items = append(m.items, i)
	if m.size += size(i); m.size > maxResult && m.full == 0 {
		m.full = max(1, line)
	}
}

// hold counts a column of a row that goes into the result, before it does.
func (m *machine) hold(name string, v Value, line int) error {
	m.size += columnSize + columnNames*nameSize*len(name) + writtenSize(v)
	if m.size > maxResult {
		return outOfMemory(line)
	}
	return nil
}

// made counts the size of a value that an expression made.
func (m *machine) made(v Value, line int) error {
	m.work += sizeOf(v)
	if m.work > maxWork {
		return outOfMemory(line)
	}
	return nil
}

// output sets the value of a parameter that goes back, which is part of the answer.
func (m *machine) output(p *Parameter) {
	v := m.variables[foldVariable("@"+p.Name)].Value
	if m.size += itemSize + writtenSize(v); m.size > maxResult && sizeOf(v) > 0 {
		if m.full == 0 {
			m.full = 1
			m.say(outOfMemory(1).message)
		}
		return
	}
	p.Value = v
}

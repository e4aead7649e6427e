package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// What bbolt's pages hold, in the order of bytes of the machine that wrote them: a head (number, flags, how many elements,
// how many pages more belong to it), then elements with an offset from themselves, and what they point at.
const (
	pageHead    = 16
	elementSize = 16
	bucketHead  = 16 // in the value of an element: root and sequence; with root zero its one page follows

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10

	bucketElement = 0x01
	deepestPage   = 64
)

// meta is what a meta page says that is still looked at here.
type meta struct {
	tx, pages, size, root, freelist uint64
}

// checker goes once through all pages of a file that nobody writes to. bbolt looks at a page when somebody needs it, and
// ends the process where that is damaged, or finds nothing behind it and says nothing. Its own check does so, too, and in a
// goroutine of its own, where nobody can catch it. A million sessions take this one 0.2 s where the file is in memory.
//
// What it cannot see is a text that has become another: bbolt's pages have no sums.
type checker struct {
	file  io.ReaderAt
	meta  meta
	used  []bool // by number
	spare []byte
	keys  map[string]int // elements of each bucket at the top, but for buckets
}

// errPage is a page that is damaged.
var errPage = errors.New("damaged")

func badPage(id uint64, what string) error { return fmt.Errorf("page %d is %w: %s", id, errPage, what) }

// checkPages looks whether the pages of a file hang together.
func checkPages(file io.ReaderAt, m meta) error {
	const mostPages = 1 << 32
	if m.size < pageHead+metaSize || m.size > 1<<20 || m.pages > mostPages {
		return badPage(0, "sizes that cannot be")
	}
	c := checker{file: file, meta: m, used: make([]bool, m.pages), keys: map[string]int{}}
	if len(c.used) < 2 {
		return badPage(0, "sizes that cannot be")
	}
	c.used[0], c.used[1] = true, true // the meta pages
	if err := c.tree(m.root, ""); err != nil {
		return err
	}
	if err := c.free(); err != nil {
		return err
	}
	for id, used := range c.used {
		if !used {
			return badPage(uint64(id), "nothing points at it, and it is not free")
		}
	}
	if records, created := c.keys[string(recordBucket.name())], c.keys[string(createdBucket.name())]; records != created {
		return fmt.Errorf("%w: there are %d sessions and threads, and %d in the list of them", errPage, records, created)
	}
	return nil
}

// page reads a page, with those that belong to it. It is valid until the next.
func (c *checker) page(id uint64, into []byte) ([]byte, error) {
	if id < 2 || id >= c.meta.pages {
		return nil, badPage(id, "there is none such")
	}
	b := grown(into, c.meta.size)
	if _, err := c.file.ReadAt(b, int64(id*c.meta.size)); err != nil {
		return nil, badPage(id, err.Error())
	}
	order := binary.NativeEndian
	if order.Uint64(b) != id {
		return nil, badPage(id, "it does not bear its number")
	}
	more := uint64(order.Uint32(b[12:]))
	if more >= c.meta.pages-id {
		return nil, badPage(id, "it goes on behind the end")
	}
	for i := id; i <= id+more; i++ {
		if c.used[i] {
			return nil, badPage(i, "it is used twice")
		}
		c.used[i] = true
	}
	if more > 0 {
		b = grown(b, (1+more)*c.meta.size)
		if _, err := c.file.ReadAt(b, int64(id*c.meta.size)); err != nil {
			return nil, badPage(id, err.Error())
		}
	}
	return b, nil
}

func grown(b []byte, size uint64) []byte {
	if uint64(cap(b)) < size {
		return make([]byte, size)
	}
	return b[:size]
}

// tree looks at the pages of a bucket; name is that of one at the top.
func (c *checker) tree(root uint64, name string) error {
	var last []byte // key
	return c.node(root, name, nil, &last, 0)
}

// node looks at a page and at those below it. First is the key that its parent has for it, last the key before it.
func (c *checker) node(id uint64, name string, first []byte, last *[]byte, depth int) error {
	if depth > deepestPage {
		return badPage(id, "it is too deep")
	}
	own := c.spare // which those below cannot use, but one after the other those beside it
	c.spare = nil
	b, err := c.page(id, own)
	if err != nil {
		return err
	}
	err = c.elements(id, b, name, first, last, depth)
	c.spare = b
	return err
}

func (c *checker) elements(id uint64, b []byte, name string, first []byte, last *[]byte, depth int) error {
	order := binary.NativeEndian
	flags, count := order.Uint16(b[8:]), int(order.Uint16(b[10:]))
	if flags != branchPage && flags != leafPage {
		return badPage(id, "it is of no kind that there is")
	}
	if pageHead+count*elementSize > len(b) || flags == branchPage && count == 0 {
		return badPage(id, "it has not so many elements")
	}
	for i := range count {
		at := pageHead + i*elementSize
		e := b[at : at+elementSize]
		var key, value []byte
		var ok bool
		if flags == branchPage {
			key, ok = cut(b, uint64(at)+uint64(order.Uint32(e)), uint64(order.Uint32(e[4:])))
		} else {
			from, length := uint64(at)+uint64(order.Uint32(e[4:])), uint64(order.Uint32(e[8:]))
			if key, ok = cut(b, from, length); ok {
				value, ok = cut(b, from+length, uint64(order.Uint32(e[12:])))
			}
		}
		switch {
		case !ok || len(key) == 0:
			return badPage(id, "an element lies outside of it")
		case i == 0 && first != nil && bytes.Compare(key, first) < 0:
			return badPage(id, "its keys are not those that its parent says")
		}
		if flags == branchPage {
			if err := c.node(order.Uint64(e[8:]), name, key, last, depth+1); err != nil {
				return err
			}
			continue
		}
		if *last != nil && bytes.Compare(*last, key) >= 0 {
			return badPage(id, "its keys are not in order")
		}
		*last = append((*last)[:0], key...)
		switch kind := order.Uint32(e); kind {
		case 0:
			c.keys[name]++
		case bucketElement:
			if err := c.bucket(id, string(key), value); err != nil {
				return err
			}
		default:
			return badPage(id, "an element is of no kind that there is")
		}
	}
	return nil
}

// bucket looks at a bucket by the value of its element.
func (c *checker) bucket(id uint64, name string, value []byte) error {
	if len(value) < bucketHead {
		return badPage(id, "a bucket is cut off")
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return c.tree(root, name)
	}
	inside := value[bucketHead:]
	if len(inside) < pageHead || binary.NativeEndian.Uint16(inside[8:]) != leafPage {
		return badPage(id, "a bucket is cut off")
	}
	var last []byte
	return c.elements(id, inside, name, nil, &last, deepestPage)
}

// cut is a part of a page, if it lies within it.
func cut(b []byte, from, length uint64) ([]byte, bool) {
	if from > uint64(len(b)) || length > uint64(len(b))-from {
		return nil, false
	}
	return b[from : from+length], true
}

// free looks at the list of free pages.
func (c *checker) free() error {
	id := c.meta.freelist
	b, err := c.page(id, nil)
	if err != nil {
		return err
	}
	order := binary.NativeEndian
	if order.Uint16(b[8:]) != freelistPage {
		return badPage(id, "it is not the list of free pages")
	}
	count, list := uint64(order.Uint16(b[10:])), b[pageHead:]
	if count == 0xFFFF {
		count, list = order.Uint64(list), list[8:]
	}
	if count > uint64(len(list)/8) {
		return badPage(id, "it has not so many elements")
	}
	for i := range count {
		page := order.Uint64(list[8*i:])
		if page < 2 || page >= c.meta.pages || c.used[page] {
			return badPage(id, fmt.Sprintf("page %d cannot be free", page))
		}
		c.used[page] = true
	}
	return nil
}

package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// What bbolt's two meta pages hold, after a page's head of 16 bytes, in the order of bytes of the machine that wrote them:
// magic, version, size of a page, flags, root (two numbers), freelist, how many pages there are, number of the transaction,
// and a sum of all that. The magic tells whether this machine has the same order; if not, bbolt refuses the file itself.
const (
	metaAt       = 16
	metaPageSize = 8
	metaRoot     = 16
	metaFreelist = 32
	metaPages    = 40
	metaTx       = 48
	metaSum      = 56
	metaSize     = 64
	metaMagic    = 0xED0CDAED
)

// checkLength refuses a file that has lost its end, as a copy that broke off has. bbolt maps such a file all the same, and
// whoever reads behind its end is killed by the system. What is no file of bbolt's at all is left to bbolt.
func checkLength(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // there is none yet, or bbolt will say why not
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	if m := latestMeta(f); m.pages*m.size > uint64(info.Size()) {
		return fmt.Errorf("bolt: %s is cut off: it has %d bytes of %d: bring back a whole copy, or choose another file", path, info.Size(), m.pages*m.size)
	}
	return nil
}

// latestMeta is the newer of the meta pages, zero when there is none.
func latestMeta(f io.ReaderAt) (latest meta) {
	for page := range int64(2) {
		if m, ok := readMeta(f, page); ok && m.tx >= latest.tx {
			latest = m
		}
	}
	return latest
}

// readMeta reads a meta page, and says whether it is one. The second is where the first says how large a page is, or, if
// that is damaged, where it is on this machine.
func readMeta(f io.ReaderAt, page int64) (m meta, ok bool) {
	at := int64(0)
	if page > 0 {
		if m, ok = readMeta(f, 0); !ok {
			m.size = uint64(os.Getpagesize())
		}
		at = int64(m.size)
	}
	b := make([]byte, metaAt+metaSize)
	if _, err := f.ReadAt(b, at); err != nil {
		return meta{}, false
	}
	b = b[metaAt:]
	order := binary.NativeEndian
	sum := fnv.New64a()
	sum.Write(b[:metaSum]) // into memory, which cannot fail
	if order.Uint32(b) != metaMagic || order.Uint64(b[metaSum:]) != sum.Sum64() {
		return meta{}, false
	}
	return meta{
		tx: order.Uint64(b[metaTx:]), pages: order.Uint64(b[metaPages:]), size: uint64(order.Uint32(b[metaPageSize:])),
		root: order.Uint64(b[metaRoot:]), freelist: order.Uint64(b[metaFreelist:]),
	}, true
}

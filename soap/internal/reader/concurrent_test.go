package reader_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// Documents that are read at once come from one pool; none may see another's.
func TestConcurrentReads(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				in := fmt.Sprintf(`<p:a xmlns:p="u%d" n="%d"><p:b>%d</p:b></p:a>`, i, j, i*j)
				want := fmt.Sprintf(`{u%d}a n=%d [{u%d}b "%d"]`, i, j, i, i*j)
				d, err := reader.Read([]byte(in), reader.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if got := outline(d.Root()); got != want {
					t.Errorf("read %s, want %s", got, want)
				}
				d.Release()
			}
		})
	}
	wg.Wait()
}

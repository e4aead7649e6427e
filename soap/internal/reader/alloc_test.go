//go:build !race

package reader_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// Under the race detector sync.Pool drops what it is given now and then, so this is not built there.
func TestReadDoesNotAllocate(t *testing.T) {
	for name, body := range map[string][]byte{"small": []byte(smallEnvelope), "large": largeEnvelope()} {
		allocs := testing.AllocsPerRun(200, func() {
			d, err := reader.Read(body, reader.Options{Charset: "utf-8"})
			if err != nil {
				t.Fatal(err)
			}
			d.Release()
		})
		if allocs >= 1 {
			t.Errorf("the %s envelope needs %v allocations", name, allocs)
		}
	}
}

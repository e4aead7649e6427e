package gate

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// BenchmarkFind finds the last of many pairs of one operation, without a look at their files.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, files := b.TempDir(), map[string]string{}
			for i := range n {
				files[fmt.Sprintf("q%d.request.xml", i)] = inEnvelope(fmt.Sprintf("<user>u%d</user><right>admin</right>", i))
				files[fmt.Sprintf("q%d.response.xml", i)] = inEnvelope("<done/>")
			}
			write(b, dir, files)
			g, err := New("mft", Config{Answers: Paths{dir}}, nil)
			if err != nil {
				b.Fatal(err)
			}
			library := g.answers.library()
			ofCall(b, inEnvelope(fmt.Sprintf("<user>u%d</user><right>admin</right>", n-1)), func(call *soap.Call) {
				for b.Loop() {
					if len(library.find(call)) != 1 {
						b.Fatal("it was not found")
					}
				}
			})
		})
	}
}

// BenchmarkPass answers the last of many pairs of one operation, whose files were not touched of late.
func BenchmarkPass(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, files := b.TempDir(), map[string]string{}
			for i := range n {
				files[fmt.Sprintf("q%d.request.json", i)] = fmt.Sprintf(`{"id":%d}`, i)
				files[fmt.Sprintf("q%d.response.json", i)] = `{"of":"${user}"}`
				files[fmt.Sprintf("q%d.request.http", i)] = fmt.Sprintf("POST /data/query\n\n{\"id\": %d}", i)
				files[fmt.Sprintf("q%d.response.http", i)] = "HTTP/1.1 200 OK\n\n{}"
			}
			write(b, dir, files)
			old := time.Now().Add(-time.Hour)
			for name := range files {
				if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
					b.Fatal(err)
				}
			}
			if err := os.Chtimes(dir, old, old); err != nil {
				b.Fatal(err)
			}
			g, err := New("mft", Config{Answers: Paths{dir}}, nil)
			if err != nil {
				b.Fatal(err)
			}
			call := newCall("POST /data/query", fmt.Sprintf(`{"id":%d}`, n-1))
			for b.Loop() {
				if pass(b, g, call) == "" {
					b.Fatal(call.Note)
				}
			}
		})
	}
}

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// TestWriteWholeThroughALink: the link stays, and the file behind it is written.
func TestWriteWholeThroughALink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Skip(err) // Windows lets not everybody
	}
	if err := updateFile(link, []byte("after")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "after" {
		t.Errorf("%s, %v", text, err)
	}
}

// TestWriteWholeToWhatIsNoFile: a pipe, and what stands for an open file, is written to and not replaced.
func TestWriteWholeToWhatIsNoFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the names are those of Linux")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("/proc/self/fd/%d", w.Fd())
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{name, link} {
		if err := canWrite(to); err != nil {
			t.Error(err)
		}
		if err := writeWhole(to, []byte("a"), 0o644); err != nil {
			t.Error(err)
		}
	}
	w.Close()
	if text, err := io.ReadAll(r); err != nil || string(text) != "aa" {
		t.Errorf("%q came, %v", text, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v", err)
	}
}

// What is written is for no more people than the user's umask lets in: transcripts and reports hold what real clients have said.
func TestFilesKeepToTheUmask(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no umask")
	}
	program, dir := filepath.Join(buildProgram(t), "soapstone"), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("POST / HTTP/1.1\nHost: h\nContent-Type: text/xml\n\n<a/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for umask, want := range map[string]os.FileMode{"077": 0o600, "022": 0o644} {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", `umask "$1" && mkdir "$1" && "$0" import a.txt --out "$1" && "$0" replay --target http://127.0.0.1:1 --junit "$1/report.xml" "$1"`, program, umask)
		cmd.Dir = dir
		said, _ := cmd.CombinedOutput() // nobody answers at that target
		files, err := os.ReadDir(filepath.Join(dir, umask))
		if err != nil || len(files) != 2 {
			t.Fatalf("%v, %v:\n%s", files, err, said)
		}
		for _, f := range files {
			if info, err := f.Info(); err != nil || info.Mode() != want {
				t.Errorf("umask %s: %s is %v, %v", umask, f.Name(), info.Mode(), err)
			}
		}
	}
}

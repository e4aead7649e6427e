package reader_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// onlyLibxml2Reads are the kinds of refusal that libxml2 does not know, and why they are right.
var onlyLibxml2Reads = map[reader.Kind]string{
	reader.Doctype:     "SOAP forbids document types (SOAP 1.1, section 3); libxml2 reads them",
	reader.Version:     "libxml2 reads any version 1.x as 1.0",
	reader.Encoding:    "libxml2 knows more encodings, and passes over a declared one where there is a byte order mark",
	reader.TooDeep:     "libxml2 allows 256 levels",
	reader.TooMany:     "libxml2 has no such limits",
	reader.NameTooLong: "libxml2 allows 50,000 bytes",
	reader.TooLarge:    "libxml2 allows 10 MB of text",
}

// onlyLibxml2ReadsDetail are details of refusals of other kinds.
var onlyLibxml2ReadsDetail = map[string]string{
	"the character U+0000 is not allowed": "libxml2 takes a NUL for the end of the document, here and there",
}

// onlyWeRead are what libxml2 says of documents that we read, and why that is right.
var onlyWeRead = map[string]string{
	"is not a valid URI": "names of namespaces are compared as they are written; that they have to be URIs is no matter of well-formedness",
}

// TestLibxml2Agrees compares with another parser what is well-formed, over the documents of the other tests and what
// becomes of them when a few bytes are changed. FuzzRead compares with encoding/xml, and more than that.
func TestLibxml2Agrees(t *testing.T) {
	program, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (Debian: libxml2-utils): nothing is compared with libxml2")
	}
	docs := wellOrNot()
	theirs := xmllint(t, program, docs)
	both, differ := 0, map[string]int{}
	for i, doc := range docs {
		d, err := reader.Read(doc, reader.Options{})
		if err == nil {
			d.Release()
		}
		ours, _ := errors.AsType[*reader.Error](err)
		switch {
		case (ours == nil) == (theirs[i] == ""):
			both++
		case ours != nil:
			why, known := onlyLibxml2Reads[ours.Kind]
			if !known {
				why, known = partly(onlyLibxml2ReadsDetail, ours.Detail)
			}
			if differ[why]++; !known {
				t.Errorf("only libxml2 reads %q: %v (%v)", doc, ours, ours.Kind)
			}
		default:
			why, known := partly(onlyWeRead, theirs[i])
			if differ[why]++; !known {
				t.Errorf("only we read %q: libxml2 says %s", doc, theirs[i])
			}
		}
	}
	t.Logf("%d documents, of which %d are the same to both; the others: %v", len(docs), both, differ)
	if both < len(docs)/2 {
		t.Error("that is too little to compare")
	}
}

// partly finds a reason by a part of what is said.
func partly(reasons map[string]string, said string) (why string, known bool) {
	for part, reason := range reasons {
		if strings.Contains(said, part) {
			return reason, true
		}
	}
	return "", false
}

// wellOrNot are documents, well-formed and not. They are the same in each run.
func wellOrNot() [][]byte {
	var seeds [][]byte
	for _, tt := range accepted {
		seeds = append(seeds, []byte(tt.in))
	}
	for _, tt := range refusals {
		seeds = append(seeds, []byte(tt.in))
	}
	seeds = append(seeds, []byte(envelope), []byte(smallEnvelope))
	chance := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"<", ">", "/", "&", ";", `"`, "'", "=", " ", "\n", "\r", "\t", "]]>", "<![CDATA[", "<!--", "-->", "--", "<?", "?>", "x", ":", "xmlns", "xml",
		"&#65;", "&#x0;", "&lt;", "é", "\x00", "\x01", "\x7f", "\xc0\xaf", "\xed\xa0\x80", "\uFFFE", "\U0001F600", "1", "-", "<b/>", "<a>", "</a>", " a='1'", " xmlns:p='u'"}
	docs := seeds
	for range 4000 {
		doc := bytes.Clone(seeds[chance.IntN(len(seeds))])
		if len(doc) > 4096 {
			continue
		}
		for range 1 + chance.IntN(3) {
			at := chance.IntN(len(doc) + 1)
			end := min(len(doc), at+chance.IntN(4)*chance.IntN(2))
			piece := pieces[chance.IntN(len(pieces))]
			if chance.IntN(3) == 0 {
				piece = ""
			}
			doc = append(append(bytes.Clone(doc[:at]), piece...), doc[end:]...)
		}
		docs = append(docs, doc)
	}
	return docs
}

var complaint = regexp.MustCompile(`(?m)^(\d+)\.xml:\d+: (parser|namespace) error : (.*)$`)

// xmllint returns what libxml2 has against each document, "" for nothing.
func xmllint(t *testing.T, program string, docs [][]byte) []string {
	t.Helper()
	folder, found := t.TempDir(), make([]string, len(docs))
	const batch = 500
	for from := 0; from < len(docs); from += batch {
		args := []string{"--noout", "--nonet"}
		for i := from; i < min(len(docs), from+batch); i++ {
			name := fmt.Sprintf("%d.xml", i)
			if err := os.WriteFile(filepath.Join(folder, name), docs[i], 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, name)
		}
		c := exec.CommandContext(context.WithoutCancel(t.Context()), program, args...)
		c.Dir = folder
		said, err := c.CombinedOutput()
		if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() < 0) {
			t.Fatalf("%v: %s", err, said)
		}
		for _, m := range complaint.FindAllSubmatch(said, -1) {
			var i int
			fmt.Sscan(string(m[1]), &i)
			if found[i] == "" {
				found[i] = string(m[3])
			}
		}
	}
	return found
}

package mask

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Archive says whether a message is an archive or a document that is packed like one, or has it as a part: what is in it
// is compressed, so that no secret can be found there and all of it stays as it is.
func Archive(m transcript.Message) bool {
	boundary := boundaryOf(m.Value("Content-Type"))
	if boundary == "" {
		return isArchive(m.Body)
	}
	for part := range bytes.SplitSeq(m.Body, []byte("--"+boundary)) {
		if at := emptyLine.FindIndex(part); at != nil && isArchive(part[at[1]:]) {
			return true
		}
	}
	return false
}

func isArchive(b []byte) bool {
	for _, begin := range []string{"7z\xBC\xAF\x27\x1C", "\xFD7zXZ\x00", "\x28\xB5\x2F\xFD", "BZh"} {
		if bytes.HasPrefix(b, []byte(begin)) {
			return true
		}
	}
	return slices.Contains(strings.Fields("application/zip application/x-gzip application/x-rar-compressed application/pdf"), http.DetectContentType(b))
}

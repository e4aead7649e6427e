package diff

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
)

// bodyPart is one part of a multipart body, such as an envelope with attachments (RFC 2387, MTOM).
type bodyPart struct {
	head    textproto.MIMEHeader
	content []byte
}

// id is the Content-ID without its brackets, by which others refer to the part.
func (p bodyPart) id() string { return strings.Trim(p.head.Get("Content-Id"), "<> ") }

func (p bodyPart) String() string {
	media, _ := parseType(p.head.Get("Content-Type"))
	if media == "" {
		return size(p.content)
	}
	return media + ", " + size(p.content)
}

// partsOf parts a multipart body. The root, which its content type names or which is the first, comes first; the others stay
// in their order.
func partsOf(body []byte, contentType string) ([]bodyPart, error) {
	_, params := parseType(contentType)
	var parts []bodyPart
	for r := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) && len(parts) > 0 {
			break
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(decoded(p))
		if err != nil {
			return nil, err
		}
		parts = append(parts, bodyPart{p.Header, content})
	}
	root := slices.IndexFunc(parts, func(p bodyPart) bool { return p.id() != "" && p.id() == strings.Trim(params["start"], "<> ") })
	if root > 0 {
		first := parts[root]
		parts = slices.Insert(slices.Delete(parts, root, root+1), 0, first)
	}
	return parts, nil
}

// decoded is what a part holds: how it was written down for the way does not matter.
func decoded(p *multipart.Part) io.Reader {
	switch strings.ToLower(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, p)
	case "quoted-printable":
		return quotedprintable.NewReader(p)
	}
	return p
}

// parts compares two multipart bodies part by part. Boundaries and Content-IDs are made anew for each message: a reference
// leads where it should when it names the part in the same place.
func (c *comparison) parts(want, got []byte, wantType, gotType string) {
	w, wantErr := partsOf(want, wantType)
	g, gotErr := partsOf(got, gotType)
	switch {
	case wantErr != nil:
		c.bytes(want, got)
		return
	case gotErr != nil:
		c.unreadable(want, got, got, gotErr, "what came cannot be read as a multipart body")
		return
	}
	c.contents = map[string]string{}
	for i := range min(len(w), len(g)) {
		c.contents[w[i].id()] = g[i].id()
	}
	for i := range max(len(w), len(g)) {
		c.part = fmt.Sprintf("part %d", i+1)
		switch {
		case i >= len(g):
			c.add(Difference{Kind: Missing, Path: "body", Want: w[i].String()})
		case i >= len(w):
			c.add(Difference{Kind: Extra, Path: "body", Got: g[i].String()})
		default:
			for _, name := range []string{"Content-Disposition", "Content-Type"} {
				c.field("header "+name, name, w[i].head[name], g[i].head[name])
			}
			if i == 0 {
				c.part = "" // of the root, paths are those that an envelope alone would have
			}
			c.bodies(w[i].content, g[i].content, w[i].head.Get("Content-Type"), g[i].head.Get("Content-Type"))
		}
	}
	c.part, c.contents = "", nil
}

// within is a path within the part that is being compared.
func (c *comparison) within(path string) string {
	switch {
	case c.part == "":
		return path
	case path == "body":
		return c.part
	}
	return c.part + " " + path
}

// sameContent says whether two texts are the URLs of parts that belong together (RFC 2392).
func (c *comparison) sameContent(want, got string) bool {
	w, wantIs := contentOf(want)
	g, gotIs := contentOf(got)
	known, ok := c.contents[w]
	return wantIs && gotIs && ok && known == g
}

func contentOf(s string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "cid:")
	if !ok {
		return "", false
	}
	if id, err := url.PathUnescape(rest); err == nil {
		return id, true
	}
	return rest, true
}

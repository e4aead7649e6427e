package soap

import (
	"bytes"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// join puts the header blocks of a call into the envelope that somebody else has written as its answer, in place of blocks
// of the same names: what the room says of the session goes out with every answer. What is no envelope stays as it is.
func (w *workspace) join() error {
	call := &w.call
	limits := call.endpoint.limits
	limits.MaxBytes = 2*int64(len(w.answer.Body)) + 1 // it is here already
	doc, err := reader.Read(w.answer.Body, reader.Options{Limits: limits})
	if err != nil || !strings.EqualFold(doc.Encoding(), "utf-8") {
		return nil
	}
	defer doc.Release()
	var answer Envelope
	if openEnvelope(doc, &answer, false) != nil {
		return nil
	}
	out := ready(&w.whole, call.Service)
	if err := writeHeader(out, call, qualify(doc.Root().Prefix, "Header")); err != nil {
		return err
	}
	header := slices.Clone(out.Bytes())
	text, from, to := doc.Bytes(), answer.Body.Offset(), answer.Body.Offset()
	if old := answer.Header; old != nil {
		from, to = old.Offset(), old.Offset()+len(old.Source())
		end := bytes.LastIndex(header, []byte("</"))
		kept := slices.Clone(header[:end])
		ours := names(header, doc.Root().Prefix, answer.Version)
		for block := range answer.Blocks() {
			if !slices.Contains(ours, block.Name) {
				kept = block.AppendTo(kept)
			}
		}
		header = append(kept, header[end:]...)
	}
	w.answer.Body = slices.Concat(text[:from], header, text[to:])
	return nil
}

// names are those of the blocks in a Header, which stands alone: its prefix is declared further up.
func names(header []byte, prefix string, v Version) []Name {
	envelope := qualify(prefix, "Envelope")
	text := slices.Concat([]byte("<"+envelope+" "+declare(prefix)+`="`+v.Namespace()+`">`), header, []byte("</"+envelope+">"))
	doc, err := reader.Read(text, reader.Options{})
	if err != nil {
		return nil
	}
	defer doc.Release()
	var all []Name
	for block := range doc.Root().First().Elements() {
		all = append(all, block.Name.Clone())
	}
	return all
}

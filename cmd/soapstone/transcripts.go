package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// transcripts are what commands have in common that make transcripts of what somebody else said: record and import.
type transcripts struct {
	out, system, by string
	mask, open      []string
	showValues      bool
	maxBody         int64
}

func (t *transcripts) flags(cmd *cobra.Command) {
	t.by = string(correlate.BySession)
	f := cmd.Flags()
	f.StringVar(&t.out, "out", "", "`DIR` for the transcripts, which is made where it is missing")
	f.StringSliceVar(&t.mask, "mask", nil, "`NAME` of an element, attribute, head field, member or parameter that holds a secret; may be repeated")
	f.StringSliceVar(&t.open, "no-mask", nil, "`NAME` that holds no secret, though it looks like it; may be repeated")
	f.BoolVar(&t.showValues, "show-values", false, "write passwords, tokens and ids into the transcripts as they are, for their owner's eyes")
	f.StringVar(&t.system, "system", "", "`NAME` of the system; without, paths and namespaces tell it")
	f.Var(oneOf{&t.by, []string{"session", "client", "nothing"}}, "split", "what makes requests one conversation: the ids of a session, the client, or nothing: all are one")
	f.Int64Var(&t.maxBody, "max-body", record.DefaultMaxBody, "most `BYTES` of a body that are kept")
}

// check refuses what cannot be meant.
func (t *transcripts) check() error {
	switch {
	case t.out == "":
		return errors.New("--out is missing: give a folder for the transcripts")
	case t.maxBody <= 0:
		return fmt.Errorf("--max-body %d: it must be above zero", t.maxBody)
	case strings.Trim(t.system, "abcdefghijklmnopqrstuvwxyz0123456789-") != "": // files could not begin with it
		return fmt.Errorf("--system %q: it is a word in lower case, such as sqlserver", t.system)
	}
	return nil
}

// masking is how the transcripts hide what is secret.
func (t *transcripts) masking() *mask.Run {
	return mask.NewRun(mask.Options{Names: t.mask, Open: t.open, Show: t.showValues})
}

// neededSecrets says what a replay has to be given, if it is anything.
func neededSecrets(names []string) string {
	if len(names) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("soapstone: a replay needs these secrets, in a file for --secrets or in variables:\n")
	for _, name := range names {
		fmt.Fprintf(&b, "  %s (%s)\n", name, mask.Variable(name))
	}
	return b.String()
}

package replay

import (
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// update is what is written down of an answer that differs: what came, in the terms of the story.
func (r *reading) update(want, expected, got *transcript.Message, host string, o diff.Options) *transcript.Message {
	m := translate(got, r.clients.back())
	return translate(m, r.bound.back())
}

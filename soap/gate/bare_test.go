package gate

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// Who is told to write a file that is there already looks in vain for what is wrong: it is said instead.
func TestAdviceOnWhatIsThere(t *testing.T) {
	const call = `<addUser xmlns="urn:x"/>`
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"addUser.response.xml": `<added/>`, "cut.response.xml": `<added>`, "Chart.response.json": `[}`,
		"asked.request.xml": envelopeWith("<asked/>"), "asked.response.xml": `<answered/>`, "json.response.json": `{}`,
	})
	g, err := New("mft", Config{Answers: Paths{dir}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{
		envelopeWith(call):       "mend " + dir + "/addUser.response.xml: it is no envelope: write the whole one, with this in its Body",
		envelopeWith("<cut/>"):   "mend " + dir + "/cut.response.xml:1: it is no XML: ",
		envelopeWith("<asked/>"): "mend " + dir + "/asked.response.xml: its request is an envelope, and it is no envelope: write the whole one, with this in its Body",
		envelopeWith("<json/>"):  "write " + dir + "/json.response.xml, the whole envelope of the answer",
		envelopeWith("<gone/>"):  "write " + dir + "/gone.response.xml, the whole envelope of the answer",
	} {
		if answer, note := passSOAP(t, g, body); answer != "" || !strings.Contains(note, want) || strings.Contains(note, "write "+dir) != strings.HasPrefix(want, "write") {
			t.Errorf("%s: %s\nwant %s", body, note, want)
		}
	}
	for line, want := range map[string]string{
		"POST /rest/Chart": "mend " + dir + "/Chart.response.json:1: it is no JSON: ",
		"POST /rest/chart": "write " + dir + "/chart.response.json, the whole body of the answer",
	} {
		c := newCall(line, `{}`)
		if _, err := g.Pass(t.Context(), c); err != soap.ErrNoOperation || !strings.Contains(c.Note, want) {
			t.Errorf("%s: %v %s\nwant %s", line, err, c.Note, want)
		}
	}
}

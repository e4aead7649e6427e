package diff

import (
	"encoding/json"
	"io"
)

// JSONLines writes results as JSON, one object a line as results come, and at the end one of another type. Its methods are
// called one after the other. The fields are stable: others may come, none goes or changes its meaning.
//
//	{"type":"story","story":"a.txtar","system":"mft","evidence":"documented","verdict":"differs","reason":"","compared":4,
//	 "seconds":0.012,"differences":[{"step":3,"operation":"validateSession","kind":"text","weight":"outcome",
//	 "path":"/s:Envelope/…","want":"true","got":"false","hint":""}]}
//	{"type":"summary","stories":1,"passed":0,"differ":1,"failed":0,"notRun":0,"compared":4,"beyond":0,"causes":[{"kind":"text",
//	 "weight":"outcome","path":"/Envelope/…","want":"true","got":"false","hint":"","steps":1,"count":1,
//	 "example":{"file":"a.txtar","step":3}}]}
//
// A verdict is "passed", "differs", "failed" or "not run", and reason says why in the last two cases. A weight is "outcome",
// "content" or "form".
type JSONLines struct {
	encoder *json.Encoder
	hide    func(string) string
}

// NewJSONLines makes a report that is written to w as results come, with secrets hidden if hide is not nil.
func NewJSONLines(w io.Writer, hide func(string) string) *JSONLines {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &JSONLines{e, hide}
}

type storyLine struct {
	Type        string           `json:"type"`
	Story       string           `json:"story"`
	System      string           `json:"system"`
	Evidence    string           `json:"evidence"`
	Verdict     Verdict          `json:"verdict"`
	Reason      string           `json:"reason"`
	Compared    int              `json:"compared"`
	Seconds     float64          `json:"seconds"`
	Differences []differenceLine `json:"differences"`
}

type differenceLine struct {
	Step      int    `json:"step"`
	Operation string `json:"operation"`
	Kind      Kind   `json:"kind"`
	Weight    string `json:"weight"`
	Path      string `json:"path"`
	Want      string `json:"want"`
	Got       string `json:"got"`
	Hint      string `json:"hint"`
}

type summaryLine struct {
	Type     string      `json:"type"`
	Stories  int         `json:"stories"`
	Passed   int         `json:"passed"`
	Differ   int         `json:"differ"`
	Failed   int         `json:"failed"`
	NotRun   int         `json:"notRun"`
	Compared int         `json:"compared"`
	Beyond   int         `json:"beyond"`
	Causes   []causeLine `json:"causes"`
}

type causeLine struct {
	Kind    Kind   `json:"kind"`
	Weight  string `json:"weight"`
	Path    string `json:"path"`
	Want    string `json:"want"`
	Got     string `json:"got"`
	Hint    string `json:"hint"`
	Steps   int    `json:"steps"`
	Count   int    `json:"count"`
	Example Where  `json:"example"`
}

// Story writes a result. The error is the writer's.
func (j *JSONLines) Story(r Result) error {
	r = r.hidden(j.hide)
	line := storyLine{
		Type: "story", Story: r.Story, System: r.System, Evidence: r.Evidence, Verdict: r.Verdict(), Reason: r.Error,
		Compared: r.Compared, Seconds: r.Took.Seconds(), Differences: []differenceLine{},
	}
	if r.NotRun != "" {
		line.Reason = r.NotRun
	}
	for _, s := range r.Steps {
		for _, d := range s.Differences {
			line.Differences = append(line.Differences, differenceLine{s.Number, s.Operation, d.Kind, d.Weight.String(), d.Path, d.Want, d.Got, d.Hint})
		}
	}
	return j.encoder.Encode(line)
}

// Summary writes the counts and the causes, with how many differences are in none of them.
func (j *JSONLines) Summary(n Counts, causes []Cause, beyond int) error {
	line := summaryLine{"summary", n.Stories(), n.Passed, n.Differ, n.Failed, n.NotRun, n.Compared, beyond, []causeLine{}}
	for _, c := range causes {
		c = c.hidden(j.hide)
		line.Causes = append(line.Causes, causeLine{c.Kind, c.Weight.String(), c.Path, c.Want, c.Got, c.Hint, c.Steps, c.Count, c.Example})
	}
	return j.encoder.Encode(line)
}

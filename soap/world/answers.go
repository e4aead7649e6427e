package world

import "github.com/soapstone-dev/soapstone/soap/gate"

// Answers are the files that answer work of a system's clients which soapstone does not do.
type Answers struct {
	System  string   `json:"system"`
	Answers int      `json:"answers"`
	Damaged []string `json:"damaged,omitempty"` // files that answer nothing, with line and reason
}

// Answers are those of each system that runs and has any, as the files are now.
func (w *World) Answers() []Answers {
	all := []Answers{}
	for _, r := range w.current().systems {
		if a := answersOf(r.name, r.gate); a.Answers > 0 || a.Damaged != nil {
			all = append(all, a)
		}
	}
	return all
}

// CheckAnswers looks at the files that a Config names, and whether its systems could let anything through. It returns
// what New would refuse as an error; damaged files are none.
func (c *Config) CheckAnswers() ([]Answers, error) {
	var all []Answers
	for _, r := range c.rooms() {
		g, err := c.openGate(r, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, answersOf(r.name, g))
		g.Close()
	}
	return all, nil
}

func answersOf(system string, g *gate.Gate) Answers {
	state := g.State()
	a := Answers{System: system, Answers: state.Answers}
	for _, d := range state.Damaged {
		a.Damaged = append(a.Damaged, d.Error())
	}
	return a
}

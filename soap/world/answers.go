package world

import "github.com/soapstone-dev/soapstone/soap/gate"

// Answers are the files that answer work of a system's clients which soapstone does not do.
type Answers struct {
	System  string   `json:"system"`
	Answers int      `json:"answers"`
	Damaged []string `json:"damaged,omitempty"` // files that answer nothing, with line and reason
	Unused  []string `json:"unused,omitempty"`  // files for what the system answers itself
	// Doubtful are files that answer with a word which looks as if it was to be filled in, and nobody fills in.
	Doubtful []string `json:"doubtful,omitempty"`
}

// Answers are those of each system that runs and has any, as the files are now.
func (w *World) Answers() []Answers {
	all, told := []Answers{}, map[string]bool{}
	for _, r := range w.current().systems {
		if a := answersOf(r.name, r.gate, told); a.Answers > 0 || a.Damaged != nil || a.Unused != nil {
			all = append(all, a)
		}
	}
	return all
}

// Resolve looks for the files and folders that the settings name in a folder, where they are relative. It goes before
// Validate, which reads the files of some.
func (c *Config) Resolve(dir string) {
	c.Answers.Resolve(dir)
	for _, r := range rooms {
		r.gate(c).Resolve(dir)
		if own, ok := r.settings(c).(placed); ok {
			own.Resolve(dir)
		}
	}
}

// CheckPaths looks whether the files and folders are there that the settings name.
func (c *Config) CheckPaths() error {
	if err := c.Answers.Check(); err != nil {
		return refuse(err)
	}
	for _, r := range rooms {
		if err := r.gate(c).CheckPaths(); err != nil {
			return misplaced(r.name, err)
		}
	}
	return nil
}

// CheckAnswers looks at the files that answer, and returns how many there are and which are damaged. What New would
// refuse is an error, such as a WSDL that differs from what is answered.
func (c *Config) CheckAnswers() ([]Answers, error) {
	var all []Answers
	told := map[string]bool{}
	for _, r := range c.rooms() {
		g, err := c.openGate(r, nil)
		if err != nil {
			return nil, err
		}
		err = c.describe(r, g)
		all = append(all, answersOf(r.name, g, told))
		g.Close()
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// describe looks whether the user's own WSDLs fit what a system answers, and whether files answer what it answers itself.
func (c *Config) describe(r room, g *gate.Gate) error {
	if len(r.gate(c).WSDL)+len(r.gate(c).Answers)+len(c.Answers) == 0 {
		return nil
	}
	system, err := r.open(*c, nil) // nobody calls it, so that it needs no store
	if err != nil {
		return err
	}
	if err := g.Describe(system.Services()); err != nil {
		return misplaced(r.name, err)
	}
	return nil
}

// answersOf are those of one system. What is damaged for all of them is told once.
func answersOf(system string, g *gate.Gate, told map[string]bool) Answers {
	state := g.State()
	a := Answers{System: system, Answers: state.Answers}
	for _, d := range state.Damaged {
		if !told[d.File] {
			a.Damaged = append(a.Damaged, d.Error())
		}
		told[d.File] = true
	}
	for _, d := range state.Unused {
		a.Unused = append(a.Unused, d.Error())
	}
	for _, d := range state.Doubtful {
		a.Doubtful = append(a.Doubtful, d.Error())
	}
	return a
}

package sqlserver

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// replies checks what the method answers, and reads its file.
func (m *method) replies(c *Config) error {
	if err := m.checkForm(); err != nil {
		return err
	}
	for name, text := range m.Output {
		i := slices.IndexFunc(m.parameters, func(p parameter) bool { return p.Name == name && p.Output })
		if i < 0 {
			return setting.Errorf("output", "there is no parameter %q with direction: out", name)
		}
		if err := m.checkValue(text, m.parameters[i].Type); err != nil {
			return setting.Errorf("output", "%s: %w", name, err)
		}
	}
	if m.Returns != "" {
		if err := m.checkFunction(); err != nil {
			return err
		}
	}
	if m.Answer != "" {
		return m.readAnswer()
	}
	return m.checkResults(c)
}

// checkForm checks that what is given goes together.
func (m *method) checkForm() error {
	kinds := 0
	for _, given := range []bool{m.Batch != "", m.Answer != "", m.Results != nil, m.Value != nil, m.Elsewhere} {
		if given {
			kinds++
		}
	}
	if err := batch.CheckResultCode("returnCode", m.ReturnCode); err != nil {
		return err
	}
	switch {
	case kinds > 1:
		return errors.New("of results, batch, answer, value and elsewhere it can have one alone")
	case m.Value != nil && m.Returns == "":
		return setting.Errorf("value", "only a function has one: give the type that it returns")
	case m.Answer != "" && m.Output != nil:
		return setting.Errorf("output", "the answer file has the parameters that come back")
	case m.Format == formatNone && (m.Batch != "" || m.Output != nil || m.hasOutput()):
		return setting.Errorf("format", "with none it has no batch and no parameter that comes back: give an answer file or one result xml")
	case m.Returns != "" && kinds > 0 && m.Value == nil && !m.Elsewhere:
		return setting.Errorf("returns", "a function has a value, or is answered elsewhere")
	case m.Format == formatNone && m.Answer == "" && !m.Elsewhere && (len(m.Results) != 1 || m.Results[0].XML == nil):
		return setting.Errorf("format", "with none what it writes is the whole answer: give an answer file or one result xml")
	}
	return nil
}

// checkFunction checks a method that is a function, and reads the type that it returns.
func (m *method) checkFunction() error {
	if m.Format != formatAll || m.hasOutput() || m.ReturnCode != 0 {
		return setting.Errorf("returns", "a function has a value alone: no format, no returnCode and no parameter that comes back")
	}
	var err error
	if m.returns, err = batch.ParseType(m.Returns); err != nil {
		return setting.Errorf("returns", "%q is no type: write one such as nvarchar(30) or int", m.Returns)
	}
	if err := m.checkValue(m.Value, m.returns); err != nil {
		return setting.Errorf("value", "%w", err)
	}
	return nil
}

func (m *method) hasOutput() bool {
	return slices.ContainsFunc(m.parameters, func(p parameter) bool { return p.Output })
}

// checkValue checks a value in its XML form, as far as it can be without a call.
func (m *method) checkValue(text *string, t batch.Type) error {
	if text == nil {
		return nil
	}
	if err := checkPlaces(*text, m.parameters); err != nil {
		return err
	}
	if templated(*text) {
		return nil
	}
	if _, err := t.ParseXML(*text); err != nil {
		return fmt.Errorf("%q is no value of type %s", *text, t)
	}
	return nil
}

// checkResults checks what is written down, as far as it can be without a call: of a text with places for values, only
// whether there are parameters of their names.
func (m *method) checkResults(c *Config) error {
	for i, r := range m.Results {
		err := m.checkResultPlaces(r)
		if err == nil && r.Rowset == nil && m.Format == formatRowsets {
			err = errors.New("with format rowsets_only there are rowsets alone")
		}
		if err == nil {
			err = r.Check(c.engine(), templated)
		}
		if err != nil {
			return setting.At("results", i, fmt.Errorf("results: result %d: %w", i+1, err))
		}
	}
	return nil
}

func (m *method) checkResultPlaces(r Result) error {
	if r.Rowset != nil {
		for n, row := range r.Rowset.Rows {
			for k, cell := range row {
				if cell == nil {
					continue
				}
				if err := checkPlaces(*cell, m.parameters); err != nil {
					return setting.In(fmt.Sprintf("rowset.rows[%d][%d]", n, k), fmt.Errorf("row %d: %w", n+1, err))
				}
			}
		}
	}
	if r.XML != nil {
		if err := checkPlaces(*r.XML, m.parameters); err != nil {
			return setting.In("xml", err)
		}
	}
	if r.Message != nil {
		if err := checkPlaces(r.Message.Text, m.parameters); err != nil {
			return setting.In("message.text", err)
		}
	}
	return nil
}

// readAnswer reads the answer file: with FORMAT = NONE as it is, else the elements of the Body of the envelope in it, or
// the element that it is, with all the declarations that they need.
func (m *method) readAnswer() error {
	content, err := os.ReadFile(m.Answer)
	if err != nil {
		return setting.Errorf("answer", "%w", err)
	}
	if m.Format == formatNone {
		m.content = string(content)
		return m.checkAnswer()
	}
	doc, err := reader.Read(content, reader.Options{})
	if err != nil {
		return setting.Errorf("answer", "%s: %w", m.Answer, err)
	}
	defer doc.Release()
	root := doc.Root()
	if root.Name.Local == "Envelope" {
		body := root.Child(root.Name.Space, "Body")
		if body == nil {
			return setting.Errorf("answer", "%s: the envelope has no Body", m.Answer)
		}
		var b []byte
		for child := range body.Elements() {
			b = child.AppendTo(b)
		}
		m.content = string(b)
	} else {
		m.content = string(root.AppendTo(nil))
	}
	return m.checkAnswer()
}

func (m *method) checkAnswer() error {
	if err := checkPlaces(m.content, m.parameters); err != nil {
		return setting.Errorf("answer", "%s: %w", m.Answer, err)
	}
	return nil
}

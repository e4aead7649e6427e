package sqlserver

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// place is where the value of a parameter goes in a text: ${name}. With a second dollar before it, it is itself.
var place = regexp.MustCompile(`\$?\$\{[^{}]*\}`)

// checkPlaces says whether every place of a text names a parameter.
func checkPlaces(text string, parameters []parameter) error {
	var names []string
	for _, p := range parameters {
		names = append(names, p.Name)
	}
	for _, found := range place.FindAllString(text, -1) {
		if strings.HasPrefix(found, "$$") {
			continue
		}
		if name := found[2 : len(found)-1]; !slices.Contains(names, name) {
			return fmt.Errorf("there is no parameter %q for %s: give one of %q, or write $%s for the text itself", name, found, names, found)
		}
	}
	return nil
}

// templated says whether a text has a place for a value.
func templated(text string) bool { return place.MatchString(text) }

// values are the parameters of one call, for the places of a text.
type values []batch.Parameter

// fill puts the values into a text, each as escape writes it. NULL is nothing.
func (v values) fill(text string, escape func(string) string) string {
	if !templated(text) {
		return text
	}
	return place.ReplaceAllStringFunc(text, func(found string) string {
		if strings.HasPrefix(found, "$$") {
			return found[1:]
		}
		value := v.text(found[2 : len(found)-1])
		if value == nil {
			return ""
		}
		return escape(*value)
	})
}

// value is a text with the values in it; nil, for NULL, where the text is one place and that is NULL.
func (v values) value(text *string) *string {
	if text == nil {
		return nil
	}
	if found := place.FindString(*text); found == *text && strings.HasPrefix(found, "${") {
		return v.text(found[2 : len(found)-1])
	}
	return new(v.fill(*text, plainly))
}

// text is the XML form of a parameter's value, nil for NULL.
func (v values) text(name string) *string {
	for _, p := range v {
		if p.Name == name && p.Value != nil {
			return new(p.Type.FormatXML(p.Value))
		}
	}
	return nil
}

func plainly(s string) string { return s }

// markup escapes a value for a place in XML, between tags or between double quotes.
func markup(s string) string {
	var w soap.Writer
	w.Value(s)
	return w.String()
}

// results are what a web method gives, with the values in it.
func (v values) results(list []Result) []Result {
	filled := make([]Result, len(list))
	for i, r := range list {
		switch {
		case r.Rowset != nil:
			set := batch.CannedRowset{Columns: r.Rowset.Columns}
			for _, row := range r.Rowset.Rows {
				cells := make([]*string, len(row))
				for c, cell := range row {
					cells[c] = v.value(cell)
				}
				set.Rows = append(set.Rows, cells)
			}
			r.Rowset = &set
		case r.Message != nil:
			m := *r.Message
			m.Text = v.fill(m.Text, plainly)
			r.Message = &m
		case r.XML != nil:
			r.XML = new(v.fill(*r.XML, markup))
		}
		filled[i] = r
	}
	return filled
}

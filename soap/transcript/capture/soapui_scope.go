package capture

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// scope is what the expansions of a request can name (SoapUI, "Property Expansion").
type scope struct {
	project, suite, testCase map[string]string
	steps                    map[string]map[string]string // of properties steps
	answers                  map[string]string            // of steps, as far as they are known
	of                       *project
}

func newScope(p *project) *scope {
	return &scope{project: properties(p.Properties), steps: map[string]map[string]string{}, answers: map[string]string{}, of: p}
}

func properties(list []property) map[string]string {
	m := map[string]string{}
	for _, p := range list {
		m[p.Name] = p.Value
	}
	return m
}

// The bounds of expansions: a property may name another one.
const (
	deepestExpansion  = 8
	longestExpansions = 4 << 20
)

// expand fills in what stands between ${ and }. Missing are those that nothing tells; they stay as they are.
func (s *scope) expand(text string) (filled string, missing []string) {
	left := longestExpansions
	return s.expandIn(text, 0, &left)
}

func (s *scope) expandIn(text string, depth int, left *int) (filled string, missing []string) {
	var b strings.Builder
	for {
		at := strings.Index(text, "${")
		if at < 0 {
			b.WriteString(text)
			return b.String(), missing
		}
		if at > 0 && text[at-1] == '$' { // $${ is a literal ${
			b.WriteString(text[:at-1] + "${")
			text = text[at+2:]
			continue
		}
		end := strings.IndexByte(text[at:], '}')
		if end < 0 {
			b.WriteString(text)
			return b.String(), missing
		}
		b.WriteString(text[:at])
		whole, name := text[at:at+end+1], text[at+2:at+end]
		text = text[at+end+1:]
		value, found := s.lookUp(name)
		if *left -= len(value); !found || depth == deepestExpansion || *left < 0 {
			b.WriteString(whole)
			if !slices.Contains(missing, whole) {
				missing = append(missing, whole)
			}
			continue
		}
		value, more := s.expandIn(value, depth+1, left)
		b.WriteString(value)
		missing = append(missing, more...)
	}
}

// lookUp finds what an expansion names.
func (s *scope) lookUp(name string) (value string, found bool) {
	if strings.HasPrefix(name, "=") {
		return "", false // a script
	}
	where, rest, apart := strings.Cut(strings.TrimPrefix(name, "#"), "#")
	if !apart {
		for _, m := range []map[string]string{s.testCase, s.suite, s.project} {
			if value, found = m[name]; found {
				return value, true
			}
		}
		return "", false
	}
	if strings.HasPrefix(name, "#") {
		value, found = s.level(where)[rest]
		return value, found
	}
	if m, known := s.steps[where]; known {
		value, found = m[rest]
		return value, found
	}
	if part, path, more := strings.Cut(rest, "#"); more && strings.HasPrefix(strings.ToLower(part), "response") {
		return s.answered(where, path)
	}
	return "", false
}

// level are the properties of a level.
func (s *scope) level(name string) map[string]string {
	switch name {
	case "Project":
		return s.project
	case "TestSuite":
		return s.suite
	case "TestCase":
		return s.testCase
	}
	return nil
}

// answered is what a path finds in the answer to a step.
func (s *scope) answered(step, path string) (value string, found bool) {
	answer, known := s.answers[step]
	if !known {
		return "", false
	}
	if looksLikeJSON([]byte(answer)) {
		return inJSON(answer, path)
	}
	return inXML(answer, path)
}

// transfer takes a property from an answer, where a path into its target is not needed.
func (s *scope) transfer(t transfer) {
	value, found := "", false
	switch {
	case strings.HasPrefix(strings.ToLower(t.SourceType), "response"):
		value, found = s.answered(t.SourceStep, t.SourcePath)
	case s.steps[t.SourceStep] != nil:
		value, found = s.steps[t.SourceStep][t.SourceType]
	}
	if !found || strings.TrimSpace(t.TargetPath) != "" {
		return
	}
	target := s.steps[t.TargetStep]
	if level := s.level(strings.Trim(t.TargetStep, "#")); level != nil {
		target = level
	}
	if target != nil {
		target[t.TargetType] = value
	}
}

// The name at the end of a path: of XPath, of an element or an attribute; of JSONPath, of a member.
var (
	lastStep   = regexp.MustCompile(`(@?)(?:[\w.-]+:|\*:)?([\w.-]+)(?:\[1\])?(?:/text\(\))?\)?(?:\[1\])?\s*$`)
	lastMember = regexp.MustCompile(`([\w-]+)(?:['"]?\])?\s*$`)
)

func inXML(text, path string) (value string, found bool) {
	step := lastStep.FindStringSubmatch(path)
	if step == nil {
		return "", false
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = asItIs
	inside := false
	for {
		token, err := d.RawToken()
		if err != nil {
			return "", false
		}
		switch t := token.(type) {
		case xml.StartElement:
			if inside {
				return "", false // it has elements in it
			}
			inside = step[1] == "" && t.Name.Local == step[2]
			for _, a := range t.Attr {
				if step[1] == "@" && a.Name.Local == step[2] && a.Name.Space != "xmlns" {
					return a.Value, true
				}
			}
		case xml.CharData:
			if inside {
				value += string(t)
			}
		case xml.EndElement:
			if inside {
				return strings.TrimSpace(value), true
			}
		}
	}
}

func inJSON(text, path string) (value string, found bool) {
	step := lastMember.FindStringSubmatch(path)
	if step == nil {
		return "", false
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var root any
	if d.Decode(&root) != nil {
		return "", false
	}
	return member(root, step[1])
}

// member is the first member of a name, outer ones first.
func member(v any, name string) (value string, found bool) {
	switch v := v.(type) {
	case map[string]any:
		switch m := v[name].(type) {
		case string:
			return m, true
		case json.Number:
			return m.String(), true
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if value, found = member(v[key], name); found {
				return value, true
			}
		}
	case []any:
		for _, m := range v {
			if value, found = member(m, name); found {
				return value, true
			}
		}
	}
	return "", false
}

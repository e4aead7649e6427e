package capture

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/natural"
)

// message is a file with one message: with its head, or a body by itself.
type message struct {
	name       string
	raw, found bool
}

// role is which half of a pair a file is.
type role int

const (
	unknownRole role = iota
	requestRole
	answerRole
)

// The words by which the names of files and folders say which half they are.
const (
	requestWords = `requests?|reqs?|rq|in|input|sent`
	answerWords  = `responses?|resps?|res|rsp|rs|reply|replies|answers?|out|output|received`
)

// sides finds such a word at the end or the beginning of a name, apart from the rest or in capitals, as in loginRequest.
var sides = []struct {
	role    role
	pattern *regexp.Regexp
}{
	{requestRole, regexp.MustCompile(`(?i)^(.*?)[-_. ](?:` + requestWords + `)$`)},
	{answerRole, regexp.MustCompile(`(?i)^(.*?)[-_. ](?:` + answerWords + `)$`)},
	{requestRole, regexp.MustCompile(`(?i)^(?:` + requestWords + `)[-_. ](.*)$`)},
	{answerRole, regexp.MustCompile(`(?i)^(?:` + answerWords + `)[-_. ](.*)$`)},
	{requestRole, regexp.MustCompile(`^(.*[a-z0-9])Req(?:uest)?$`)},
	{answerRole, regexp.MustCompile(`^(.*[a-z0-9])Res(?:ponse|p)?$`)},
	{requestRole, regexp.MustCompile(`(?i)^(?:request|req)(\d*)$`)},
	{answerRole, regexp.MustCompile(`(?i)^(?:response|resp|res)(\d*)$`)},
	{requestRole, regexp.MustCompile(`(?i)^(.*)[-_. ](?:request|req)([-_. ]?\d+)$`)},
	{answerRole, regexp.MustCompile(`(?i)^(.*)[-_. ](?:response|resp|res)([-_. ]?\d+)$`)},
	{requestRole, regexp.MustCompile(`(?i)^(.*)[-_. ]request([-_ ].*)$`)},
	{answerRole, regexp.MustCompile(`(?i)^(.*)[-_. ]response([-_ ].*)$`)},
}

var (
	requestFolder = regexp.MustCompile(`(?i)^(?:` + requestWords + `)$`)
	answerFolder  = regexp.MustCompile(`(?i)^(?:` + answerWords + `)$`)
)

// pair is a request and its answer, by the names of their files.
type pair struct {
	name            string // what both have in common
	request, answer *message
}

// roleOf tells from a name which half a file is, the folder of the pair, and what both halves have in common.
func roleOf(name string) (r role, dir, common string) {
	dir, base := filepath.Split(filepath.Clean(name))
	dir = filepath.Clean(dir)
	common = strings.TrimSuffix(base, filepath.Ext(base))
	// Of a name such as login.request, what looks like an ending is the word.
	for _, text := range []string{base, common} {
		for _, side := range sides {
			if found := side.pattern.FindStringSubmatch(text); found != nil {
				return side.role, dir, strings.Join(found[1:], "")
			}
		}
	}
	parent := filepath.Base(dir)
	switch {
	case requestFolder.MatchString(parent):
		return requestRole, filepath.Dir(dir), common
	case answerFolder.MatchString(parent):
		return answerRole, filepath.Dir(dir), common
	}
	return unknownRole, dir, common
}

// partners says of a file whether its other half is among the files, by their names: what stands in its body is no message of
// its own then.
func partners(inputs []Input) func(name string) bool {
	type half struct {
		role        role
		dir, common string
	}
	halves := map[half]bool{}
	halfOf := func(name string) half {
		r, dir, common := roleOf(name)
		return half{r, dir, strings.ToLower(common)}
	}
	for _, input := range inputs {
		halves[halfOf(input.Name)] = true
	}
	return func(name string) bool {
		other := halfOf(name)
		switch other.role {
		case requestRole:
			other.role = answerRole
		case answerRole:
			other.role = requestRole
		default:
			return false
		}
		return halves[other]
	}
}

// pairGroups puts the halves together: a group for each folder.
func (i *importer) pairGroups(list []message) (groups []*group) {
	byFolder := map[string]map[string]*pair{}
	for _, m := range list {
		r, dir, common := roleOf(m.name)
		if inside := i.roleInside(m); inside != unknownRole {
			r = inside
		}
		if r == unknownRole {
			i.loose(m)
			continue
		}
		if byFolder[dir] == nil {
			byFolder[dir] = map[string]*pair{}
		}
		key := strings.ToLower(common)
		p := byFolder[dir][key]
		if p == nil {
			p = &pair{name: common}
			byFolder[dir][key] = p
		}
		half := &p.request
		if r == answerRole {
			half = &p.answer
		}
		if *half != nil {
			i.problem(m.name, "", fmt.Sprintf("%s is the same half of the same pair: only that one is imported", filepath.Base((*half).name)))
			continue
		}
		*half = &m
	}
	for _, dir := range slices.Sorted(maps.Keys(byFolder)) {
		if pairs := i.wholePairs(byFolder[dir]); len(pairs) > 0 {
			groups = append(groups, i.pairGroup(dir, pairs))
		}
	}
	return groups
}

// wholePairs are those with a request, in the order of their names.
func (i *importer) wholePairs(found map[string]*pair) (pairs []*pair) {
	for _, common := range slices.SortedFunc(maps.Keys(found), natural.Compare) {
		p := found[common]
		if p.request == nil {
			i.problem(p.answer.name, "", "the request to this response is not there")
			continue
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// pairGroup is what the pairs of one folder are.
func (i *importer) pairGroup(dir string, pairs []*pair) *group {
	folder := filepath.Base(dir)
	if absolute, err := filepath.Abs(dir); err == nil { // of "." as well
		folder = filepath.Base(absolute)
	}
	g := &group{file: dir, format: "pairs", name: folder, origin: origin("imported from the files in " + folder), by: i.o.By}
	if len(pairs) == 1 {
		g.name = pairs[0].name
	}
	for _, p := range pairs {
		if g.files++; p.answer != nil {
			g.files++
		}
	}
	g.open = func() (source, error) { return &pairFiles{pairs, i.o}, nil }
	return g
}

// loose is a file of which nothing tells which half of a pair it is.
func (i *importer) loose(m message) {
	switch {
	case m.found && begins(m.name, isEnvelope):
		i.leftOut["envelopes whose names do not say which are requests and which are responses: NAME.request.xml and NAME.response.xml would"]++
		return
	case m.found:
		i.leftOut["files in a folder that are no captures"]++
		return
	}
	if way := foreign(m.name); way != "" {
		i.problem(m.name, "", way)
		return
	}
	if begins(m.name, looksLikeJSON) {
		i.problem(m.name, "", "it is JSON, but neither a HAR nor a journal: a body is named NAME.request.json or NAME.response.json")
		return
	}
	i.problem(m.name, "", "nothing tells whether it is a request or a response: name it NAME.request.xml or NAME.response.xml")
}

// begins says whether the beginning of a file is like something.
func begins(name string, like func([]byte) bool) bool {
	begin, err := beginning(name, 4096)
	if narrow, ok := narrowed(begin); ok {
		begin = narrow
	}
	return err == nil && like(trimStart(begin))
}

// roleInside tells from the first line of a message with its head which half it is.
func (i *importer) roleInside(m message) role {
	if !m.raw {
		return unknownRole
	}
	begin, err := beginning(m.name, 16)
	switch {
	case err != nil:
		return unknownRole
	case bytes.HasPrefix(trimStart(begin), []byte("HTTP/")):
		return answerRole
	}
	return requestRole
}

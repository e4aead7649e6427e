package soapstone_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// The tree is the architecture, and imports point one way. These tests say so, of packages as they are built: tests
// may import more.

const module = "github.com/soapstone-dev/soapstone"

// rooms are the packages that emulate one system each. None of them knows another.
var rooms = []string{"soap/sqlserver", "soap/mft", "soap/salesforce", "soap/futurama", "soap/model204"}

// allowed says which of our own packages a package may import. A name that ends in "/..." is for everything below;
// the longest that fits counts. ROOM is the importing room's own folder, ROOMS are all rooms, ALL is everything.
var allowed = map[string][]string{
	"store":             nil,
	"store/...":         {"store"},
	"wsdl":              nil,
	"wsdl/gen":          {"wsdl"},
	"wsdl/...":          {"wsdl", "soap"}, // the contracts: their types name soap.Content
	"soap":              {"wsdl", "soap/internal/...", "soap/setting"},
	"soap/internal/...": {"wsdl", "soap/internal/..."},
	"soap/auth":         {"soap/internal/reader"},
	"soap/auth/...":     {"soap/auth/...", "soap/internal/wide"},
	"soap/mask":         {"soap/internal/lax", "soap/near", "soap/internal/wide", "soap/transcript"},
	"soap/setting":      nil,
	"soap/near":         nil,
	"soap/xerces":       {"soap"},
	"soap/gate":         {"soap", "soap/internal/natural", "soap/internal/reader", "soap/setting", "soap/transcript", "soap/transcript/diff", "wsdl"},
	"soap/transcript":   {"soap"},
	"soap/world":        {"ROOMS", "soap", "soap/gate", "soap/mask", "soap/setting", "store"},
	"soap/quick":        nil,
	"soap/soaptest":     {"soap", "soap/internal/loopback", "soap/near", "soap/quick", "soap/transcript", "soap/world", "store", "store/bolt"},

	"soap/transcript/correlate": {"soap/internal/lax", "soap/internal/wide", "soap/transcript"},
	"soap/transcript/diff":      {"soap", "soap/near", "soap/internal/reader", "soap/internal/wide", "soap/transcript"},
	"soap/transcript/replay":    {"soap", "soap/internal/lax", "soap/internal/wide", "soap/mask", "soap/transcript", "soap/transcript/correlate", "soap/transcript/diff"},
	"soap/transcript/record":    {"soap", "soap/mask", "soap/transcript", "soap/transcript/correlate", "soap/transcript/diff"},
	"soap/transcript/capture":   {"soap", "soap/internal/natural", "soap/internal/wide", "soap/mask", "soap/transcript", "soap/transcript/correlate", "soap/transcript/record"},

	"cmd/soapstone":       {"ALL"},
	"cmd/soapstone/...":   {"ALL"},
	"soap/sqlserver":      {"soap", "soap/auth", "soap/auth/...", "soap/internal/reader", "soap/setting", "store", "wsdl", "wsdl/sqlserver", "ROOM"},
	"soap/mft":            {"soap", "soap/auth", "soap/setting", "soap/xerces", "store", "wsdl", "wsdl/mftadmin", "wsdl/mftft", "ROOM"},
	"soap/salesforce":     {"soap", "soap/auth", "soap/setting", "soap/xerces", "store", "wsdl", "wsdl/salesforce", "ROOM"},
	"soap/futurama":       {"soap", "soap/auth", "soap/setting", "store", "wsdl", "wsdl/futurama", "ROOM"},
	"soap/model204":       {"soap", "soap/auth", "soap/setting", "store", "wsdl", "wsdl/model204", "ROOM"},
	"soap/sqlserver/...":  {"soap", "soap/setting", "wsdl", "wsdl/sqlserver", "ROOM"},
	"soap/mft/...":        {"soap", "ROOM"},
	"soap/salesforce/...": {"soap", "ROOM"},
	"soap/futurama/...":   {"soap", "ROOM"},
	"soap/model204/...":   {"soap", "ROOM"},

	"soap/internal/loopback": {"soap/quick"},
	"soap/internal/clients":  {"soap", "soap/transcript", "soap/world", "store/bolt"},
	"soap/internal/roomtest": {"soap", "store", "store/bolt"},
}

// forbidden says what no rule above makes right.
var forbidden = map[string]string{
	"wsdl/gen":               "it is a program of the build, never linked into the server",
	"soap/internal/clients":  "it is for tests",
	"soap/internal/roomtest": "it is for tests",
}

// libraries says who may import what is not ours, and why only they. One that is not here, nobody may.
var libraries = map[string]struct {
	where []string
	why   string
}{
	"github.com/hooklift/gowsdl":          {[]string{"wsdl/gen"}, "importing it makes a cache folder and may end the program"},
	"github.com/beevik/etree":             {[]string{"wsdl", "soap/transcript/diff", "soap/transcript/capture"}, "it is for documents; messages are read and written by soap"},
	"golang.org/x/crypto":                 {[]string{"soap/auth"}, "NTLM is made of MD4, and SPNEGO of DER; nothing else needs either"},
	"github.com/Azure/go-ntlmssp":         {[]string{"soap/transcript/replay"}, "it is the client, of a replay and in tests: a server that checks itself proves nothing"},
	"golang.org/x/text":                   {[]string{"soap/internal/reader", "soap/transcript/capture", "cmd/soapstone"}, "what a room sees is UTF-8"},
	"golang.org/x/tools/txtar":            {[]string{"soap/transcript"}, "stories alone are txtar"},
	"go.etcd.io/bbolt":                    {[]string{"store/bolt"}, "the file format is private to the store"},
	"github.com/tidwall/btree":            {[]string{"store/bolt"}, "it keeps in order what is not in the file yet"},
	"github.com/google/go-cmp":            {[]string{"store/storetest", "soap/internal/roomtest"}, "it is for tests"},
	"github.com/goccy/go-yaml":            {[]string{"cmd/soapstone"}, "rooms get plain structs"},
	"github.com/spf13":                    {[]string{"cmd/soapstone"}, "flags are the program's"},
	"github.com/fatih/color":              {[]string{"cmd/soapstone"}, "a terminal is the program's"},
	"golang.org/x/sys":                    {[]string{"cmd/soapstone"}, "how wide a terminal is, the system alone knows"},
	"github.com/rogpeppe/go-internal":     {[]string{"cmd/soapstone"}, "of it the program takes the differences of texts; the rest is for tests"},
	"github.com/prometheus/client_golang": {[]string{"cmd/soapstone"}, "metrics are the program's"},
}

// load finds our packages and their imports, which takes no compiling: what does not compile just now is no matter.
var load = sync.OnceValues(func() (map[string]*packages.Package, error) {
	all, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports | packages.NeedFiles}, "./...")
	if err != nil {
		return nil, err
	}
	ours := map[string]*packages.Package{}
	for _, p := range all {
		if name, ok := strings.CutPrefix(p.PkgPath, module+"/"); ok {
			ours[name] = p
		}
	}
	if len(ours) < 10 {
		return nil, fmt.Errorf("only %d packages were found: is this the root of the module?", len(ours))
	}
	return ours, nil
})

func ours(t *testing.T) map[string]*packages.Package {
	t.Helper()
	m, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestImportsPointOneWay(t *testing.T) {
	for name, p := range ours(t) {
		permitted, known := rule(name)
		if !known {
			t.Errorf("package %s has no rule: say in allowed what it may import", name)
			continue
		}
		for imported := range p.Imports {
			if in, ok := strings.CutPrefix(imported, module+"/"); ok {
				if !slices.ContainsFunc(permitted, func(pattern string) bool { return permits(pattern, name, in) }) {
					t.Errorf("%s imports %s: of ours it may import only %v", name, in, permitted)
				}
				if why := forbidden[in]; why != "" {
					t.Errorf("%s imports %s: %s", name, in, why)
				}
			} else if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
				checkLibrary(t, name, imported)
			}
		}
	}
}

func checkLibrary(t *testing.T, name, imported string) {
	t.Helper()
	for library, only := range libraries {
		if within(imported, library) {
			if !slices.ContainsFunc(only.where, func(w string) bool { return within(name, w) }) {
				t.Errorf("%s imports %s: only %v may, since %s", name, imported, only.where, only.why)
			}
			return
		}
	}
	t.Errorf("%s imports %s, which has no rule: say in libraries who may import it, and why only they", name, imported)
}

// rule is the longest that fits a package.
func rule(name string) (permitted []string, known bool) {
	if permitted, known = allowed[name]; known {
		return permitted, true
	}
	for dir := name; dir != "."; dir = path.Dir(dir) {
		if permitted, known = allowed[dir+"/..."]; known {
			return permitted, true
		}
	}
	return nil, false
}

func permits(pattern, importer, imported string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(imported, below)
	}
	switch pattern {
	case "ALL":
		return true
	case "ROOMS":
		return slices.Contains(rooms, imported)
	case "ROOM":
		return slices.ContainsFunc(rooms, func(room string) bool { return within(importer, room) && within(imported, room) })
	}
	return imported == pattern
}

func within(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

// timers are the functions of package time by which a package would have a time of its own.
var timers = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"}

// TestTimeComesWithTheCall looks, by type and not by text, for time that does not come from the clock.
func TestTimeComesWithTheCall(t *testing.T) {
	for name, p := range ours(t) {
		if within(name, "store") || slices.ContainsFunc(rooms, func(r string) bool { return within(name, r) }) {
			for _, use := range ownTime(t, p.GoFiles) {
				t.Errorf("%s: rooms and store take their time from the call", use)
			}
		}
	}
}

// ownTime finds the uses of timers in the files of a package. Its types are worked out with a package time that has
// nothing but the timers, and with nothing else: what a name stands for is known all the same, and quickly.
func ownTime(t *testing.T, names []string) (uses []string) {
	t.Helper()
	files := token.NewFileSet()
	var syntax []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		syntax = append(syntax, f)
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	cfg := types.Config{Importer: onlyTimers{}, Error: func(error) {}}
	_, _ = cfg.Check("p", files, syntax, &info) // most of what is imported is not there, and that is no matter
	for id, used := range info.Uses {
		if f, ok := used.(*types.Func); ok && f.Pkg() != nil && f.Pkg().Path() == "time" {
			uses = append(uses, fmt.Sprintf("%s: time.%s", files.Position(id.Pos()), f.Name()))
		}
	}
	slices.Sort(uses)
	return uses
}

// onlyTimers imports package time with the timers in it, and every other package empty.
type onlyTimers struct{}

func (onlyTimers) Import(name string) (*types.Package, error) {
	p := types.NewPackage(name, path.Base(name))
	if name == "time" {
		for _, timer := range timers {
			p.Scope().Insert(types.NewFunc(token.NoPos, p, timer, types.NewSignatureType(nil, nil, nil, nil, nil, false)))
		}
	}
	p.MarkComplete()
	return p, nil
}

// TestOwnTimeIsFound: the test above could not fail, if this one did.
func TestOwnTimeIsFound(t *testing.T) {
	name := t.TempDir() + "/p.go"
	err := os.WriteFile(name, []byte(`package p

import (
	clock "time"
	"github.com/example/unknown"
)

var stamp = clock.Now

type T struct{ at clock.Time }

func (t T) Now() clock.Time { return t.at }

func f() { unknown.Do(T{}.Now().After(clock.Time{})); <-clock.After(clock.Second) }
`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{name + ":8:19: time.Now", name + ":14:63: time.After"}
	slices.Sort(want)
	if got := ownTime(t, []string{name}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

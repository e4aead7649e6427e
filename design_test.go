package soapstone_test

import (
	"go/ast"
	"go/types"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// The tree is the architecture, and imports point one way. These tests say so.

const module = "github.com/soapstone-dev/soapstone"

// allowed says which of our own packages a package may import as it is built; tests may import more. A pattern
// ends in "/..." for everything below; "ROOM" is the importing room's own folder, and "STD" stands for no package
// of ours at all. Longer patterns win.
var allowed = map[string][]string{
	"store":               nil,
	"store/...":           {"store"},
	"wsdl":                nil,
	"wsdl/gen/...":        {"wsdl", "wsdl/gen/..."},
	"wsdl/...":            {"wsdl", "soap"}, // the contracts: their types name soap.Content
	"soap":                {"wsdl", "soap/internal/..."},
	"soap/internal/...":   {"wsdl", "soap/internal/..."},
	"soap/auth":           {"soap/internal/reader"},
	"soap/transcript":     {"soap"},
	"soap/world":          {"soap", "store", "ROOMS"},
	"soap/soaptest":       {"soap", "soap/world", "soap/transcript", "store", "store/bolt"},
	"cmd/soapstone":       {"..."},
	"cmd/soapstone/...":   {"..."},
	"soap/sqlserver":      {"soap", "soap/auth", "store", "wsdl", "wsdl/sqlserver", "ROOM"},
	"soap/sqlserver/...":  {"soap", "wsdl", "wsdl/sqlserver", "ROOM"},
	"soap/mft":            {"soap", "soap/auth", "store", "wsdl", "wsdl/mftadmin", "wsdl/mftft", "ROOM"},
	"soap/salesforce":     {"soap", "soap/auth", "store", "wsdl", "wsdl/salesforce", "ROOM"},
	"soap/futurama":       {"soap", "soap/auth", "store", "wsdl", "wsdl/futurama", "ROOM"},
	"soap/model204":       {"soap", "soap/auth", "store", "wsdl", "wsdl/model204", "ROOM"},
	"soap/mft/...":        {"soap", "ROOM"},
	"soap/salesforce/...": {"soap", "ROOM"},
	"soap/futurama/...":   {"soap", "ROOM"},
	"soap/model204/...":   {"soap", "ROOM"},
}

// rooms are the packages that emulate one system each. None of them knows another.
var rooms = []string{"soap/sqlserver", "soap/mft", "soap/salesforce", "soap/futurama", "soap/model204"}

// onlyIn says which packages alone may import a library, and why.
var onlyIn = map[string]struct {
	where []string
	why   string
}{
	"github.com/hooklift/gowsdl":          {[]string{"wsdl/gen"}, "importing it makes a cache folder and may end the program"},
	"go.etcd.io/bbolt":                    {[]string{"store/bolt"}, "the file format is private to the store"},
	"github.com/goccy/go-yaml":            {[]string{"cmd/soapstone"}, "rooms get plain structs"},
	"github.com/spf13/cobra":              {[]string{"cmd/soapstone"}, "flags are the program's"},
	"github.com/prometheus/client_golang": {[]string{"cmd/soapstone"}, "metrics are the program's"},
}

var load = sync.OnceValues(func() ([]*packages.Package, error) {
	return packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedFiles | packages.NeedSyntax |
			packages.NeedTypes | packages.NeedTypesInfo | packages.NeedDeps,
	}, "./...")
})

func ours(t *testing.T) map[string]*packages.Package {
	t.Helper()
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]*packages.Package{}
	for _, p := range all {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
		if name, ok := strings.CutPrefix(p.PkgPath, module+"/"); ok {
			m[name] = p
		}
	}
	if len(m) < 10 {
		t.Fatalf("only %d packages were loaded: is this the root of the module?", len(m))
	}
	return m
}

func TestImportsPointOneWay(t *testing.T) {
	for name, p := range ours(t) {
		permitted, known := rule(name)
		if !known {
			t.Errorf("package %s has no rule here: say what it may import", name)
			continue
		}
		for _, imported := range p.Imports {
			if in, ok := strings.CutPrefix(imported.PkgPath, module+"/"); ok {
				if !slices.ContainsFunc(permitted, func(pattern string) bool { return permits(pattern, name, in) }) {
					t.Errorf("%s imports %s; it may import only %v", name, in, permitted)
				}
				if in == "wsdl/gen" {
					t.Errorf("%s imports wsdl/gen, which is never linked into the server", name)
				}
				continue
			}
			for library, only := range onlyIn {
				if within(imported.PkgPath, library) && !slices.ContainsFunc(only.where, func(w string) bool { return within(name, w) }) {
					t.Errorf("%s imports %s; only %v may, since %s", name, imported.PkgPath, only.where, only.why)
				}
			}
		}
	}
}

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
	switch {
	case pattern == "...":
		return true
	case pattern == "ROOMS":
		return slices.Contains(rooms, imported)
	case pattern == "ROOM":
		return slices.ContainsFunc(rooms, func(room string) bool { return within(importer, room) && within(imported, room) })
	case strings.HasSuffix(pattern, "/..."):
		return within(imported, strings.TrimSuffix(pattern, "/..."))
	}
	return imported == pattern
}

func within(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

// timers are the functions of package time by which a package would have a time of its own.
var timers = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"}

// TestTimeComesWithTheCall looks, by type and not by text, for time that does not come from the clock.
func TestTimeComesWithTheCall(t *testing.T) {
	for name, p := range ours(t) {
		if !within(name, "store") && !slices.ContainsFunc(rooms, func(r string) bool { return within(name, r) }) {
			continue
		}
		for _, file := range p.Syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if !ok {
					return true
				}
				f, ok := p.TypesInfo.Uses[id].(*types.Func)
				if ok && f.Pkg() != nil && f.Pkg().Path() == "time" && f.Signature().Recv() == nil && slices.Contains(timers, f.Name()) {
					t.Errorf("%s: time.%s: rooms and store take their time from the call", p.Fset.Position(n.Pos()), f.Name())
				}
				return true
			})
		}
	}
}

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hooklift/gowsdl"
	"github.com/rogpeppe/go-internal/txtar"
)

// frame is a contract around schemas that no operation uses.
const frame = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:t" targetNamespace="urn:t">
<types>%s</types>
<portType name="P"/>
<binding name="B" type="tns:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/></binding>
<service name="S"><port name="P" binding="tns:B"><soap:address location="http://localhost/"/></port></service>
</definitions>`

// TestTraps generates the contracts of testdata, each of which gowsdl by itself gets wrong. The section alone holds
// what shows that it does, so that a step which a later gowsdl does not need any more is found.
func TestTraps(t *testing.T) {
	skipUnderRace(t)
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sections := map[string]string{}
			for _, f := range archive.Files {
				sections[f.Name] = string(f.Data)
			}
			contract := sections["contract.wsdl"]
			if schemas := sections["schemas"]; schemas != "" {
				contract = fmt.Sprintf(frame, schemas)
			}
			code, err := generate("trap", "contract.wsdl", []byte(contract))
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Split(strings.TrimSpace(sections["fields"]), "\n")
			slices.Sort(want)
			if diff := cmp.Diff(want, outline(t, code)); diff != "" {
				t.Errorf("fields (-want +got):\n%s\n%s", diff, code)
			}
			alone := gowsdlAlone(t, contract)
			for line := range strings.Lines(sections["alone"]) {
				if !strings.Contains(alone, strings.TrimSpace(line)) {
					t.Errorf("gowsdl by itself does not write %q any more:\n%s", strings.TrimSpace(line), alone)
				}
			}
		})
	}
}

// gowsdlAlone returns what gowsdl writes for a contract as it is, white space as single blanks.
func gowsdlAlone(t *testing.T, contract string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "contract.wsdl")
	if err := os.WriteFile(file, []byte(contract), 0o600); err != nil {
		t.Fatal(err)
	}
	g, err := gowsdl.NewGoWSDL(file, "alone", false, true)
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // two goroutines of gowsdl 0.5.0 write one map
	sections, err := g.Start()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(sections["types"])+string(sections["operations"])), " ")
}

// outline compiles generated code and lists its fields, sorted, and its structs without fields.
func outline(t *testing.T, code []byte) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "types.go", code, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: imported{set}}
	pkg, err := config.Check("trap", set, []*ast.File{file}, nil)
	if err != nil {
		t.Fatalf("does not compile: %v\n%s", err, code)
	}
	var lines []string
	for _, name := range pkg.Scope().Names() {
		s := pkg.Scope().Lookup(name).Type().Underlying().(*types.Struct)
		if s.NumFields() == 0 {
			lines = append(lines, name)
		}
		for i := range s.NumFields() {
			typ := types.TypeString(s.Field(i).Type(), func(p *types.Package) string {
				if p == pkg {
					return ""
				}
				return p.Name()
			})
			lines = append(lines, fmt.Sprintf("%s.%s %s %s", name, s.Field(i).Name(), typ, s.Tag(i)))
		}
	}
	slices.Sort(lines)
	return lines
}

// imported stands in for the packages that generated code imports, so that nothing else has to compile here.
type imported struct{ set *token.FileSet }

func (im imported) Import(path string) (*types.Package, error) {
	if path != "github.com/soapstone-dev/soapstone/soap" {
		return importer.ForCompiler(im.set, "source", nil).Import(path)
	}
	pkg := types.NewPackage(path, "soap")
	name := types.NewTypeName(token.NoPos, pkg, "Content", nil)
	types.NewNamed(name, types.NewStruct(nil, nil), nil)
	pkg.Scope().Insert(name)
	pkg.MarkComplete()
	return pkg, nil
}

// TestRefuses has contracts whose types no struct can hold.
func TestRefuses(t *testing.T) {
	const array = `<xs:complexType name="Inner"><xs:complexContent><xs:restriction base="e:Array">
		<xs:attribute ref="e:arrayType" w:arrayType="xs:string[]"/></xs:restriction></xs:complexContent></xs:complexType>`
	tests := []struct{ name, schema, want string }{
		{"a repeated sequence", `<xs:complexType name="T"><xs:sequence maxOccurs="unbounded">
			<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/></xs:sequence></xs:complexType>`,
			"gen: the type {urn:t}T repeats a sequence"},
		{"an element twice", `<xs:complexType name="T"><xs:sequence>
			<xs:element name="a" type="xs:int"/><xs:element name="a" type="xs:string"/></xs:sequence></xs:complexType>`,
			"gen: the type {urn:t}T has a twice"},
		{"two choices", `<xs:complexType name="T"><xs:sequence><xs:choice><xs:element name="a"/></xs:choice>
			<xs:element name="b"/><xs:any/></xs:sequence></xs:complexType>`,
			"gen: the type {urn:t}T has a choice or wildcard twice"},
		{"an array of arrays", array + `<xs:complexType name="T"><xs:sequence>
			<xs:element name="a" type="tns:Inner" maxOccurs="2"/></xs:sequence></xs:complexType>`,
			"gen: the type {urn:t}T has a, an array of arrays"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			schema := `<xs:schema targetNamespace="urn:t" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/"
				xmlns:w="http://schemas.xmlsoap.org/wsdl/">` + test.schema + `</xs:schema>`
			_, err := generate("trap", "contract.wsdl", fmt.Appendf(nil, frame, schema))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if _, err := generate("trap", "contract.wsdl", []byte("no contract")); err == nil {
		t.Error("text was taken for a contract")
	}
}

// TestCommitted generates every contract beside this folder again: the committed file has the same bytes.
func TestCommitted(t *testing.T) {
	skipUnderRace(t)
	sources, err := filepath.Glob("../*/contract.go")
	if err != nil || len(sources) < 2 {
		t.Fatalf("%d contracts, %v", len(sources), err)
	}
	for _, source := range sources {
		dir := filepath.Dir(source)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			text, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			_, directive, found := strings.Cut(string(text), "\n//go:generate go run ../gen -package ")
			if !found {
				t.Fatalf("%s has no go:generate directive for this command", source)
			}
			line, _, _ := strings.Cut(directive, "\n")
			pkg, document, _ := strings.Cut(line, " ")
			contract, err := os.ReadFile(filepath.Join(dir, document))
			if err != nil {
				t.Fatal(err)
			}
			committed, err := os.ReadFile(filepath.Join(dir, "types.go"))
			if err != nil {
				t.Fatal(err)
			}
			code, err := generate(pkg, document, contract)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(code, committed) {
				t.Errorf("types.go is not what its contract gives; run go generate ./wsdl/... (-committed +generated):\n%s",
					cmp.Diff(string(committed), string(code)))
			}
		})
	}
}

// skipUnderRace passes over a test that runs gowsdl, whose Start writes one map from two goroutines. That is no
// race of ours, and the generator is no part of the server.
func skipUnderRace(t *testing.T) {
	if underRace {
		t.Skip("gowsdl's Start races with itself; run without -race")
	}
}

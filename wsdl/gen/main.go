// Command gen writes the Go types of a contract. It is run by go generate from a contract's folder:
//
//	//go:generate go run ../gen -package sqlserver sqlserver.wsdl
//
// and writes types.go there. The same contract gives the same bytes.
//
// # What is written
//
// A struct for each element with children or attributes that stands in a body or in a schema by itself, and for
// each complex type. Fields carry the local name of the contract in their xml tag, which is all that the codec goes
// by: `xml:"name"`, `xml:"name,attr"`, `xml:",chardata"` (always called Value) and `xml:",any"` (always called Any).
//
// Everything is a pointer, attributes and items of slices too, because absent, empty, zero and false differ on the
// wire. What occurs more often and SOAP arrays are slices of pointers; a nil array is a nil slice.
//
//   - Simple types are the XML Schema type that they are derived from; the contract keeps what they restrict.
//   - dateTime is *time.Time: an instant, whose form on the wire is the service's Style.
//   - base64Binary and hexBinary are *string, the text as on the wire: the room decodes it, since the answer to bad
//     base64 (SQL Server's sessionId="!!!") is the room's to word.
//   - decimal, date, time, duration and the rest are *string as well, so that nothing is rounded. integer and those
//     derived from it are *int64.
//   - Content (anyType, mixed, or marked content="true") is *soap.Content. A choice or a wildcard is one field Any,
//     []*soap.Content. Types that are content have no struct.
//
// # Why gowsdl sees a copy
//
// gowsdl v0.5.0 knows XML Schema's types and writes structs. It looks names up without namespace and case, so a type
// of ours called DateTime becomes XML Schema's; it shadows its own imports, reads only the first part of an rpc
// message, writes SOAP arrays and anyType as empty structs, drops the attributes of text and the order of choices.
// So it is given a copy that holds none of that: one schema of flat sequences whose types are called T0, T1, ...,
// made from what package wsdl understood of the contract. What it writes for the copy gets the contract's names back.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	pkg := flag.String("package", "", "`name` of the package to write")
	flag.Parse()
	if *pkg == "" || flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: gen -package NAME CONTRACT.wsdl (writes types.go)")
		os.Exit(2)
	}
	if err := run(*pkg, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes types.go for the contract in a file.
func run(pkg, file string) error {
	contract, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("gen: %w", err)
	}
	code, err := generate(pkg, file, contract)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile("types.go", code, 0o666)
}

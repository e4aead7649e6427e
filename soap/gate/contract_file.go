package gate

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// mostWSDL is the most bytes of such a file. The largest ones known, of Salesforce's enterprise API, have some ten million.
const mostWSDL = 64 << 20

// readContracts reads the files of the settings.
func readContracts(files Paths) ([]*contract, error) {
	var all []*contract
	for _, file := range files {
		c, err := readContract(file)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func readContract(file string) (*contract, error) {
	if err := checkWSDL(file); err != nil {
		return nil, err
	}
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, invalid("wsdl", "%v", err)
	}
	outline, err := wsdl.ReadOutline(source)
	if err != nil {
		return nil, invalid("wsdl", "%s:%v", file, err)
	}
	for _, e := range outline.Elsewhere {
		if u, err := url.Parse(e.Location); err != nil || !u.IsAbs() || e.What == "include" {
			return nil, invalid("wsdl", "%s:%d: it has a part elsewhere, %q (%s), and only this file is served: put everything into one file, as WCF does at ?singleWsdl", file, e.Line, e.Location, e.What)
		}
	}
	if err := checkWhole(file, outline.Undefined); err != nil {
		return nil, err
	}
	return &contract{file, outline}, nil
}

// checkWhole refuses a file that refers to what it does not define: no tool makes a client of it.
func checkWhole(file string, undefined []wsdl.Undefined) error {
	if len(undefined) == 0 {
		return nil
	}
	var list []Damage
	for _, u := range undefined {
		list = append(list, Damage{file, u.Line, u.Text})
	}
	return invalid("wsdl", "%s refers to what is not there:%s\nDefine it, or leave these operations out: nobody can make a client of the file", file, inLines(list))
}

// inLines are the first places of a file in which something is wrong, each in a line of its own.
func inLines(list []Damage) string {
	const most = 20
	var b strings.Builder
	for _, d := range list[:min(len(list), most)] {
		b.WriteString("\n  " + d.Error())
	}
	if len(list) > most {
		fmt.Fprintf(&b, "\n  and %d more", len(list)-most)
	}
	return b.String()
}

// checkWSDL looks whether a file is there.
func checkWSDL(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return invalid("wsdl", "%q is not there: name a file with your WSDL, or leave the setting out", file)
	case err != nil:
		return invalid("wsdl", "%q cannot be read: %v", file, errors.Unwrap(err))
	case !info.Mode().IsRegular():
		return invalid("wsdl", "%q is no file: name the WSDL in it", file)
	case info.Size() > mostWSDL:
		return invalid("wsdl", "%q has %d bytes, and a WSDL may have %d", file, info.Size(), mostWSDL)
	}
	return nil
}

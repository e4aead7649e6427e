package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// scriptClient is a client of a script language, which reads the WSDL as it runs. Its programs have the names of the systems.
type scriptClient struct {
	name    string                                               // in the table, and in the names of tests
	program string                                               // in testdata/interop: "suds/%s.py"
	find    func(t *testing.T, name string) (run, says []string) // what runs a program, what says the version
}

// lives runs the client's program for a system and compares what it says with the story.
func (c scriptClient) lives(t *testing.T, system, style, story string, serve func(t *testing.T) (url, admin string), rest ...string) {
	t.Helper()
	run, says := c.find(t, c.name)
	url, admin := serve(t)
	args := append([]string{"../../testdata/interop/" + fmt.Sprintf(c.program, system)}, run[1:]...)
	args = append(append(args, url, admin), rest...)
	salesforceLives(t, cell{c.name, versionOf(t, says[0], says[1:]...), "", system, style}, story, run[0], args...)
}

// nodePackage finds a client that .ci/clients installs from npm. The folder goes to the program, which is the same for
// node-soap and its sibling strong-soap.
func nodePackage(module string) func(t *testing.T, name string) (run, says []string) {
	return func(t *testing.T, name string) (run, says []string) {
		t.Helper()
		onPath(t, "node")
		node := "node"
		if exec.CommandContext(t.Context(), node, "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)").Run() != nil {
			node = installed(t, "node-20/node_modules/.bin/node") // beside an older one
		}
		folder := installed(t, name)
		manifest := filepath.Join(folder, "node_modules", module, "package.json")
		return []string{node, folder}, []string{node, "-p", "require(process.argv[1]).version", manifest}
	}
}

// debian finds a client that is a package of Debian's.
func debian(packages string, command, probe, version []string) func(t *testing.T, name string) (run, says []string) {
	return func(t *testing.T, _ string) (run, says []string) {
		t.Helper()
		for _, c := range command {
			if exec.CommandContext(t.Context(), c, probe...).Run() == nil {
				return []string{c}, append([]string{c}, version...)
			}
		}
		interopMissing(t, packages)
		return nil, nil
	}
}

func nodeClients() []scriptClient {
	return []scriptClient{
		{"node-soap", "node-soap/%s.js", nodePackage("soap")},
		{"strong-soap", "node-soap/%s.js", nodePackage("strong-soap")},
	}
}

// soap4r is Ruby's. The second parser of XML is for what has no XML declaration, which Ruby's own then takes for ill-formed.
func soap4r() scriptClient {
	version := []string{"-e", "gem 'soap4r-ruby1.9'; puts Gem.loaded_specs['soap4r-ruby1.9'].version"}
	probe := []string{"-e", "require 'soap/wsdlDriver'; require 'httpclient'; require 'xsd/xmlparser/libxmlparser'"}
	return scriptClient{"soap4r", "ruby/%s.rb", debian("ruby-soap4r ruby-httpclient ruby-libxml", []string{"ruby", "/usr/bin/ruby"}, probe, version)}
}

func soapLite() scriptClient {
	version := []string{"-MSOAP::Lite", "-e", "print SOAP::Lite->VERSION"}
	return scriptClient{"SOAP::Lite", "perl/%s.pl", debian("libsoap-lite-perl", []string{"perl", "/usr/bin/perl"}, []string{"-MSOAP::Lite", "-e", "1"}, version)}
}

// sudsClient has a program for TIBCO MFT as well, which is in TestInteropMFT.
func sudsClient() scriptClient {
	version := []string{"-c", "import suds; print(suds.__version__)"}
	return scriptClient{"suds", "suds/%s.py", debian("python3-suds", []string{"python3", "/usr/bin/python3"}, []string{"-c", "import suds"}, version)}
}

// zeepOffline is zeep with a transport that has the schema of SOAP's encoding.
func zeepOffline() scriptClient {
	version := []string{"-c", "import zeep; print(zeep.__version__)"}
	return scriptClient{"zeep", "zeep/%s.py", debian("python3-zeep", []string{"python3", "/usr/bin/python3"}, []string{"-c", "import zeep"}, version)}
}

// TestInteropScriptSQLServer lets clients of script languages live sessions of SQL Server.
func TestInteropScriptSQLServer(t *testing.T) {
	for _, client := range nodeClients() {
		for version, faults := range map[string]*strings.Replacer{
			"1.1": interopFaults("SOAP-ENV:Client", "Client"), "1.2": interopFaults("SOAP-1_2-ENV:Sender", "Sender"),
		} {
			t.Run(client.name+"-"+version, func(t *testing.T) {
				t.Parallel()
				client.lives(t, "sqlserver", documentLiteral, faults.Replace(interopStory), interopServer, version)
			})
		}
	}
	for _, client := range []scriptClient{soap4r(), sudsClient(), soapLite()} { // with SOAP 1.1 alone
		t.Run(client.name, func(t *testing.T) {
			t.Parallel()
			story := interopFaults("SOAP-ENV:Client", "Client").Replace(interopStory)
			client.lives(t, "sqlserver", documentLiteral, story, interopServer)
		})
	}
}

// TestInteropScriptMFT lets them live sessions of TIBCO MFT, with both forms of beans.
func TestInteropScriptMFT(t *testing.T) {
	for _, client := range append(nodeClients(), soap4r(), soapLite(), zeepOffline()) {
		for _, beans := range interopMFTBeans {
			t.Run(client.name+"-"+beans, func(t *testing.T) {
				t.Parallel()
				client.lives(t, "mft", rpcEncoded, mftStory(beans), interopServer, beans)
			})
		}
	}
}

// TestInteropScriptSalesforce lets them live sessions of Salesforce, on both sides of what the versions changed.
func TestInteropScriptSalesforce(t *testing.T) {
	for _, client := range append(nodeClients(), soap4r(), sudsClient(), soapLite()) {
		form := asSOAP
		if strings.HasSuffix(client.name, "-soap") {
			// Node's clients take away white space at the end of a text.
			form = func(kind, code, text string) string { return asSOAP(kind, code, strings.TrimRight(text, " ")) }
		}
		for _, api := range []string{"u/13.0", "u/36.0", "u/64.0", "c/20.0", "c/40.0"} {
			t.Run(client.name+"-"+api, func(t *testing.T) {
				t.Parallel()
				client.lives(t, "salesforce", documentLiteral, salesforceFaults(salesforceStory(api), form), interopServer, api)
			})
		}
	}
}

// TestInteropScriptFuturama lets them live sessions of Futurama, with each form of the WSDL.
func TestInteropScriptFuturama(t *testing.T) {
	for _, client := range append(nodeClients(), soap4r(), sudsClient(), soapLite()) {
		for _, form := range interopFuturamaForms {
			t.Run(client.name+"-"+form.name, func(t *testing.T) {
				t.Parallel()
				serve := func(t *testing.T) (url, admin string) { return serveFuturama(t, form.setting) }
				story := futuramaStory("a:InternalServiceFault", "a:ActionNotSupported")
				if strings.HasSuffix(client.name, "-soap") { // the others have no SOAP 1.2
					story += "SOAP 1.2: 415\n"
				}
				client.lives(t, "futurama", documentLiteral, story, serve, form.query)
			})
		}
	}
}

// TestInteropScriptModel204 lets them live sessions of Model 204.
func TestInteropScriptModel204(t *testing.T) {
	for _, client := range append(nodeClients(), soap4r(), sudsClient(), soapLite()) {
		t.Run(client.name, func(t *testing.T) {
			t.Parallel()
			client.lives(t, "model204", documentLiteral, model204Story("soapenv"), interopServer)
		})
	}
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
)

// interopStory is what every client of testdata/interop says, typed from Books Online (ms190712, ms187904, ms175084,
// ms179186, ms190717, ms189538) and [MS-SSNWS]; the codes LoginFailure and SessionsDisabled are choices. BAD and FAULT
// stand for what interopFaults says.
const interopStory = `wsdl, wrong password: refused
wsdl: sqlbatch
no session: us_english, header none
initiate: id of 16 bytes, timeout 12
enlist: Français
no session again: us_english
initiate, above the cap: timeout 60
parameter in: Noël
parameter out: InputOutput answer NVarChar Noël et adieu
parameter without maxLength: h
error of T-SQL: 208, class 16, Invalid object name 'Missing'.
unknown id: BAD
another user: BAD
another endpoint: BAD
its owner: Français
SQL login: timeout 60
its session without the login: BAD
SQL login, wrong password: FAULT, LoginFailure, AccessFailure, header none
wrong password: 401
terminate: Français
use after the end: BAD
terminate again: BAD
terminate, answer lost, again: BAD
idle for 12 s of 12: alive
idle for 13 s of 12: BAD
sessions disabled: FAULT, SoapHeader, SessionsDisabled, header none
sessions disabled, none asked: us_english
`

// interopFaults fills in how a client shows the faults of one version of SOAP.
func interopFaults(code, party string) *strings.Replacer {
	fault := "fault " + code + ", There was an error in the incoming SOAP request packet:  " + party
	return strings.NewReplacer("FAULT", fault, "BAD", fault+", SoapHeader, SessionIdIsInvalid, header terminate=true")
}

// interopClient is a real client, not written by us, and the program of testdata/interop that a user of it wrote.
type interopClient struct {
	name     string
	commands []string // where it may be: the first that passes the probe runs
	probe    []string // arguments with which it exits 0 when it has what the program needs
	packages string   // of Debian
	program  string
	rest     []string // arguments after the two addresses
	faults   *strings.Replacer
}

// probePHP exits with 0 where PHP has SoapClient.
const probePHP = "exit(extension_loaded('soap') ? 0 : 1);"

func interopClients() []interopClient {
	soap11, soap12 := interopFaults("SOAP-ENV:Client", "Client"), interopFaults("SOAP-1_2-ENV:Sender", "Sender")
	zeep, php := []string{"python3", "/usr/bin/python3"}, []string{"php"}
	return []interopClient{
		{"zeep", zeep, []string{"-c", "import zeep"}, "python3-zeep", "zeep/sqlserver.py", nil, soap11},
		{"php-1.1", php, []string{"-r", probePHP}, "php-cli php-soap", "php/sqlserver.php", []string{"1.1"}, soap11},
		{"php-1.2", php, []string{"-r", probePHP}, "php-cli php-soap", "php/sqlserver.php", []string{"1.2"}, soap12},
	}
}

// TestInteropSQLServer lets real clients do the whole life of a session.
func TestInteropSQLServer(t *testing.T) {
	for _, client := range interopClients() {
		t.Run(client.name, func(t *testing.T) {
			t.Parallel()
			command := client.find(t)
			url, admin := interopServer(t)
			args := append([]string{filepath.Join("../../testdata/interop", client.program), url, admin}, client.rest...)
			got := interopRun(t, command, args...)
			interopCell(t, client.cell(t, command, "sqlserver", documentLiteral), client.faults.Replace(interopStory), got)
		})
	}
}

// find returns the client's command.
func (c interopClient) find(t *testing.T) string {
	t.Helper()
	for _, command := range c.commands {
		if exec.CommandContext(t.Context(), command, c.probe...).Run() == nil {
			return command
		}
	}
	interopMissing(t, c.packages)
	return ""
}

// interopMissing skips a test that needs packages of Debian's which are not all installed.
func interopMissing(t *testing.T, packages string) {
	t.Helper()
	interopSkip(t, "apt-get install "+packages, strings.Fields(packages)...)
}

// interopSkip skips a test whose tool is not installed. Where everything has to be there, it fails, unless .ci/clients has
// named the tool, by a package or a folder, as one that could not be had.
func interopSkip(t *testing.T, install string, names ...string) {
	t.Helper()
	if client := interopNamed(t, names); client != "" {
		t.Skipf("not installed: .ci/clients could not have %s", client)
	}
	if os.Getenv("SOAPSTONE_INTEROP") == "required" {
		t.Fatalf("not installed, and SOAPSTONE_INTEROP=required: %s", install)
	}
	t.Skipf("not installed: %s", install)
}

// interopClientsFolder is where .ci/clients puts what is no package of Debian's.
func interopClientsFolder() string {
	if folder := os.Getenv("SOAPSTONE_CLIENTS"); folder != "" {
		return folder
	}
	return "../../.clients"
}

// interopNamed is the line for one of some packages and folders in the file of what .ci/clients could not have.
func interopNamed(t *testing.T, names []string) string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(interopClientsFolder(), "missing"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSpace(line)
		_, missing, _ := strings.Cut(line, ": ")
		for _, name := range strings.Fields(missing) {
			if slices.Contains(names, name) {
				return line
			}
		}
	}
	return ""
}

// interopRun runs a tool, which has to exit with 0, and returns its stdout.
func interopRun(t *testing.T, command string, args ...string) string {
	t.Helper()
	// Far above what a client takes, which is less than two seconds.
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	lookedAt(t, args)
	cmd := exec.CommandContext(ctx, command, args...)
	// A proxy of the machine's has no business between a client and a loopback, nor has what Python compiles in the tree.
	cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*", "PYTHONDONTWRITEBYTECODE=1")
	if command == "go" { // which runs gowsdl 0.5.0: two of its goroutines write one map, and two processors end it now and then
		cmd.Env = append(cmd.Env, "GOMAXPROCS=1")
	}
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		t.Errorf("%s: %v\n%s", cmd, err, log.String())
	}
	return out.String()
}

// lookedAt looks at the programs among a command's arguments, with all that is in their client's folder and what several
// clients share: go test keeps a result only while what the test looked at stays as it is.
func lookedAt(t *testing.T, args []string) {
	t.Helper()
	const programs = "../../testdata/interop/"
	for _, arg := range args {
		program, found := strings.CutPrefix(filepath.ToSlash(arg), programs)
		if !found {
			continue
		}
		client, _, _ := strings.Cut(program, "/")
		for _, folder := range []string{client, "python"} {
			err := filepath.WalkDir(programs+folder, func(_ string, _ fs.DirEntry, err error) error { return err })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// interopServer runs the program until the test ends, and returns the addresses of its banner.
func interopServer(t *testing.T) (url, admin string) {
	t.Helper()
	stdin, stop := io.Pipe()
	banner, stdout := io.Pipe()
	var log bytes.Buffer
	code := make(chan int, 1)
	go func() {
		args := []string{"serve", "--listen=localhost:0", "--admin=localhost:0", "--stop-on-stdin-eof"}
		code <- run(args, stdin, stdout, &log)
		stdout.Close() // whoever still reads the banner learns that there is none
	}()
	lines := bufio.NewReader(banner)
	addresses := make([]string, 0, 2)
	for _, begin := range []string{"soapstone: listening on ", "soapstone: admin on "} {
		line, _ := lines.ReadString('\n')
		address, found := strings.CutPrefix(strings.TrimSpace(line), begin)
		if !found {
			stop.Close()
			banner.Close() // nobody reads the rest
			t.Fatalf("banner has %q; exit code %d, log:\n%s", line, <-code, log.String())
		}
		addresses = append(addresses, address)
	}
	read := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, lines) // the rest of the banner, so that nobody waits to write it
		close(read)
	}()
	t.Cleanup(func() {
		stop.Close()
		if c := <-code; c != exitFine {
			t.Errorf("serve: exit code %d", c)
		}
		<-read
		if t.Failed() {
			t.Logf("the server's log:\n%s", log.String())
		}
	})
	return addresses[0], addresses[1]
}

// interopAnswers are batches whose answers together have every kind of content that the contract describes.
var interopAnswers = []struct{ name, commands, has string }{
	{"notification", `SET LANGUAGE French`, `<sqlmessage:Number>5703</sqlmessage:Number>`},
	{"rowset", `SELECT @@LANGUAGE AS language, 1, NULL, @p`, `<diffgr:diffgram `},
	{"message", `SELECT * FROM Missing`, `<sqlresultstream:SqlMessage `},
	{"transaction", `BEGIN TRANSACTION`, `<sqlresultstream:SqlTransaction `},
	{"parameters", `SET @p = 'y'`, `<sqlparameter:Value>y<`},
}

// interopRequest initiates a session that reports all that it can. BATCH is its batch.
const interopRequest = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">
<e:Header xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"><o:sqlSession initiate="true" timeout="12"/>
<o:environmentChangeNotifications databaseChange="true" languageChange="true" transactionBoundary="true"/></e:Header>
<e:Body><sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>BATCH</BatchCommands>
<Parameters xmlns:p="http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlParameter">
<p:SqlParameter name="p" direction="InputOutput"><p:Value>x</p:Value></p:SqlParameter></Parameters></sqlbatch></e:Body></e:Envelope>`

// TestInteropSchema has a validator that we did not write compile the schemas of the served WSDL, in both its forms,
// and validate under them what is sent: header blocks and bodies of requests and answers.
func TestInteropSchema(t *testing.T) {
	t.Parallel()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		interopMissing(t, "libxml2-utils")
	}
	url, _ := interopServer(t)
	for _, form := range []string{"wsdl", "wsdlsimple"} {
		dir := t.TempDir()
		schema := writeSchemas(t, dir, asAlice(t, http.MethodGet, url+"/sql/demo?"+form, ""))
		for _, a := range interopAnswers {
			t.Run(form+"/"+a.name, func(t *testing.T) {
				request := strings.Replace(interopRequest, "BATCH", a.commands, 1)
				answer := asAlice(t, http.MethodPost, url+"/sql/demo", request)
				if !strings.Contains(string(answer), a.has) {
					t.Errorf("the answer has no %s:\n%s", a.has, answer)
				}
				args := []string{"--noout", "--nonet", "--schema", schema}
				for i, part := range append(envelopeParts(t, []byte(request)), envelopeParts(t, answer)...) {
					file := filepath.Join(dir, fmt.Sprintf("%s-%d.xml", a.name, i))
					writeDocument(t, file, part)
					args = append(args, file)
				}
				if got := len(args) - 4; got != 5 {
					t.Errorf("%d header blocks and bodies, want 3 of the request and 2 of the answer", got)
				}
				interopRun(t, xmllint, args...)
			})
		}
	}
}

// writeSchemas writes each schema of a WSDL into a file, and one that imports them all, and first the files of others that
// they import, whose name it returns.
func writeSchemas(t *testing.T, dir string, document []byte, others ...string) string {
	t.Helper()
	all := `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">`
	for _, file := range others {
		other, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		namespace := parseDocument(t, other).Root().SelectAttrValue("targetNamespace", "")
		all += fmt.Sprintf("<xsd:import namespace=%q schemaLocation=%q/>", namespace, file)
	}
	for i, schema := range parseDocument(t, document).FindElements("/definitions/types/schema") {
		file := fmt.Sprintf("schema%d.xsd", i)
		writeDocument(t, filepath.Join(dir, file), standalone(schema))
		all += fmt.Sprintf("<xsd:import namespace=%q schemaLocation=%q/>", schema.SelectAttrValue("targetNamespace", ""), file)
	}
	name := filepath.Join(dir, "all.xsd")
	writeDocument(t, name, []byte(all+"</xsd:schema>"))
	return name
}

// envelopeParts returns what stands in the header and the body of an envelope, each as a document.
func envelopeParts(t *testing.T, envelope []byte) (parts [][]byte) {
	t.Helper()
	for _, e := range parseDocument(t, envelope).FindElements("/Envelope/*/*") {
		parts = append(parts, standalone(e))
	}
	return parts
}

// standalone writes an element with the namespaces that the elements around it declare.
func standalone(e *etree.Element) []byte {
	root := e.Copy()
	for around := e.Parent(); around != nil; around = around.Parent() {
		for _, a := range around.Attr {
			if declares := a.Space == "xmlns" || a.FullKey() == "xmlns"; declares && root.SelectAttr(a.FullKey()) == nil {
				root.CreateAttr(a.FullKey(), a.Value)
			}
		}
	}
	b, _ := etree.NewDocumentWithRoot(root).WriteToBytes() // to memory, where no writing fails
	return b
}

func parseDocument(t *testing.T, document []byte) *etree.Document {
	t.Helper()
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(document); err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
	return tree
}

func writeDocument(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// asAlice sends a request as alice, which has to be answered with 200, and returns the answer's body.
func asAlice(t *testing.T, method, url, body string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("alice", "soapstone")
	r.Header.Set("Content-Type", "text/xml")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s\n%s", method, url, answer.Status, b)
	}
	return b
}

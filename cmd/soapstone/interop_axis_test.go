package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// interopPartner7 is what a client of Salesforce's partner API 7.0 says, from the SOAP API Developer Guide: "login()",
// "Session Expiration", "SOAP Fault". The words in capitals are faults, typed as the WSDL declares them; their texts are
// observed.
const interopPartner7 = `wrong password: NOLOGIN
no session: NOSESSION
login: /services/Soap/u/7.0, expired false
getUserInfo: axis@example.com, Soapstone, role 000000000000000AAA
getServerTimestamp: 2006-06-01T12:00Z
login again, same session: true
another client, same session: false
another client: axis@example.com
unknown session: GONE
idle for 1h59m59s of 2h: axis@example.com
idle for 2h of 2h: GONE
login after the end, same session: false
getUserInfo: axis@example.com
`

// interopPartner13 is what a client of 13.0 says, the first version with logout() and invalidateSessions().
const interopPartner13 = `getUserInfo: axis@example.com
wrong password: NOLOGIN
invalidate another's: true
the other: GONE
again, and what never was: false INVALID_SESSION_ID false INVALID_SESSION_ID
itself: axis@example.com
201 at once: TOOMANY
nothing ended: axis@example.com
invalidate itself and another: true true
itself: GONE
the other: GONE
invalidate with a dead session: GONE
login again, same session: false
getUserInfo: axis@example.com
use after logout: GONE
logout again: GONE
login after logout, same session: false
`

// partnerFaults are the faults as Axis has them: the class, the code and the text.
func partnerFaults(story string) string {
	fault := func(class, code, text string) string {
		return class + " {urn:fault.partner.soap.sforce.com}" + code + ", " + code + ": " + text
	}
	const gone = "Invalid Session ID found in SessionHeader: Illegal Session"
	return strings.NewReplacer(
		"NOLOGIN", fault("LoginFault", "INVALID_LOGIN", "Invalid username, password, security token; or user locked out."),
		"NOSESSION", fault("UnexpectedErrorFault", "INVALID_SESSION_ID", gone),
		"GONE", fault("UnexpectedErrorFault", "INVALID_SESSION_ID", gone+". Session not found, missing session hash"),
		"TOOMANY", fault("UnexpectedErrorFault", "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records into this call"),
	).Replace(story)
}

// interopStubs are the packages that WSDL2Java makes of the WSDL at a path.
var interopStubs = []struct{ name, path string }{
	{"admin", "/cfcc/control?view=services/AdministratorService?WSDL"},
	{"ft", "/cfcc/control?view=services/FTService?WSDL"},
	{"partner7", "/services/Soap/u/7.0?wsdl"},
	{"partner13", "/services/Soap/u/13.0?wsdl"},
	{"futurama", "/WebAPIService.svc?wsdl"},
	{"m204", "/m204/session?wsdl"},
}

// axisSQLServerStory is what Axis says of SQL Server: the class that it makes of a parameter has a number for maxLength,
// which it sends whatever it is.
func axisSQLServerStory() string {
	story := strings.Replace(interopStory, "parameter without maxLength: h\n", "parameter without maxLength: FAULT, SoapBody, InvalidParameter\n", 1)
	return interopFaults("SOAP-ENV:Client", "Client").Replace(story)
}

// TestInteropAxis lets Axis 1.4 live: its WSDL2Java makes stubs of the served WSDLs, which are compiled once, and
// programs use them for sessions of TIBCO MFT, with both forms of beans, and of Salesforce. Their servers are others than
// the one that the stubs were made from, as it is with stubs that a vendor ships.
func TestInteropAxis(t *testing.T) {
	t.Parallel()
	classpath := axisJars(t)
	dir := t.TempDir()
	url, _ := interopServer(t)
	for _, stubs := range interopStubs {
		interopRun(t, "java", axisGenerate(classpath, dir, stubs.name, url+stubs.path)...)
	}
	contract := filepath.Join(dir, "sql.wsdl") // the generator has no password to fetch it with
	writeDocument(t, contract, asAlice(t, http.MethodGet, url+"/sql/demo?wsdl", ""))
	interopRun(t, "java", axisGenerate(classpath, dir, "sql", contract)...)
	sources := append(javaSources(t, dir), javaPrograms(t, "axis")...)
	interopRun(t, "javac", append([]string{"-nowarn", "-encoding", "UTF-8", "-d", dir, "-cp", classpath}, sources...)...)
	if t.Failed() {
		return // there is nothing to run
	}
	classpath = dir + string(os.PathListSeparator) + classpath

	live := func(name, system, style, want, program string, rest ...string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, admin := interopServer(t)
			got := interopRun(t, "java", append([]string{"-Dfile.encoding=UTF-8", "-cp", classpath, program, url, admin}, rest...)...)
			interopCell(t, cell{"Axis", "1.4", "WSDL2Java", system, style}, want, got)
		})
	}
	for _, beans := range interopMFTBeans {
		live("mft-"+beans, "mft", rpcEncoded, mftStory(beans), "MFT", beans)
	}
	live("partner-7.0", "salesforce", documentLiteral, partnerFaults(interopPartner7), "Partner7")
	live("partner-13.0", "salesforce", documentLiteral, partnerFaults(interopPartner13), "Partner13")
	live("sqlserver", "sqlserver", documentLiteral, axisSQLServerStory(), "SQLServer")
	live("futurama", "futurama", documentLiteral, futuramaStory(wcfInternal, wcfNoAction), "Futurama")
	live("model204", "model204", documentLiteral, model204Story("soapenv"), "Model204")
}

// axisGenerate is the command with which Axis makes the classes of a WSDL.
func axisGenerate(classpath, dir, name, wsdl string) []string {
	return []string{"-cp", classpath, "org.apache.axis.wsdl.WSDL2Java", "-a", "-o", dir, "-p", name, wsdl}
}

// axisJars is the class path of Axis 1.4 where Debian has it.
func axisJars(t *testing.T) string {
	t.Helper()
	const packages = "default-jdk-headless libaxis-java"
	for _, command := range []string{"java", "javac"} {
		if _, err := exec.LookPath(command); err != nil {
			interopMissing(t, packages)
		}
	}
	var jars []string
	for _, name := range []string{
		"axis", "axis-jaxrpc", "axis-saaj", "wsdl4j", "commons-discovery", "commons-logging", "javax.activation", "javax.mail",
	} {
		jar := filepath.Join("/usr/share/java", name+".jar")
		if _, err := os.Stat(jar); err != nil {
			interopMissing(t, packages)
		}
		jars = append(jars, jar)
	}
	return strings.Join(jars, string(os.PathListSeparator))
}

package mft_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// axisLife is what the program testdata/mft/axis/Life.java says, whose clock begins at noon: all eight methods, the
// nulls where Java code looks for them.
const axisLife = `ids: true
validate a: true
validate gone: false
validate null: false
expired for a: 2 items, TransferUser Y 127.0.0.1 2014-07-11 12:00:00, null
expired for b: 1 items, TransferUser Y 127.0.0.1 2014-07-11 12:00:00
active for a: 4 items, admin Y 127.0.0.1 2014-07-11 12:31:00, admin N 127.0.0.1 2014-07-11 12:31:00, TransferUser Y 127.0.0.1 2014-07-11 12:20:00, null
active for b: 3 items, admin Y 127.0.0.1 2014-07-11 12:31:00, admin N 127.0.0.1 2014-07-11 12:31:00, TransferUser Y 127.0.0.1 2014-07-11 12:20:00
ids are as they were: true
expired for c: fault Server.userException, java.rmi.RemoteException: User does not have the right to perform this function
delete expired: true
expired for a: 1 items, null
expired for b: 0 items
delete c: true
delete c: fault Server.userException, java.rmi.RemoteException: Session ID not found
validate c: false
close b: true
close b: false
active for b: fault Server.userException, java.rmi.RemoteException: Session is not valid
wrong password: fault Server.userException, java.rmi.RemoteException: User authentication failed
close a: true
`

// TestRow43 lets a real Axis 1.4 client live: WSDL2Java on the served WSDL, its stubs compiled, every method called,
// in both forms of beans. It needs a JDK and Debian's libaxis-java, or its jars in the folder SOAPSTONE_AXIS.
func TestRow43(t *testing.T) {
	classpath := axisJars(t)
	for _, beans := range []string{"multiRef", "inline"} {
		t.Run(beans, func(t *testing.T) {
			s := start(t, "beans", beans)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if by, err := time.ParseDuration(r.URL.Query().Get("by")); r.URL.Path == "/advance" && err == nil {
					s.advance(by)
					return
				}
				s.Config.Handler.ServeHTTP(w, r)
			}))
			defer server.Close()
			dir := t.TempDir()
			java(t, "java", "-cp", classpath, "org.apache.axis.wsdl.WSDL2Java", "-o", dir, "-p", "mftstub", server.URL+direct+"?wsdl")
			stubs, err := filepath.Glob(filepath.Join(dir, "mftstub", "*.java"))
			if err != nil || len(stubs) == 0 {
				t.Fatalf("WSDL2Java made nothing: %v", err)
			}
			java(t, "javac", append([]string{"-nowarn", "-d", dir, "-cp", classpath, "../../testdata/mft/axis/Life.java"}, stubs...)...)
			got := java(t, "java", "-cp", dir+string(os.PathListSeparator)+classpath, "Life", server.URL)
			if diff := cmp.Diff(strings.Split(axisLife, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// axisJars is the class path of Axis 1.4, and skips the test where something is missing.
func axisJars(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("SOAPSTONE_AXIS")
	if folder == "" {
		folder = "/usr/share/java"
	}
	missing := func(what string) {
		if os.Getenv("SOAPSTONE_INTEROP") == "required" {
			t.Fatalf("%s is missing, and SOAPSTONE_INTEROP=required: apt-get install default-jdk-headless libaxis-java", what)
		}
		t.Skipf("%s is missing: apt-get install default-jdk-headless libaxis-java", what)
	}
	for _, command := range []string{"java", "javac"} {
		if _, err := exec.LookPath(command); err != nil {
			missing(command)
		}
	}
	var jars []string
	for _, name := range []string{"axis", "axis-jaxrpc", "axis-saaj", "wsdl4j", "commons-discovery", "commons-logging", "javax.activation", "javax.mail"} {
		jar := filepath.Join(folder, name+".jar")
		if _, err := os.Stat(jar); err != nil {
			missing(jar)
		}
		jars = append(jars, jar)
	}
	return strings.Join(jars, string(os.PathListSeparator))
}

// java runs a tool of the JDK and returns what it prints.
func java(t *testing.T, command string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command, args...)
	cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*")
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", command, strings.Join(args, " "), err, out.String(), log.String())
	}
	return out.String()
}

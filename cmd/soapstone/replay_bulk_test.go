package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// summary is the last line that --json writes.
type summary struct {
	Stories, Passed, Differ, Failed, NotRun, Compared, Beyond int
	Causes                                                    []struct {
		Kind, Weight, Path, Want, Got string
		Steps, Count                  int
	}
}

// replayed runs the program, and returns its exit code, the summary and what it tells people.
func replayed(t *testing.T, args ...string) (code int, last summary, people string) {
	t.Helper()
	var out, log bytes.Buffer
	code = run(append([]string{"replay", "--json"}, args...), strings.NewReader(""), &out, &log)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil {
		t.Fatalf("exit code %d: %v: %s%s", code, err, out.String(), log.String())
	}
	return code, last, log.String()
}

// changedSteps counts the steps of SQL Server's stories whose answers have other bytes under a configuration, in memory.
func changedSteps(t *testing.T, config string) (steps int) {
	t.Helper()
	cfg, err := readConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	files, err := findFiles("test", ".txtar", []string{"../../testdata/sqlserver/*.txtar"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		story, err := transcript.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		stage, err := soaptest.Open(cfg, story, nil)
		if err != nil {
			t.Fatal(err)
		}
		report, err := transcript.Run(t.Context(), story, stage)
		if err = errors.Join(err, stage.Close()); err != nil {
			t.Fatal(err)
		}
		numbers := map[int]bool{}
		for _, d := range report.Differences {
			numbers[d.Number] = true
		}
		steps += len(numbers)
	}
	return steps
}

// TestReplayAChangedChoice: a server on which one choice differs has one cause, and it is counted at just the steps that
// depend on it.
func TestReplayAChangedChoice(t *testing.T) {
	config := filepath.Join(t.TempDir(), "soapstone.yaml")
	if err := os.WriteFile(config, []byte("sqlserver:\n  choices:\n    faultHeader: none\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	base, admin := replayServer(t, "--config", config)
	want := changedSteps(t, config)
	args := []string{"--target", base, "--admin", admin}
	for _, system := range []string{"sqlserver", "mft", "salesforce", "futurama", "model204"} {
		args = append(args, filepath.Join("../../testdata", system))
	}
	code, got, people := replayed(t, args...)
	if code != exitDifferences || len(got.Causes) != 1 || got.Beyond != 0 || got.Causes[0].Steps != want || got.Causes[0].Kind != "missing" || want == 0 {
		t.Errorf("exit code %d, want %d steps of one cause, got %+v\n%s", code, want, got, people)
	}
	if !strings.Contains(people, fmt.Sprintf("1 cause:\n  %d×  missing  Header  ", want)) {
		t.Error(people)
	}
}

// deviant answers conversations with ids of its own, and with five mistakes.
func deviant(sessions *atomic.Int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		n := 0
		_, _ = fmt.Sscanf(r.URL.Query().Get("n"), "%d", &n)
		inner := ""
		switch {
		case strings.Contains(string(body), "<login>"):
			inner = fmt.Sprintf(`<loginResponse><sid>%016x%08x</sid></loginResponse>`, 0x5eed0000+sessions.Add(1)*7919, n)
		case !regexp.MustCompile(`<sid>[0-9a-f]{24}</sid>`).Match(body), n%100 == 3: // first: a session that is gone
			w.WriteHeader(http.StatusInternalServerError)
			inner = `<s:Fault><faultcode>s:Client</faultcode><faultstring>Session is not valid</faultstring></s:Fault>`
		case strings.Contains(string(body), "<list>"):
			currency, items := "EUR", `<item n="1"/><item n="2"/>`
			if n%50 == 7 {
				currency = "USD" // second: a value
			}
			if n%40 == 11 {
				items = `<item n="1"/>` // third: an element that is missing
			}
			inner = `<listResponse><currency>` + currency + `</currency>` + items + `<at>` + time.Now().UTC().Format(time.RFC3339) + `</at></listResponse>`
		default:
			inner = `<logoutResponse xmlns="urn:new"/>` // fourth: a namespace, in every conversation that gets so far
			if n%2 == 0 {
				inner = `<logoutResponse xmlns="urn:old"/>`
			}
			if n%25 == 1 {
				inner = strings.ReplaceAll(inner, "logoutResponse", "LogoutResponse") // fifth: a name
				inner = strings.ReplaceAll(inner, "urn:new", "urn:old")
			}
		}
		fmt.Fprintf(w, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>%s</s:Body></s:Envelope>`, inner)
	})
}

const conversation = `format: soapstone/1
system: generated
evidence: observed
-- 1 request --
POST /ws?n=%[1]d HTTP/1.1
Host: ws.example.com
Content-Type: text/xml

<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><login></login></s:Body></s:Envelope>
-- 1 response --
HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8

<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><loginResponse><sid>00a1b2c3d4e5%012[1]d</sid></loginResponse></s:Body></s:Envelope>
-- 2 request --
POST /ws?n=%[1]d HTTP/1.1
Host: ws.example.com
Content-Type: text/xml

<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><list><sid>00a1b2c3d4e5%012[1]d</sid></list></s:Body></s:Envelope>
-- 2 response --
HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8

<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><listResponse><currency>EUR</currency><item n="1"/><item n="2"/><at>2005-11-07T10:00:00Z</at></listResponse></s:Body></s:Envelope>
-- 3 request --
POST /ws?n=%[1]d HTTP/1.1
Host: ws.example.com
Content-Type: text/xml

<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><logout><sid>00a1b2c3d4e5%012[1]d</sid></logout></s:Body></s:Envelope>
-- 3 response --
HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8

<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><logoutResponse xmlns="urn:old"/></s:Body></s:Envelope>
`

// TestReplayFourThousandConversations: five mistakes of a server are five lines, soon and in bounded memory.
func TestReplayFourThousandConversations(t *testing.T) {
	if testing.Short() {
		t.Skip("4,000 conversations take some seconds")
	}
	var sessions atomic.Int64
	var heap atomic.Uint64
	answers := deviant(&sessions)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers.ServeHTTP(w, r)
		if sessions.Load()%500 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heap.Store(max(heap.Load(), m.HeapInuse))
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	const conversations = 4000
	for n := range conversations {
		name := filepath.Join(dir, fmt.Sprintf("%02d", n/100), fmt.Sprintf("%04d.txtar", n))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, fmt.Appendf(nil, conversation, n), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	begin := time.Now()
	code, got, people := replayed(t, "--target", server.URL, "--jobs", "4", dir)
	took := time.Since(begin)
	t.Logf("%v, heap %d MB\n%s", took, heap.Load()>>20, people)
	if code != exitDifferences || got.Stories != conversations || got.NotRun+got.Failed > 0 || len(got.Causes) != 5 || got.Beyond != 0 {
		t.Errorf("exit code %d, %+v", code, got)
	}
	if took > time.Minute {
		t.Errorf("it took %v", took)
	}
	if heap.Load() > 200<<20 {
		t.Errorf("%d MB were in use", heap.Load()>>20)
	}
}

// TestReplayTargetDies: that nobody answers any more is told once, however many stories come to nothing by it.
func TestReplayTargetDies(t *testing.T) {
	var sessions, requests atomic.Int64
	answers := deviant(&sessions)
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) > 8 { // in the midst of the third story
			server.Listener.Close()
			panic(http.ErrAbortHandler)
		}
		answers.ServeHTTP(w, r)
	}))
	defer server.Close()
	dir := t.TempDir()
	for n := range 30 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.txtar", n)), fmt.Appendf(nil, conversation, 2*n), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, got, people := replayed(t, "--target", server.URL, dir)
	if code != exitCannot || got.Stories != 30 || got.Failed < 27 {
		t.Errorf("exit code %d, %+v", code, got)
	}
	told := regexp.MustCompile(`(?m)^failed   .*\.txtar and \d\d more\n  1 request: .*refused$`)
	if n := strings.Count(people, "failed   "); n > 3 || !told.MatchString(people) {
		t.Errorf("%d times is told that a story failed:\n%s", n, people)
	}
}

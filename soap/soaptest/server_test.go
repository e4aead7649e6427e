package soaptest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// test stands in for a *testing.T where there is none, or where one has to fail.
type test struct {
	cleanups []func()
	errors   []string
	logs     []string
}

func (t *test) Helper()                   {}
func (t *test) Cleanup(f func())          { t.cleanups = append(t.cleanups, f) }
func (t *test) Failed() bool              { return len(t.errors) > 0 }
func (t *test) Logf(f string, a ...any)   { t.logs = append(t.logs, fmt.Sprintf(f, a...)) }
func (t *test) Errorf(f string, a ...any) { t.errors = append(t.errors, fmt.Sprintf(f, a...)) }
func (t *test) Fatalf(f string, a ...any) {
	t.Errorf(f, a...)
	panic(fatal{})
}

// fatal is what Fatalf panics with.
type fatal struct{}

// run runs what may call Fatalf.
func (t *test) run(f func()) {
	defer func() {
		if p := recover(); p != nil && p != (fatal{}) {
			panic(p)
		}
	}()
	f()
}

func (t *test) end() {
	for len(t.cleanups) > 0 {
		last := len(t.cleanups) - 1
		f := t.cleanups[last]
		t.cleanups = t.cleanups[:last]
		f()
	}
}

func TestOneSystem(t *testing.T) {
	srv := soaptest.Start(t, soaptest.Futurama())
	if got := srv.Service("futurama").URL; !strings.HasPrefix(got, srv.URL+"/") || !strings.HasSuffix(got, "/WebAPIService.svc") {
		t.Errorf("futurama is at %s", got)
	}
	response, err := http.Get(srv.URL + "/sql/demo")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("SQL Server answers %s, and was not asked for", response.Status)
	}
}

func TestServiceHasWhatAClientNeeds(t *testing.T) {
	srv := soaptest.Start(t, soaptest.SQLServer(), soaptest.Salesforce())
	sql := srv.Service("sqlserver/demo")
	if diff := cmp.Diff([]string{srv.URL + "/sql/demo", "alice", "soapstone"}, []string{sql.URL, sql.User, sql.Password}); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for name, address := range map[string]string{
		"sqlserver/demo": srv.URL + "/sql/demo", "salesforce/partner/58.0": srv.URL + "/services/Soap/u/58.0",
	} {
		if s := srv.Service(name); s.URL != address || !strings.Contains(string(s.WSDL), `location="`+address+`"`) {
			t.Errorf("%s is at %s, its WSDL does not say %s", name, s.URL, address)
		}
	}
}

func TestMistakesNameTheWayOut(t *testing.T) {
	for name, tt := range map[string]struct {
		option soaptest.Option
		says   string
	}{
		"no equals sign": {soaptest.SQLServer("choices.faultHeader"), `write it as "name = value"`},
		"no such name":   {soaptest.MFT("choices.nothing = 1"), "choices.nothing"},
		"bad value":      {soaptest.Set("timezone = Nowhere"), "is no zone"},
		"no time at all": {soaptest.At(time.Time{}), "at: soap: clock: cannot be set to the year 1"},
		"no such year":   {soaptest.At(time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)), "cannot be set to the year 10000"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &test{}
			fake.run(func() { soaptest.Start(fake, tt.option) })
			fake.end()
			if got := strings.Join(fake.errors, "; "); !strings.HasPrefix(got, "soaptest: ") || !strings.Contains(got, tt.says) {
				t.Errorf("it says %q, without %q", got, tt.says)
			}
		})
	}
	for name, says := range map[string]string{
		"mft":       `there is no service "mft": there is ["mft/admin" "mft/ft"]`,
		"mft/amdin": `there is no service "mft/amdin": there is ["mft/admin"]`,
	} {
		fake := &test{}
		fake.run(func() { soaptest.Start(fake, soaptest.MFT()).Service(name) })
		fake.end()
		if got := strings.Join(fake.errors, "; "); !strings.Contains(got, says) {
			t.Errorf("it says %q, want %q", got, says)
		}
	}
}

func TestAReplyIsLost(t *testing.T) {
	srv := soaptest.Start(t, soaptest.MFT())
	admin := srv.Service("mft/admin")
	srv.LoseReply("mft")
	request, err := http.NewRequest(http.MethodPost, admin.URL, strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><getSession/></e:Body></e:Envelope>`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/xml")
	request.Header.Set("SOAPAction", `""`)
	request.SetBasicAuth(admin.User, admin.Password)
	if response, err := http.DefaultClient.Do(request); !errors.Is(err, io.EOF) {
		t.Errorf("the client got %v, %v; want its connection closed", response, err)
	}
	seen := srv.AwaitExchanges(1)
	if x := seen[0]; x.Operation != "getSession" || !x.Lost || x.Status != http.StatusOK || len(x.Response) == 0 {
		t.Errorf("seen %+v; want a session that was made, and its answer lost", x)
	}
}

// What the vendor's fault keeps to itself a test can look up.
func TestExchangesSayWhy(t *testing.T) {
	srv := soaptest.Start(t, soaptest.Model204())
	response, err := http.Post(srv.Service("model204/session").URL, "text/xml", strings.NewReader("<Envelope"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if x := srv.AwaitExchanges(1)[0]; !strings.Contains(x.Note, "line 1, column 10: ") || strings.Contains(x.Fault, "column") {
		t.Errorf("seen %+v; want a note with the place", x)
	}
}

func TestTimeStandsWhereItIsSet(t *testing.T) {
	at := time.Date(2005, 11, 7, 10, 0, 0, 0, time.UTC)
	srv := soaptest.Start(t, soaptest.SQLServer(), soaptest.At(at))
	srv.Advance(90 * time.Minute)
	if got, want := srv.Now(), at.Add(90*time.Minute); !got.Equal(want) {
		t.Errorf("it is %v, want %v", got, want)
	}
	srv.SetClock(at)
	if got := srv.Now(); !got.Equal(at) {
		t.Errorf("it is %v, want %v", got, at)
	}
}

func TestCheck(t *testing.T) {
	srv := soaptest.Start(t, soaptest.SQLServer())
	srv.Check(t, "../../testdata/sqlserver/initiate.txtar", "../../testdata/sqlserver/timeout.txtar")

	fake := &test{}
	other := soaptest.Start(t, soaptest.SQLServer("choices.faultHeader = none"))
	other.Check(fake, "../../testdata/sqlserver/unknown.txtar", "../../testdata/sqlserver/missing.txtar")
	if len(fake.errors) < 2 || !strings.Contains(fake.errors[0], "unknown.txtar: response") || !strings.Contains(fake.errors[len(fake.errors)-1], "missing.txtar") {
		t.Errorf("it says %q; want the answers that differ, and the file that is not there", fake.errors)
	}
	foreign := &test{}
	other.Check(foreign, "../../testdata/mft/close.txtar")
	if want := `close.txtar: system: "mft" does not run: there is sqlserver`; len(foreign.errors) != 1 || !strings.Contains(foreign.errors[0], want) {
		t.Errorf("of a system that does not run it says %q, want %q", foreign.errors, want)
	}
	nothing := &test{}
	other.Check(nothing)
	if got := strings.Join(nothing.errors, "; "); !strings.Contains(got, "there is no transcript") {
		t.Errorf("without files it says %q", got)
	}
}

func TestTheLogIsShownWhenATestFails(t *testing.T) {
	for _, fails := range []bool{false, true} {
		fake := &test{}
		srv := soaptest.Start(fake, soaptest.SQLServer())
		response, err := http.Get(srv.URL + "/nowhere")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if fails {
			fake.Errorf("the client gave up")
		}
		fake.end()
		if shown := strings.Contains(strings.Join(fake.logs, ""), "/nowhere"); shown != fails {
			t.Errorf("test failed: %v; log shown: %v", fails, shown)
		}
	}
}

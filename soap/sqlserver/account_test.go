package sqlserver_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

func TestRow98SessionOfAWindowsUser(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Users = append(cfg.Users, sqlserver.Account{Name: `CORP\bob`, Password: "other"}, sqlserver.Account{Name: `LAB\*`, Password: "lab"})
	for _, name := range []string{windows, "/sql/other.authentication"} {
		if err := cfg.Set(name, "integrated, basic"); err != nil {
			t.Fatal(err)
		}
	}
	s := startWith(t, cfg)
	id := s.peer().logIn("/sql/demo", "NTLM", `CORP\bob`, "other", envelope(`initiate="true"`, batchOf(""))).id(t)
	for _, test := range []struct {
		user, password string
		in             bool
	}{
		{`CORP\bob`, "other", true}, {`corp\BOB`, "other", true}, {"bob", "soapstone", false}, {`LAB\bob`, "lab", false}, {"alice", "soapstone", false},
	} {
		a := s.peer().logIn("/sql/demo", "Negotiate", test.user, test.password, envelope(enlist(id), batchOf("")))
		switch {
		case test.in && a.status != 200:
			t.Errorf("%s: status %d, %s", test.user, a.status, a.body)
		case !test.in && (a.status != 500 || a.fault() != badSession):
			t.Errorf("%s: status %d, %s", test.user, a.status, a.body)
		}
	}
	// The same account by another scheme is the same user.
	r := s.request("/sql/demo", "", envelope(`terminate="true" `+enlist(id), batchOf("")))
	r.SetBasicAuth(`CORP\bob`, "other")
	if a := s.do(r); a.status != 200 {
		t.Errorf("by Basic: status %d, %s", a.status, a.body)
	}
	var owners []string
	s.peer().logIn("/sql/demo", "NTLM", `Lab\Dora`, "lab", envelope(`initiate="true"`, batchOf("")))
	s.peer().logIn("/sql/demo", "NTLM", `elsewhere\alice`, "soapstone", envelope(`initiate="true"`, batchOf("")))
	for _, rec := range s.sessions() {
		owners = append(owners, rec.Owner)
	}
	slices.Sort(owners)
	if diff := cmp.Diff([]string{"http:alice", `http:lab\dora`}, owners); diff != "" {
		t.Error(diff)
	}
}

func TestRow106DefaultLogonDomain(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Users = append(cfg.Users, sqlserver.Account{Name: `CORP\carol`, Password: "soapstone"})
	for name, value := range map[string]string{
		windows: "integrated, digest, basic", "/sql/demo.defaultLogonDomain": "CORP", "/sql/other.authentication": "integrated, digest, basic",
	} {
		if err := cfg.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	s := startWith(t, cfg)
	for path, want := range map[string]int{"/sql/demo": 200, "/sql/other": 401} {
		if a := s.do(s.request(path, "carol", select1)); a.status != want {
			t.Errorf("Basic at %s: status %d", path, a.status)
		}
		if a := s.peer().logIn(path, "NTLM", "carol", "soapstone", select1); a.status != want {
			t.Errorf("NTLM at %s: status %d", path, a.status)
		}
		for _, user := range []string{`corp\carol`, "alice", `elsewhere\alice`} {
			if a := s.do(s.request(path, user, select1)); a.status != 200 {
				t.Errorf("%s at %s: status %d", user, path, a.status)
			}
		}
	}
	for path, want := range map[string]bool{"/sql/demo": true, "/sql/other": false} {
		if got := bytes.Contains(s.peer().begin(path, "NTLM"), []byte("C\x00O\x00R\x00P\x00")); got != want {
			t.Errorf("the challenge of %s names the domain: %v", path, got)
		}
	}
}

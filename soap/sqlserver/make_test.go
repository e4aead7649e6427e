package sqlserver_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

func TestMake(t *testing.T) {
	s := start(t)
	for _, tt := range []struct {
		name    string
		set     map[string]string
		owner   string
		context string
		timeout time.Duration
	}{
		{"a user", map[string]string{"user": "ALICE"}, "http:alice", "/sql/demo", time.Minute},
		{"a login", map[string]string{"login": "app", "path": "/SQL/other", "timeout": "5"}, "sql:app", "/sql/other", 5 * time.Second},
		{"more than is granted", map[string]string{"user": "bob", "timeout": "61"}, "http:bob", "/sql/demo", time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			key, err := s.room.Make(t.Context(), s.clock.Now(), strings.NewReader(strings.Repeat(tt.name, 24)), tt.set)
			if err != nil {
				t.Fatal(err)
			}
			for _, rec := range s.sessions() {
				if rec.Key != key {
					continue
				}
				if rec.Owner != tt.owner || rec.Context != tt.context || rec.Timeout != tt.timeout || !rec.Created.Equal(s.clock.Now()) {
					t.Errorf("made %+v", rec)
				}
				return
			}
			t.Error("there is no such session")
		})
	}
}

// A session made for a user is the user's as if he had initiated it.
func TestMadeSessionIsUsed(t *testing.T) {
	s := start(t)
	set := map[string]string{"user": "alice", "database": "AdventureWorks", "language": "French"}
	key, err := s.room.Make(t.Context(), s.clock.Now(), strings.NewReader(strings.Repeat("x", 24)), set)
	if err != nil {
		t.Fatal(err)
	}
	a := s.batch(enlist(base64.StdEncoding.EncodeToString([]byte(key.ID))), "PRINT DB_NAME() + @@LANGUAGE")
	if a.status != 200 || !strings.Contains(a.body, "AdventureWorksFran") {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}

func TestMakeRefuses(t *testing.T) {
	s := start(t, "/sql/other.loginType", "windows", "/sql/other.database", "master")
	for _, tt := range []struct {
		set  string // name=value, with commas between them
		want string
	}{
		{"", "give either user, of HTTP, or login"},
		{"user=alice,login=app", "give either user, of HTTP, or login"},
		{"user=nobody", `no account "nobody"`},
		{"login=app,path=/sql/other", "takes none"},
		{"user=alice,path=/sql", `no endpoint at "/sql"`},
		{"user=alice,path=/sql/nosessions", "has no sessions"},
		{"user=alice,timeout=0", "timeout: "},
		{"user=alice,timeout=soon", "timeout: "},
		{"user=alice,database=Nowhere", "database: "},
		{"user=alice,database=tempdb,path=/sql/other", "database: "},
		{"user=alice,language=Klingon", "language: "},
		{"user=alice,colour=red", `a session has no setting "colour": there is path, user, login`},
		{"user=alice", "EOF"},
	} {
		set := map[string]string{}
		for part := range strings.SplitSeq(tt.set, ",") {
			if name, value, ok := strings.Cut(part, "="); ok {
				set[name] = value
			}
		}
		_, err := s.room.Make(t.Context(), s.clock.Now(), strings.NewReader(""), set)
		if err == nil || !strings.HasPrefix(err.Error(), "sqlserver: make: ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v", tt.set, err)
		}
	}
	if diff := cmp.Diff(0, len(s.sessions())); diff != "" {
		t.Error(diff)
	}
}

func TestZone(t *testing.T) {
	for _, tt := range []struct{ own, world, want string }{
		{"", "", "2005-11-07T10:00:00"},
		{"", "+02:00", "2005-11-07T12:00:00"},
		{"America/New_York", "+02:00", "2005-11-07T05:00:00"},
	} {
		cfg := sqlserver.Default()
		if tt.own != "" {
			if err := cfg.Set("timezone", tt.own); err != nil {
				t.Fatal(err)
			}
		}
		cfg.Inherit("legacy", tt.world)
		s := startWith(t, cfg)
		if a := s.batch("", "SELECT GETDATE() AS now"); !strings.Contains(a.body, "<now>"+tt.want+"</now>") {
			t.Errorf("%+v: %s", tt, a.body)
		}
	}
	cfg := sqlserver.Default()
	for _, zone := range []string{"Local", "Mars"} {
		if err := cfg.Set("timezone", zone); err == nil || cfg.Timezone != "" {
			t.Errorf("%s: error %v, and it is %q", zone, err, cfg.Timezone)
		}
	}
}

package auth_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

const (
	security = `<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"` +
		` xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"` +
		` xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP">%s</wsse:Security>`
	textType   = `Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"`
	digestType = `Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"`
	base64Type = `EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"`

	alice = `<wsse:Username>alice</wsse:Username>`
)

// The digest printed in the ONVIF Application Programmer's Guide.
const published = `<wsse:UsernameToken><wsse:Username>user</wsse:Username>` +
	`<wsse:Password ` + digestType + `>tuOSpGlFlIXsozq4HFNeeGeFLEI=</wsse:Password>` +
	`<wsse:Nonce ` + base64Type + `>LKqI6G/AikKCQrN0zqZFlg==</wsse:Nonce>` +
	`<wsu:Created>2010-09-16T07:50:45Z</wsu:Created></wsse:UsernameToken>`

var publishedAt = time.Date(2010, 9, 16, 7, 50, 45, 0, time.UTC)

func readToken(t *testing.T, inside string) (auth.Token, error) {
	t.Helper()
	body := fmt.Appendf(nil, security, inside)
	document, err := reader.Read(body, reader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := auth.ReadToken(document.Root())
	document.Release()
	clear(body) // what is kept of the token must not live in here
	return got, err
}

func token(parts ...string) string {
	return "<wsse:UsernameToken>" + strings.Join(parts, "") + "</wsse:UsernameToken>"
}

func TestReadToken(t *testing.T) {
	for _, test := range []struct {
		name, inside string
		want         auth.Token
	}{
		{"a name alone", token(alice), auth.Token{Username: "alice"}},
		{"clear text", token(alice, `<wsse:Password `+textType+`>pw</wsse:Password>`),
			auth.Token{Username: "alice", Type: auth.PasswordText, Password: "pw"}},
		{"no type is clear text", token(`<wsse:Password>pw</wsse:Password>`, alice),
			auth.Token{Username: "alice", Type: auth.PasswordText, Password: "pw"}},
		{"an empty password is one", token(alice, `<wsse:Password/>`),
			auth.Token{Username: "alice", Type: auth.PasswordText}},
		{"to the letter", token(`<wsse:Username> al&amp;ice</wsse:Username>`, `<wsse:Password> p<![CDATA[<]]> </wsse:Password>`),
			auth.Token{Username: " al&ice", Type: auth.PasswordText, Password: " p< "}},
		{"an expired password is changed (Books Online, ms180919)",
			token(alice, `<wsse:Password `+textType+`>new</wsse:Password>`, `<sql:OldPassword `+textType+`>old</sql:OldPassword>`),
			auth.Token{Username: "alice", Type: auth.PasswordText, Password: "new", OldPassword: new("old")}},
		{"a digest", published, auth.Token{Username: "user", Type: auth.PasswordDigest, Password: "tuOSpGlFlIXsozq4HFNeeGeFLEI=",
			Nonce:   []byte("\x2c\xaa\x88\xe8\x6f\xc0\x8a\x42\x82\x42\xb3\x74\xce\xa6\x45\x96"),
			Created: "2010-09-16T07:50:45Z"}},
		{"other things around", `<wsu:Timestamp/>` + token(`<a/>`, alice, `<sql:Username>bob</sql:Username>`) + `<UsernameToken/>`,
			auth.Token{Username: "alice"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readToken(t, test.inside)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadTokenRefused(t *testing.T) {
	for _, test := range []struct {
		name, inside string
		want         error
	}{
		{"nothing", "", auth.ErrNoToken},
		{"no namespace", "<UsernameToken/>", auth.ErrNoToken},
		{"two tokens", token(alice) + token(alice), auth.ErrTwoTokens},
		{"no user", token(`<wsse:Password>pw</wsse:Password>`), auth.ErrNoUsername},
		{"an empty user", token(`<wsse:Username/>`), auth.ErrNoUsername},
		{"a user of another namespace", token(`<Username>alice</Username>`), auth.ErrNoUsername},
		{"two users", token(alice, alice), auth.ErrTwice},
		{"two passwords", token(alice, `<wsse:Password/>`, `<wsse:Password/>`), auth.ErrTwice},
		{"an unknown type", token(alice, `<wsse:Password Type="wsse:PasswordText">pw</wsse:Password>`), auth.ErrPasswordType},
		{"an empty type", token(alice, `<wsse:Password Type="">pw</wsse:Password>`), auth.ErrPasswordType},
		{"the digest of an old password", token(alice, `<sql:OldPassword `+digestType+`>pw</sql:OldPassword>`), auth.ErrPasswordType},
		{"a nonce in another encoding", token(alice, `<wsse:Nonce EncodingType="hex">00</wsse:Nonce>`), auth.ErrNonce},
		{"a nonce that is not Base64", token(alice, `<wsse:Nonce>!</wsse:Nonce>`), auth.ErrNonce},
		{"an empty nonce", token(alice, `<wsse:Nonce/>`), auth.ErrNonce},
		{"created at no time", token(alice, `<wsu:Created>yesterday</wsu:Created>`), auth.ErrCreated},
		{"created at an empty time", token(alice, `<wsu:Created/>`), auth.ErrCreated},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readToken(t, test.inside)
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if diff := cmp.Diff(auth.Token{}, got); diff != "" {
				t.Error(diff)
			}
			if !strings.HasPrefix(err.Error(), "auth: ") || strings.Contains(err.Error(), "pw") {
				t.Errorf("the error reads %q", err)
			}
		})
	}
}

func TestReadTokenSaysWhere(t *testing.T) {
	_, err := readToken(t, "\n"+token(alice, "\n  <wsse:Nonce>!</wsse:Nonce>"))
	if want := "auth: Nonce at line 3, column 3: not a nonce in Base64"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestCheckText(t *testing.T) {
	now := publishedAt
	clear := auth.Token{Username: "alice", Type: auth.PasswordText, Password: "pw"}
	if err := clear.Check("pw", now, time.Minute); err != nil {
		t.Error(err)
	}
	if err := clear.Check("PW", now, time.Minute); !errors.Is(err, auth.ErrWrongPassword) {
		t.Errorf("a wrong password gave %v", err)
	}
	nameOnly := auth.Token{Username: "alice"}
	if err := nameOnly.Check("", now, time.Minute); !errors.Is(err, auth.ErrWrongPassword) {
		t.Errorf("no password gave %v", err)
	}
}

func TestCheckDigest(t *testing.T) {
	const window = 5 * time.Minute
	good, err := readToken(t, published)
	if err != nil {
		t.Fatal(err)
	}
	// SHA-1 of "userpassword" alone, as sha1sum gives it: a token without nonce and creation.
	bare := auth.Token{Username: "user", Type: auth.PasswordDigest, Password: "xzuimCxVt+rQ5AmKkvcivbOjs9g="}
	for _, test := range []struct {
		name     string
		token    auth.Token
		password string
		after    time.Duration
		window   time.Duration
		want     error
	}{
		{"now", good, "userpassword", 0, window, nil},
		{"at the end of the window", good, "userpassword", window, window, nil},
		{"at its beginning", good, "userpassword", -window, window, nil},
		{"too late", good, "userpassword", window + 1, window, auth.ErrNotFresh},
		{"too early", good, "userpassword", -window - 1, window, auth.ErrNotFresh},
		{"late, and nobody minds", good, "userpassword", 1e6 * time.Hour, 0, nil},
		{"wrong password", good, "Userpassword", 0, window, auth.ErrWrongPassword},
		{"wrong password, late", good, "Userpassword", window + 1, window, auth.ErrWrongPassword},
		{"bare, and nobody minds", bare, "userpassword", 0, 0, nil},
		{"bare", bare, "userpassword", 0, window, auth.ErrNotFresh},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.token.Check(test.password, publishedAt.Add(test.after), test.window)
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// The digest is of the instant as it is written, its age that of the instant that is meant. The digests
// are those of sha1sum.
func TestCreatedIsTakenAsWritten(t *testing.T) {
	for created, digest := range map[string]string{
		"2010-09-16T09:50:45.000+02:00": "+6ObFbr0v1hUK1IK6vaXXScbXWU=",
		"2010-09-16T07:50:45.5":         "p5kPATHeSv7xd13DRCkoQ/ELxRY=",
	} {
		got, err := readToken(t, token(alice, "<wsu:Created> "+created+"\n</wsu:Created>", "<wsse:Nonce>bg==</wsse:Nonce>",
			"<wsse:Password "+digestType+">"+digest+"</wsse:Password>"))
		if err != nil || got.Created != created {
			t.Errorf("read %q, %v, want %q", got.Created, err, created)
		}
		if err := got.Check("pw", publishedAt, time.Second); err != nil {
			t.Errorf("created %s: %v", created, err)
		}
	}
}

func TestTokenKeepsItsPasswordToItself(t *testing.T) {
	secret := auth.Token{Username: "alice", Type: auth.PasswordText, Password: "pw", OldPassword: new("old")}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("login", "token", secret)
	for _, shown := range []string{fmt.Sprintf("%v %+v %s", secret, secret, secret), log.String()} {
		if !strings.Contains(shown, "alice") || strings.Contains(shown, "pw") || strings.Contains(shown, "old") {
			t.Errorf("shown as %s", shown)
		}
	}
}

func FuzzReadToken(f *testing.F) {
	for _, inside := range []string{"", token(alice), published,
		token(alice, `<wsse:Password `+textType+`>new</wsse:Password>`, `<sql:OldPassword>old</sql:OldPassword>`)} {
		f.Add(inside, "userpassword")
	}
	f.Fuzz(func(t *testing.T, inside, password string) {
		document, err := reader.Read(fmt.Appendf(nil, security, inside), reader.Options{})
		if err != nil {
			return
		}
		defer document.Release()
		got, err := auth.ReadToken(document.Root())
		if err != nil {
			if diff := cmp.Diff(auth.Token{}, got); diff != "" {
				t.Fatalf("a token together with the error %v:\n%s", err, diff)
			}
			return
		}
		if got.Username == "" {
			t.Fatal("a token without a name")
		}
		if err := got.Check(password, publishedAt, time.Minute); err == nil && got.Type == auth.NoPassword {
			t.Fatal("a token without a password was good")
		}
	})
}

package model204_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../testdata/model204/published", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(b), "\n")
}

// body is an answer without its envelope.
func (p *pending) body(t testing.TB) string {
	t.Helper()
	<-p.done
	body, begins := strings.CutPrefix(p.answer.Body.String(), `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>`)
	body, ends := strings.CutSuffix(body, `</soapenv:Body></soapenv:Envelope>`)
	if !begins || !ends {
		t.Errorf("no such envelope: %s", p.answer.Body)
	}
	return body
}

func same(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each printed request gives the printed answer, to the byte, but for the token and the user number that are drawn.
func TestPublished(t *testing.T) {
	o := start(t, 1, "HARPO*.password", "horn")
	if err := o.clock.Set(t.Context(), time.Date(2024, 1, 31, 10, 15, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	p := o.sendRaw(0, published(t, "Login.request.xml"))
	token := p.result()
	want := strings.NewReplacer("9f2c…", token, ">17<", ">1<").Replace(published(t, "Login.response.xml"))
	same(t, want, p.answer.Body.String())

	none := strings.Replace(published(t, "Session_Id.none.response.body.xml"), "…", namespace, 1)
	same(t, none, o.send(0, token, call("Session_Id")).body(t))

	create := strings.Replace(published(t, "Session_Create.request.xml"), "9f2c…", token, 1)
	same(t, published(t, "Session_Create.response.body.xml"), o.sendRaw(0, create).body(t))

	o.advance(150 * time.Second)
	shut := o.send(0, token, published(t, "Session_Close.request.body.xml"))
	same(t, `<m:Session_CloseResponse xmlns:m="`+namespace+`"><m:rc>0</m:rc></m:Session_CloseResponse>`, shut.body(t))
	same(t, published(t, "Session_List.response.body.xml"), o.send(0, token, call("Session_List", "owner", "*")).body(t))
}

// The printed fault is that of a session for somebody else.
func TestPublishedFault(t *testing.T) {
	o := start(t, 1)
	p := o.send(0, o.login(0, "HARPO"), call("Session_Create", "sesid", "A", "owner", "ZEPPO"))
	same(t, published(t, "NOTAUTH.fault.body.xml"), p.body(t))
	if p.answer.Code != 500 {
		t.Errorf("status %d", p.answer.Code)
	}
}

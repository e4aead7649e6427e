package mft_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"
)

// TestRow43 reads both forms of beans as a client of Axis does, by following references: the objects are the same, and
// the null is last. What Axis itself makes of them is tested with the whole program, by TestInteropAxis.
func TestRow43(t *testing.T) {
	want := []string{
		"Y 10.0.0.7 583def%6abdeef%7b30 (11 11 20 7 5 2014) TransferUser",
		"N 10.0.0.8 583def%6abdeef%7b31 (11 11 21 7 6 2014) admin",
		"null",
	}
	for _, beans := range []string{"multiRef", "inline"} {
		t.Run(beans, func(t *testing.T) {
			s := start(t, "beans", beans)
			s.put("583def%6abdeef%7b30", "TransferUser", "10.0.0.7", true, noon.Add(-time.Hour), time.Date(2014, 7, 11, 11, 20, 5, 0, time.UTC))
			s.put("583def%6abdeef%7b31", "admin", "10.0.0.8", false, noon.Add(-time.Minute), time.Date(2014, 7, 11, 11, 21, 6, 0, time.UTC))
			a := s.post(control, "", call("getExpiredSessionIds", "sessionId", s.login("getSession", "admin")))
			if a.status != http.StatusOK || strings.Contains(a.body, " href=") != (beans == "multiRef") {
				t.Errorf("%d, not as %s: %s", a.status, beans, a.body)
			}
			if diff := cmp.Diff(want, objects(t, a.body)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// objects are the beans of an array, references followed.
func objects(t *testing.T, body string) []string {
	t.Helper()
	tree := etree.NewDocument()
	if err := tree.ReadFromString(body); err != nil {
		t.Fatal(err)
	}
	var read func(e *etree.Element) string
	read = func(e *etree.Element) string {
		if href := e.SelectAttrValue("href", ""); href != "" {
			id := strings.TrimPrefix(href, "#")
			if e = tree.FindElement("//multiRef[@id='" + id + "']"); e == nil {
				t.Fatalf("%s leads nowhere: %s", href, body)
			}
		}
		if e.SelectAttrValue("nil", "") == "true" {
			return "null"
		}
		fields := e.ChildElements()
		if len(fields) == 0 {
			return e.Text()
		}
		var text []string
		for _, f := range fields {
			text = append(text, read(f))
		}
		return "(" + strings.Join(text, " ") + ")"
	}
	var all []string
	for _, item := range tree.FindElements("/Envelope/Body/getExpiredSessionIdsResponse/getExpiredSessionIdsReturn/*") {
		all = append(all, strings.TrimSuffix(strings.TrimPrefix(read(item), "("), ")"))
	}
	return all
}

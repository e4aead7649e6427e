package gate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// What a client sends is compared with files within the limits of the endpoint, and not within those that files have.
func TestBodiesBeyondLimitsAreNotCompared(t *testing.T) {
	array := func(n int) string { return `{"a":[1` + strings.Repeat(",1", n) + `]}` }
	xml := func(n int) string { return "<a>" + strings.Repeat("<b/>", n) + "</a>" }
	utf16 := func(s string) string {
		wide := "\xff\xfe"
		for _, c := range s {
			wide += string(c) + "\x00"
		}
		return wide
	}
	for name, tt := range map[string]struct{ file, within, beyond string }{
		"JSON":             {"Order.request.json", array(50), array(200)},
		"JSON with a mark": {"Order.request.json", "\ufeff" + array(50), "\ufeff" + array(200)},
		"XML":              {"Order.request.xml", xml(50), xml(200)},
		"XML in UTF-16":    {"Order.request.xml", utf16(xml(50)), utf16(xml(200))},
	} {
		t.Run(name, func(t *testing.T) {
			for _, round := range []struct {
				body   string
				status int
			}{{tt.within, http.StatusOK}, {tt.beyond, http.StatusNotFound}} {
				text := strings.NewReplacer("\ufeff", "", "\xff\xfe", "", "\x00", "").Replace(round.body)
				dir := t.TempDir()
				write(t, dir, map[string]string{"salesforce/" + tt.file: text, "salesforce/Order.response.json": `{"answered":true}`})
				srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir), soaptest.Set("limits.elements = 100"))
				work := login(t, srv, "salesforce Apex REST")
				work.body = round.body
				if status, body := send(t, srv.URL, work); status != round.status {
					t.Errorf("%.40s…: %d %s", round.body, status, body)
				}
			}
		})
	}
}

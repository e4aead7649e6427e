package gate_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// A login that the far side refuses is not tried again by each call, which could lock a real account: when a minute of our
// clock is over, it is.
func TestExchangeLoginIsNotTriedAgain(t *testing.T) {
	for _, name := range []string{"salesforce SOAP", "mft", "sqlserver", "model204"} {
		t.Run(name, func(t *testing.T) {
			second := soaptest.Start(t, soaptest.At(start()))
			near := soaptest.Start(t, append(exchanging(second.URL), soaptest.Set(systemOf(name)+".forward.password = wrong"))...)
			work := login(t, near, name)
			_, first := send(t, near.URL, work)
			for _, again := range []request{work, work, login(t, near, name)} {
				status, body := send(t, near.URL, again)
				if status != 500 || !strings.Contains(body, internal()[name]) || alike(body) != alike(first) {
					t.Errorf("%d %s\nfirst %s", status, body, first)
				}
			}
			if n := len(second.Exchanges()); n != 1 {
				t.Errorf("%d logins", n)
			}
			near.Advance(time.Minute)
			send(t, near.URL, login(t, near, name))
			if n := len(second.Exchanges()); n != 2 {
				t.Errorf("%d logins when the minute is over", n)
			}
		})
	}
}

// alike is an answer without what is one call's own.
func alike(body string) string {
	return regexp.MustCompile(`sessionId="[^"]*"|ErrorId: [0-9-]+|\([-0-9]+\)`).ReplaceAllString(body, "")
}

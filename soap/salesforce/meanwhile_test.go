package salesforce_test

import (
	"context"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// A session that another call ends after it was looked at is gone for what was to be done in it, which is not done.
func TestSessionEndsMeanwhile(t *testing.T) {
	for _, body := range []string{
		"<logout/>",
		"<invalidateSessions><sessionIds>OTHER</sessionIds></invalidateSessions>",
		"<changeOwnPassword><oldPassword>soapstone</oldPassword><newPassword>sandstone</newPassword></changeOwnPassword>",
	} {
		r := start(t)
		id, other := r.session("a@example.com"), r.session("b@example.com")
		r.store.BeforeUpdate = func(ctx context.Context) error {
			return r.store.Update(ctx, func(tx store.Tx) error {
				return tx.Delete(store.Key{System: "salesforce", Kind: store.KindSession, ID: id})
			})
		}
		a := r.call(id, strings.Replace(body, "OTHER", other, 1))
		if a.status != 500 || !strings.Contains(a.body, "<faultcode>sf:INVALID_SESSION_ID<") || !strings.Contains(a.body, "Session not found, missing session hash: ") {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
		if !r.lives(other) {
			t.Errorf("%s: it was done", body)
		}
		if code := r.loginCode("a@example.com", "soapstone"); code != "" {
			t.Errorf("%s: the old password: %s", body, code)
		}
	}
}

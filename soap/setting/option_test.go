package setting_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

func TestOptionsCheck(t *testing.T) {
	options := setting.Options{{Name: "user", Text: "whose it is"}, {Name: "address", Text: "the client's"}}
	for _, tt := range []struct {
		set  map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"user": "a", "address": ""}, ""},
		{map[string]string{"user": "a", "owner": "b", "colour": "red"}, `a session has no setting "colour": there is user, address`},
	} {
		got := ""
		if err := options.Check("a session", tt.set); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%v: %q, want %q", tt.set, got, tt.want)
		}
	}
}

package setting_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// A path grows to the front on its way up, whatever the layers between say.
func TestErrorsKnowTheirPath(t *testing.T) {
	cause := errors.New("it is empty")
	for _, tt := range []struct {
		err        error
		path, text string
	}{
		{setting.Errorf("password", "%w", cause), "password", "password: it is empty"},
		{setting.In("password", cause), "password", "it is empty"},
		{setting.At("users", 2, cause), "users[2]", "it is empty"},
		{setting.At("users", 2, fmt.Errorf("account x: %w", setting.In("password", cause))), "users[2].password", "account x: it is empty"},
		{setting.In("rows", setting.At("", 1, setting.At("", 0, cause))), "rows[1][0]", "it is empty"},
		{setting.In("mft", fmt.Errorf("mft: %w", setting.Errorf("timeout", "%w", cause))), "mft.timeout", "mft: timeout: it is empty"},
	} {
		wrong, ok := errors.AsType[*setting.Error](tt.err)
		if !ok || wrong.Path != tt.path || tt.err.Error() != tt.text || !errors.Is(tt.err, cause) {
			t.Errorf("%#v: %v, want %s at %s", tt.err, tt.err, tt.text, tt.path)
		}
	}
	if err := setting.At("users", 0, nil); err != nil {
		t.Errorf("of nothing: %v", err)
	}
}

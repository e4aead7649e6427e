package setting_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

func TestAddress(t *testing.T) {
	const form, surplus = "write http:// or https:// and a host", "leave user, password, query and fragment out"
	for _, tt := range []struct{ text, want, err string }{
		{"http://localhost", "http://localhost", ""},
		{"https://x.example.com/", "https://x.example.com", ""},
		{"https://x.example.com:8443/a%2Fb//", "https://x.example.com:8443/a%2Fb", ""},
		{"HTTP://[::1]:80/a", "http://[::1]:80/a", ""},
		{"", "", form},
		{"x.example.com", "", form},
		{"/services", "", form},
		{"ftp://x.example.com", "", form},
		{"http://", "", form},
		{"http://:80/", "", form},
		{"http://x.example.com:a", "", form},
		{"http://secret:word@x.example.com", "", surplus},
		{"http://x.example.com?secret", "", surplus},
		{"http://x.example.com/?", "", surplus},
		{"http://x.example.com/#secret", "", surplus},
	} {
		u, err := setting.Address(tt.text)
		if tt.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), tt.err) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%q: %v, want %q", tt.text, err, tt.err)
			}
			continue
		}
		if err != nil || u.String() != tt.want {
			t.Errorf("%q: %v, %v, want %s", tt.text, u, err, tt.want)
		}
	}
}

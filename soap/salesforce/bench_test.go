package salesforce_test

import (
	"net/http"
	"testing"
)

func BenchmarkLoginAgain(b *testing.B) {
	r := start(b)
	body := envelope("", loginBody("a@example.com", "soapstone"))
	for b.Loop() {
		if a := r.post(partner, body); a.status != http.StatusOK {
			b.Fatal(a.body)
		}
	}
}

func BenchmarkGetUserInfo(b *testing.B) {
	r := start(b)
	body := envelope(r.login("a@example.com"), "<getUserInfo/>")
	for b.Loop() {
		if a := r.post(partner, body); a.status != http.StatusOK {
			b.Fatal(a.body)
		}
	}
}

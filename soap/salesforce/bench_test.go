package salesforce_test

import (
	"net/http"
	"strings"
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

func BenchmarkInvalidateTwoHundred(b *testing.B) {
	r := start(b)
	caller := r.login("a@example.com")
	for b.Loop() {
		b.StopTimer()
		var ids []string
		for range 200 {
			ids = append(ids, r.session("b@example.com"))
		}
		body := envelope(caller, invalidateBody(ids...))
		b.StartTimer()
		if a := r.post(partner, body); strings.Count(a.body, success) != 200 {
			b.Fatal(a.body)
		}
	}
}

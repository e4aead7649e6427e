package soaptest_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// A legacy client keeps a session of TIBCO MFT over its lunch break.
func ExampleStart() {
	t := &test{} // in a test: its *testing.T
	defer t.end()

	srv := soaptest.Start(t, soaptest.MFT())
	admin := srv.Service("mft/admin")

	answer := call(admin, `<getSession xmlns="http://administratorService.soap.sift.proginet.com"/>`)
	id := regexp.MustCompile(`<getSessionReturn[^>]*>([^<]+)<`).FindStringSubmatch(answer)[1]
	validate := `<validateSession xmlns="http://administratorService.soap.sift.proginet.com"><sessionId>` + id + `</sessionId></validateSession>`

	fmt.Println("valid at once:", strings.Contains(call(admin, validate), ">true<"))
	srv.Advance(time.Hour)
	fmt.Println("valid after lunch:", strings.Contains(call(admin, validate), ">true<"))

	for _, x := range srv.AwaitExchanges(3) {
		fmt.Println(x.Operation, x.Status)
	}
	// Output:
	// valid at once: true
	// valid after lunch: false
	// getSession 200
	// validateSession 200
	// validateSession 200
}

// call is what a client library would do.
func call(s soaptest.Service, body string) string {
	request, err := http.NewRequest(http.MethodPost, s.URL, strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+body+`</e:Body></e:Envelope>`))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `""`)
	request.SetBasicAuth(s.User, s.Password)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		panic(err)
	}
	return string(answer)
}

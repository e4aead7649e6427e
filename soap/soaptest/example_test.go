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

// A session of Model 204 waits closed for a minute of emulated time, not of yours, and does not outlive a restart.
func ExampleModel204() {
	t := &test{}
	defer t.end()

	srv := soaptest.Start(t, soaptest.Model204())
	srv.Freeze()
	function := func(name, arguments string) string {
		answer := call(srv.Service("model204/session"), `<`+name+` xmlns="urn:m204:janus:session:v1">`+arguments+`</`+name+`>`)
		return regexp.MustCompile(`<m:rc>(.*)</m:rc>`).FindStringSubmatch(answer)[1]
	}

	fmt.Println("create:", function("Session_Create", `<sesid>CART</sesid><timeout>60</timeout><opts>NOOPEN</opts>`))
	srv.Advance(59 * time.Second)
	fmt.Println("open after 59 seconds:", function("Session_Open", `<sesid>CART</sesid>`))
	srv.Advance(60 * time.Second)
	fmt.Println("open after 60 more:", function("Session_Open", `<sesid>CART</sesid>`))
	fmt.Println("create again:", function("Session_Create", `<sesid>CART</sesid>`))
	srv.Restart("model204")
	fmt.Println("open after a restart:", function("Session_Open", `<sesid>CART</sesid>`))
	// Output:
	// create: 0
	// open after 59 seconds: 0
	// open after 60 more: 1
	// create again: 0
	// open after a restart: 1
}

// With a seed the ids are the same in every run, so that a test can compare whole answers. Anybody can predict them.
func ExampleSeed() {
	t := &test{}
	defer t.end()

	session := func() string {
		srv := soaptest.Start(t, soaptest.MFT(), soaptest.Seed([]byte("a test")))
		answer := call(srv.Service("mft/admin"), `<getSession xmlns="http://administratorService.soap.sift.proginet.com"/>`)
		return regexp.MustCompile(`<getSessionReturn[^>]*>([^<]+)<`).FindStringSubmatch(answer)[1]
	}
	once, again := session(), session()
	fmt.Println("the same id twice:", once == again)
	// Output:
	// the same id twice: true
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

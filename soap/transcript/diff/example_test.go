package diff_test

import (
	"fmt"
	"os"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

func ExampleBodies() {
	want := `<a:user xmlns:a="urn:a"><id>${number}</id><since>2017-08-15T12:00:00Z</since><name>Bob</name></a:user>`
	got := `<user xmlns="urn:b"><id xmlns="">12</id><since xmlns="">2026-01-02T03:00:00Z</since><name xmlns="">Rob</name></user>`
	for _, d := range diff.Bodies([]byte(want), []byte(got), "text/xml", "text/xml", diff.Options{}) {
		fmt.Println(d)
	}
	// Output:
	// /a:user: namespace: want "urn:a", got "urn:b" (only the namespace: want urn:a, got urn:b)
	// /a:user/name: text: want "Bob", got "Rob"
}

// A server that is to be compared strictly: its clock is known, so that an instant may be off by no more than the exchange
// takes, and its clients want the XML declaration.
func ExampleOptions() {
	recorded, live := time.Date(2017, 8, 15, 12, 0, 0, 0, time.UTC), time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	o := diff.Options{
		Want: diff.Side{Now: recorded}, Got: diff.Side{Now: live},
		Window:      5 * time.Second,
		Declaration: true,
	}
	want := `<?xml version="1.0"?><r><begun>2017-08-15T12:00:01Z</begun><ends>2017-08-15T12:30:00Z</ends></r>`
	got := `<r><begun>2026-01-02T03:00:03Z</begun><ends>2026-01-02T03:20:00Z</ends></r>`
	for _, d := range diff.Bodies([]byte(want), []byte(got), "text/xml", "text/xml", o) {
		fmt.Println(d)
	}
	// Output:
	// body: declaration: want "<?xml version=\"1.0\"?>", got "" (the XML declaration is missing)
	// /r/ends: text: want "2017-08-15T12:30:00Z", got "2026-01-02T03:20:00Z" (too early by 10m0s)
}

func ExampleCauses() {
	var causes diff.Causes
	for i, name := range []string{"Ann", "Bob", "Cem"} {
		want := "<r><error>user " + name + " is locked</error></r>"
		got := "<r><error>user " + name + " is unknown</error></r>"
		causes.Add(diff.Where{File: "login.txtar", Step: i + 1}, diff.Bodies([]byte(want), []byte(got), "text/xml", "text/xml", diff.Options{}))
	}
	list, beyond := causes.List(10)
	diff.NewPrinter(os.Stdout, diff.Style{ASCII: true}).Causes(list, beyond)
	// Output:
	// 1 cause:
	//   3x  text  /r/error  user <...> is locked -> user <...> is unknown  login.txtar step 1
}

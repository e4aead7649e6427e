package diff_test

import (
	"fmt"
	"os"

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

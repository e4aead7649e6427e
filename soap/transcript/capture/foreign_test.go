package capture_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// What other tools save in formats that are not read is told with the way to one that is.
func TestForeign(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a.pcap":   {"\xd4\xc3\xb2\xa1\x02\x00\x04\x00", "it is a capture of packets: let Wireshark follow each stream of HTTP, and save it as raw"},
		"a.pcapng": {"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a", "it is a capture of packets: let Wireshark follow each stream of HTTP, and save it as raw"},
		"a.har.gz": {"\x1f\x8b\x08\x00", "it is packed by gzip: unpack it first"},
		"flows":    {"1834:7:version;2:21#4:type;4:http;", "it has flows of mitmproxy: save them as HAR (save.har)"},
		"burp.xml": {"<?xml version=\"1.0\"?>\n<!DOCTYPE items [\n<!ELEMENT items (item*)>\n]>\n<items burpVersion=\"2023.1\"><item/></items>", "it has items that Burp saved: save the conversation as HAR, or each request and response into a file of its own"},
		"a.json":   {`{"info":{"name":"c","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[]}`, "it is a collection of Postman, which has requests and no conversation: run it through soapstone record"},
		"a.chlsj":  {`[{"status":"COMPLETE","method":"POST","protocolVersion":"HTTP/1.1","scheme":"https"}]`, "it is a session of Charles: export it as HAR"},
		"a.doc":    {"\xd0\xcf\x11\xe0", "it is in none of the formats that can be imported: `soapstone import --list` names them"},
		"b.json":   {`{"a":[1]}`, "it is JSON, but neither a HAR nor a journal: a body is named NAME.request.json or NAME.response.json"},
	} {
		m := importFiles(t, map[string]string{name: c.text}, capture.Options{})
		check(t, name, m.problems(), []string{name + ": " + c.want})
	}
}

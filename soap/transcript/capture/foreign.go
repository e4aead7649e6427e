package capture

import (
	"bytes"
	"regexp"
)

// foreigners are formats that are not read here, by how they begin, with the way to one that is.
var foreigners = []struct {
	begins string         // how, or
	has    *regexp.Regexp // what stands near its beginning
	way    string
}{
	{"\xd4\xc3\xb2\xa1", nil, packets}, {"\xa1\xb2\xc3\xd4", nil, packets}, // of libpcap, in either order of bytes
	{"\x4d\x3c\xb2\xa1", nil, packets}, {"\xa1\xb2\x3c\x4d", nil, packets}, // with nanoseconds
	{"\x0a\x0d\x0d\x0a", nil, packets}, // pcapng
	{"\x1f\x8b", nil, "it is packed by gzip: unpack it first"},
	{"7z\xbc\xaf\x27\x1c", nil, "it is an archive: unpack it first"},
	{"Rar!", nil, "it is an archive: unpack it first"},
	{"", regexp.MustCompile(`^\d+:\d+:[\w-]+;`), "it has flows of mitmproxy: save them as HAR (save.har)"},
	{"", regexp.MustCompile(`<items[^>]*\sburpVersion=`), "it has items that Burp saved: save the conversation as HAR, or each request and response into a file of its own"},
	{"", regexp.MustCompile(`"https?://schema\.getpostman\.com/`), "it is a collection of Postman, which has requests and no conversation: run it through soapstone record"},
	{"", regexp.MustCompile(`^\s*\[\s*\{[^\[]*"protocolVersion"\s*:`), "it is a session of Charles: export it as HAR"},
}

const packets = "it is a capture of packets: let Wireshark follow each stream of HTTP, and save it as raw"

// foreign says what a file is that cannot be read here, and the way to one that can; "" when nobody knows.
func foreign(name string) string {
	begin, err := beginning(name, 4096)
	if err != nil {
		return ""
	}
	for _, f := range foreigners {
		if f.has != nil && f.has.Match(begin) || f.has == nil && bytes.HasPrefix(begin, []byte(f.begins)) {
			return f.way
		}
	}
	return ""
}

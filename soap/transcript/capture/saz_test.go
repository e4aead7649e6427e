package capture_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// fiddlerFile is a file of an archive; a locked one has the flag of encryption.
type fiddlerFile struct {
	name, text string
	locked     bool
}

// saz is an archive in Fiddler's layout ("SAZ Files"): the index for people, the content types of the Open Packaging
// Conventions, and the folder raw.
func saz(files ...fiddlerFile) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_ = z.SetComment("Fiddler (v5.0.20204.45441) Session Archive. See https://fiddler2.com")
	add := func(f fiddlerFile) {
		head := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.locked {
			head.Flags, head.Method = 1, zip.Store
			head.CRC32, head.CompressedSize64, head.UncompressedSize64 = crc32.ChecksumIEEE([]byte(f.text)), uint64(len(f.text)), uint64(len(f.text))
			w, err := z.CreateRaw(head)
			if err != nil {
				panic(err)
			}
			_, _ = w.Write([]byte(f.text)) // of memory
			return
		}
		w, err := z.CreateHeader(head)
		if err != nil {
			panic(err)
		}
		_, _ = w.Write([]byte(f.text)) // of memory
	}
	add(fiddlerFile{name: "[Content_Types].xml", text: `<?xml version="1.0" encoding="utf-8" ?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="htm" ContentType="text/html" /><Default Extension="xml" ContentType="application/xml" /><Default Extension="txt" ContentType="text/plain" /></Types>`})
	add(fiddlerFile{name: "raw/"})
	for _, f := range files {
		add(f)
	}
	add(fiddlerFile{name: "_index.htm", text: `<html><head><style>body,thead,td,a,p{font-family:verdana,sans-serif;}</style></head><body><table><tr><td><a href='raw\01_c.txt'>C</a></td></tr></table></body></html>`})
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// sazMeta is what Fiddler writes of an exchange into raw/N_m.xml.
func sazMeta(number int, port, began, ended string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="utf-8"?>
<Session SID="%d" BitFlags="19">
  <SessionTimers ClientConnected="%s" ClientBeginRequest="%s" GotRequestHeaders="%s" ClientDoneRequest="%s" GatewayTime="0" DNSTime="0" TCPConnectTime="0" HTTPSHandshakeTime="0" ServerConnected="0001-01-01T00:00:00" ServerDoneResponse="%s" ClientBeginResponse="%s" ClientDoneResponse="%s" />
  <PipeInfo CltReuse="true" />
  <SessionFlags>
    <SessionFlag N="x-clientip" V="::ffff:192.0.2.9" />
    <SessionFlag N="x-clientport" V="%s" />
    <SessionFlag N="x-processinfo" V="java:4242" />
  </SessionFlags>
</Session>`, number, began, began, began, began, ended, ended, ended, port)
}

// exchanged are the three files of an exchange.
func exchanged(number int, request, answer, meta string) []fiddlerFile {
	return []fiddlerFile{
		{name: fmt.Sprintf("raw/%02d_c.txt", number), text: strings.ReplaceAll(request, "\n", "\r\n")},
		{name: fmt.Sprintf("raw/%02d_s.txt", number), text: strings.ReplaceAll(answer, "\n", "\r\n")},
		{name: fmt.Sprintf("raw/%02d_m.xml", number), text: meta},
	}
}

func join(lists ...[]fiddlerFile) (all []fiddlerFile) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func TestSAZ(t *testing.T) {
	meta := func(number int, second string) string {
		return sazMeta(number, "50123", "2026-01-02T12:00:0"+second+".5000000+02:00", "2026-01-02T12:00:0"+second+".9000000+02:00")
	}
	text := saz(join(
		exchanged(1, "CONNECT mft.example.com:443 HTTP/1.1\nHost: mft.example.com:443\n\nA SSLv3-compatible ClientHello handshake was found.", "HTTP/1.1 200 Connection Established\nFiddlerGateway: Direct\n\nEncrypted HTTPS traffic flows through this CONNECT tunnel.", ""),
		exchanged(3, "POST https://mft.example.com/cfcc/control?view=services/FTService HTTP/1.1\nHost: mft.example.com\nContent-Type: text/xml\nTransfer-Encoding: chunked\nProxy-Connection: keep-alive\nSOAPAction: \"\"\n\n4\n<b/>\n0\n\n",
			"HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Type: text/xml\nContent-Encoding: gzip\nDate: Fri, 02 Jan 2026 10:00:01 GMT\n\n", meta(3, "1")),
		exchanged(2, "POST http://mft.example.com/cfcc/control?view=services/FTService HTTP/1.1\nHost: mft.example.com\nContent-Type: text/xml\nContent-Length: 4\nExpect: 100-continue\n\n<a/>",
			"HTTP/1.1 401 Sorry\nContent-Type: text/xml\nContent-Length: 4\n\n<r/>\n", meta(2, "0")),
		exchanged(4, "GET http://mft.example.com/logo.gif HTTP/1.1\nHost: mft.example.com\n\n", "HTTP/1.1 200 OK\nContent-Type: image/gif\nContent-Length: 3\n\nGIF", ""),
	)...)
	text = strings.Clone(text)
	m := importFiles(t, map[string]string{"mft.zip": text}, open())
	check(t, "problems", m.problems(), []string(nil))
	check(t, "left out", m.LeftOut, []capture.Count{{Reason: "images, fonts, styles and scripts", N: 1}, {Reason: "tunnels (CONNECT)", N: 1}})
	check(t, "names", m.names, []string{"mft-mft-20260102T100000Z-1.txtar"})
	check(t, "text", m.texts[0], `format: soapstone/1
system: mft
source: imported from mft.zip
evidence: observed
-- 1 given --
now: 2026-01-02T10:00:00.5Z
remote: 192.0.2.9
-- 1 request --
POST /cfcc/control?view=services/FTService HTTP/1.1
Host: mft.example.com
Content-Type: text/xml
Expect: 100-continue

<a/>
-- 1 response --
HTTP/1.1 401 Sorry
Content-Type: text/xml

<r/>
-- 2 given --
now: 2026-01-02T10:00:01.5Z
remote: 192.0.2.9
-- 2 request --
POST /cfcc/control?view=services/FTService HTTP/1.1
Host: mft.example.com
Content-Type: text/xml
Transfer-Encoding: chunked
SOAPAction: ""

<b/>
-- 2 response --
HTTP/1.1 200 OK
Content-Type: text/xml
Content-Encoding: gzip
`)
}

// What cannot be read of an archive is named, and the rest is imported.
func TestFaultySAZ(t *testing.T) {
	good := func(number int) []fiddlerFile {
		return exchanged(number, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "HTTP/1.1 200 OK\nContent-Type: text/xml\n\n<b/>", "")
	}
	o := open()
	o.MaxEntry = 100_000
	for _, c := range []struct {
		name    string
		files   []fiddlerFile
		steps   int
		problem []string
	}{
		{"encrypted", []fiddlerFile{{"raw/2_c.txt", "x", true}, {"raw/2_s.txt", "x", true}}, 1, []string{"raw/2: it is encrypted: open the archive in Fiddler with its password, and save it without one"}},
		{"no request", good(2)[1:], 1, []string{"raw/2: it has no request (_c.txt)"}},
		{"no answer", good(2)[:1], 2, nil},
		{"an empty answer", exchanged(2, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "", ""), 2, nil},
		{"cut off answer", exchanged(2, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "HTTP/1.1 200 OK\nContent-Type: text/xml\nContent-Length: 40\n\n<b", ""), 2, []string{"raw/2: its response is cut off after 2 of 40 bytes"}},
		{"cut off chunks", exchanged(2, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "HTTP/1.1 200 OK\nContent-Type: text/xml\nTransfer-Encoding: chunked\n\n10\n<b", ""), 2, []string{"raw/2: its response is cut off: its chunks break off after 2 bytes"}},
		{"cut off request", exchanged(2, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\nContent-Length: 99\n\n<a/>", "HTTP/1.1 200 OK\n\n", ""), 1, []string{"raw/2: its request is cut off after 4 of 99 bytes"}},
		{"no message", exchanged(2, "what?", "HTTP/1.1 200 OK\n\n", ""), 1, []string{"raw/2: its request cannot be read: its first line is none of a request"}},
		{"no answer line", exchanged(2, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "ICY OK\n\n", ""), 2, []string{"raw/2: its response cannot be read: its first line is none of an answer"}},
		{"absurdly large", []fiddlerFile{{name: "raw/2_c.txt", text: strings.Repeat("a", 100_001)}}, 1, []string{"raw/2: its request cannot be read: it has 100001 bytes, which is more than the 100000 that an entry may have"}},
		{"broken meta", exchanged(2, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "HTTP/1.1 200 OK\n\n", "<Session"), 2, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := importFiles(t, map[string]string{"x.saz": saz(join(good(1), c.files)...)}, o)
			var want []string
			for _, p := range c.problem {
				want = append(want, "x.saz: "+p)
			}
			check(t, "problems", m.problems(), want)
			check(t, "steps", m.Steps, c.steps)
		})
	}
}

// A zip bomb never gets unpacked: neither one large entry, nor many small ones, nor one that lies about its size.
func TestZipBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 8<<20)
	m := importFiles(t, map[string]string{"x.saz": saz(fiddlerFile{name: "raw/1_c.txt", text: zeros})}, open())
	if len(m.Problems) != 1 || !strings.Contains(m.problems()[0], "bytes are said to unpack to 8388608, which is no honest archive") {
		t.Errorf("one large: %q", m.problems())
	}
	o := open()
	o.MaxTotal = 1000
	var files []fiddlerFile
	for n := range 20 {
		files = append(files, exchanged(n+1, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a>"+strings.Repeat("x", 200)+"</a>", "HTTP/1.1 200 OK\n\n", "")...)
	}
	m = importFiles(t, map[string]string{"x.saz": saz(files...)}, o)
	if m.Steps == 0 || m.Steps > 5 || len(m.Problems) != 21-m.Steps || !strings.HasSuffix(m.problems()[0], "the archive unpacks to more than 1000 bytes") {
		t.Errorf("many small: %d steps, %q", m.Steps, m.problems())
	}
	lie := []byte(saz(fiddlerFile{name: "raw/1_c.txt", text: zeros}))
	size := []byte{0, 0, 0x80, 0} // 8 MiB, as it stands in the directory
	at := bytes.LastIndex(lie, size)
	copy(lie[at:], []byte{4, 0, 0, 0})
	m = importFiles(t, map[string]string{"x.saz": string(lie)}, open())
	if len(m.Problems) != 1 || m.Steps != 0 {
		t.Errorf("a lie: %q", m.problems())
	}
}

func TestOtherZips(t *testing.T) {
	whole := saz(exchanged(1, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "HTTP/1.1 200 OK\n\n", "")...)
	for _, c := range []struct{ name, text, problem string }{
		{"no archive of Fiddler", saz(), "x: it is a zip and no session archive of Fiddler: unpack it, and import the captures that are in it"},
		{"cut off", whole[:len(whole)/2], "x: it is a broken zip: not a valid zip file"},
		{"all encrypted", saz(fiddlerFile{"raw/1_c.txt", "x", true}, fiddlerFile{"raw/2_c.txt", "x", true}), "x: it is encrypted: open it in Fiddler with its password, and save it without one"},
	} {
		m := importFiles(t, map[string]string{"x": c.text}, open())
		check(t, c.name, m.problems(), []string{c.problem})
	}
}

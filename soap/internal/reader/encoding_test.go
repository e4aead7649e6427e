package reader_test

import (
	"errors"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// utf16 writes a document of the first plane in UTF-16, big-endian or little-endian.
func utf16(s string, big bool) string {
	var out []byte
	for _, r := range s {
		if big {
			out = append(out, byte(r>>8), byte(r))
		} else {
			out = append(out, byte(r), byte(r>>8))
		}
	}
	return string(out)
}

func TestEncoding(t *testing.T) {
	declared := func(name, text string) string {
		return `<?xml version="1.0" encoding="` + name + `"?><a>` + text + `</a>`
	}
	tests := []struct {
		name, in, charset string
		text, encoding    string
	}{
		{"nothing said", "<a>ü</a>", "", "ü", "utf-8"},
		{"declared UTF-8", declared("UTF-8", "ü"), "", "ü", "utf-8"},
		{"declared ISO-8859-1", declared("ISO-8859-1", "\xfc\x80"), "", "ü\u0080", "iso-8859-1"},
		{"declared windows-1252", declared("Windows-1252", "\xfc\x80"), "", "ü€", "windows-1252"},
		{"declared US-ASCII", declared("us-ascii", "u"), "", "u", "us-ascii"},
		{"header ISO-8859-1", "<a>\xfc</a>", "iso-8859-1", "ü", "iso-8859-1"},
		{"header quoted", "<a>\xfc</a>", `"Latin1"`, "ü", "iso-8859-1"},
		{"header over declaration", declared("iso-8859-1", "ü"), "utf-8", "ü", "utf-8"},
		{"header over a declared UTF-16", declared("utf-16", "ü"), "utf-8", "ü", "utf-8"},
		{"header over an unknown declaration", declared("klingon", "ü"), "UTF8", "ü", "utf-8"},
		{"mark over header and declaration", "\xef\xbb\xbf" + declared("utf-16", "ü"), "iso-8859-1", "ü", "utf-8"},
		{"UTF-16 big-endian", "\xfe\xff" + utf16(declared("utf-16", "ü€"), true), "", "ü€", "utf-16be"},
		{"UTF-16 little-endian", "\xff\xfe" + utf16(declared("utf-8", "ü€"), false), "utf-8", "ü€", "utf-16le"},
		{"UTF-16 surrogates", "\xfe\xff" + utf16("<a>\ufffd\ufffd</a>", true)[:6] + "\xd8\x3d\xde\x00" + utf16("</a>", true), "", "\U0001F600", "utf-16be"},
		{"header UTF-16 without mark", utf16("<a>ü</a>", true), "utf-16", "ü", "utf-16be"},
		{"header UTF-16 without mark, little-endian", utf16("\n<a>ü</a>", false), "UTF-16", "ü", "utf-16le"},
		{"header UTF-16LE", utf16("<a>ü</a>", false), "UTF-16LE", "ü", "utf-16le"},
		{"declared UTF-16 without mark", utf16(declared("UTF-16", "ü€"), true), "", "ü€", "utf-16be"},
		{"declared UTF-16 without mark, little-endian", utf16(declared("utf-16le", "ü€"), false), "", "ü€", "utf-16le"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := read(t, tt.in, reader.Options{Charset: tt.charset})
			if got := d.Root().Text(); got != tt.text {
				t.Errorf("the text is %q, want %q", got, tt.text)
			}
			if got := d.Encoding(); got != tt.encoding {
				t.Errorf("read as %q, want %q", got, tt.encoding)
			}
		})
	}
}

func TestEncodingRefused(t *testing.T) {
	tests := []struct {
		name, in, charset string
		want              refusal
	}{
		{"unknown charset", "<a/>", "klingon", refusal{reader.Encoding, 1, 1, "klingon"}},
		{"unknown declaration", "<?xml version='1.0' encoding='klingon'?><a/>", "", refusal{reader.Encoding, 1, 1, "klingon"}},
		{"declared UTF-16, but is not", "<?xml version='1.0' encoding='UTF-16'?><a/>", "", refusal{reader.Encoding, 1, 1, "UTF-16"}},
		{"UTF-16 without mark or header", utf16("<a/>", false), "", refusal{reader.Encoding, 1, 1, ""}},
		{"UTF-16 without mark, declared as UTF-8", utf16("<?xml version='1.0' encoding='utf-8'?><a/>", false), "", refusal{reader.Encoding, 1, 1, ""}},
		{"UTF-16 without mark, declared as nothing", utf16("<?xml version='1.0'?><a/>", true), "", refusal{reader.Encoding, 1, 1, ""}},
		{"a declaration in UTF-16 that does not end", utf16("<?xml version='1.0'", true), "", refusal{reader.Encoding, 1, 1, ""}},
		{"ISO-8859-1 that says nothing", "<a>\n\xfc</a>", "", refusal{reader.Encoding, 2, 1, ""}},
		{"header UTF-8, bytes ISO-8859-1", "<a>\xfc</a>", "utf-8", refusal{reader.Encoding, 1, 4, ""}},
		{"header US-ASCII, bytes UTF-8", "<a>\nü</a>", "us-ascii", refusal{reader.Encoding, 2, 1, ""}},
		{"a hole in windows-1252", "<a>\xfc\x81</a>", "windows-1252", refusal{reader.Encoding, 1, 5, ""}},
		{"half a character", "\xfe\xff" + utf16("<a/>", true) + "\x00", "", refusal{reader.Encoding, 1, 5, ""}},
		{"half a pair", "\xfe\xff" + utf16("<a>", true) + "\xd8\x3d\x00\x3c", "", refusal{reader.Encoding, 1, 4, ""}},
		{"half a pair at the end", "\xfe\xff" + utf16("<a>", true) + "\xd8\x3d", "", refusal{reader.Encoding, 1, 4, ""}},
		{"half a pair and one byte", "\xfe\xff" + utf16("<a>", true) + "\xd8\x3d\xde", "", refusal{reader.Encoding, 1, 4, ""}},
		{"the other half of a pair", "\xfe\xff" + utf16("<a>", true) + "\xde\x00", "", refusal{reader.Encoding, 1, 4, ""}},
		{"UTF-16 in the wrong order", utf16("<a/>", true), "utf-16le", refusal{reader.Leading, 1, 1, ""}},
		{"UTF-32", "\xff\xfe\x00\x00<\x00\x00\x00", "", refusal{reader.BadCharacter, 1, 1, ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := refused(t, tt.in, reader.Options{Charset: tt.charset}); got != tt.want {
				t.Errorf("refused as %v, want %v", got, tt.want)
			}
		})
	}
}

// What is wanted is what .NET's own reader makes of these documents (XmlDictionaryReader.CreateTextReader of mono, whose code is that of
// the .NET Framework, with the encoding that WCF has for the charset). Which order "utf-16" means, WCF leaves to the bytes.
func TestStatedEncoding(t *testing.T) {
	declared := func(encoding string) string { return "<?xml version='1.0' encoding='" + encoding + "'?><a>x</a>" }
	const mark8, markBE, markLE = "\xef\xbb\xbf", "\xfe\xff", "\xff\xfe"
	for _, tt := range []struct {
		name, in, charset, want string
	}{
		{"nothing stated", "<a>x</a>", "", ""},
		{"a declaration without encoding", "<?xml version='1.0'?><a>x</a>", "utf-8", ""},
		{"a mark", mark8 + "<a>x</a>", "utf-8", ""},
		{"declared in any case", declared("Utf-8"), "UTF-8", ""},
		{"declared with a mark", mark8 + declared("utf-8"), "", ""},
		{"declared UTF-16", declared("utf-16"), "utf-8", `the body is utf-8, and declared as "utf-16"`},
		{"declared Latin-1", declared("iso-8859-1"), "utf-8", `the body is utf-8, and declared as "iso-8859-1"`},
		{"declared Latin-1, no charset", declared("iso-8859-1"), "", `the body is utf-8, and declared as "iso-8859-1"`},
		{"declared windows-1252 with a mark", mark8 + declared("windows-1252"), "", `the body is utf-8, and declared as "windows-1252"`},
		{"declared what nobody knows", declared("klingon"), "utf-8", `the body is utf-8, and declared as "klingon"`},
		{"UTF-16 declared, without a mark", utf16(declared("utf-16"), false), "", ""},
		{"UTF-16 declared, without a mark, big-endian", utf16(declared("utf-16"), true), "", ""},
		{"UTF-16 without a mark, declared UTF-8", utf16(declared("utf-8"), false), "", `UTF-16 without a byte order mark, declared as "utf-8"`},
		{"UTF-16 without a mark or a declaration", utf16("<a>x</a>", false), "", "UTF-16 without a byte order mark or an XML declaration"},
		{"UTF-16 declared", markLE + utf16(declared("utf-16"), false), "", ""},
		{"UTF-16 that is not declared", markLE + utf16("<a>x</a>", false), "", "the body is utf-16le, which needs an XML declaration that says so"},
		{"UTF-16 declared UTF-8", markLE + utf16(declared("utf-8"), false), "", `the body is utf-16, and declared as "utf-8"`},
		{"UTF-16, charset UTF-8", markLE + utf16(declared("utf-16"), false), "utf-8", `the body is utf-16le, and not "utf-8" as its charset says`},
		{"UTF-16 of an order", markLE + utf16("<a>x</a>", false), "utf-16le", ""},
		{"UTF-16 of an order, declared UTF-8", markLE + utf16(declared("utf-8"), false), "utf-16le", `the body is utf-16, and declared as "utf-8"`},
		{"UTF-16 of the other order", markBE + utf16(declared("utf-16"), true), "utf-16le", `the body is utf-16be, and not "utf-16le" as its charset says`},
		{"UTF-8, charset UTF-16 of an order", mark8 + "<a>x</a>", "utf-16le", `the body is utf-8, and not "utf-16le" as its charset says`},
		{"UTF-16 of either order, declared", markBE + utf16(declared("utf-16"), true), "utf-16", ""},
		{"UTF-16 of either order", markBE + utf16("<a>x</a>", true), "utf-16", "the body is utf-16be, which needs an XML declaration that says so"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := reader.Read([]byte(tt.in), reader.Options{Charset: tt.charset, Rule: reader.AllAgree})
			got := ""
			if wrong, ok := errors.AsType[*reader.Error](err); ok {
				got = wrong.Detail
			} else {
				d.Release()
			}
			if got != tt.want {
				t.Errorf("refused as %q, want %q", got, tt.want)
			}
		})
	}
}

// What is wanted is what the parser of JDK 17 reads when it is given the charset (InputSource.setEncoding).
func TestCharsetFirst(t *testing.T) {
	const mark8, markBE, markLE = "\xef\xbb\xbf", "\xfe\xff", "\xff\xfe"
	plain, latin := "<a>ü</a>", "<a>\xfc\xfd</a>"
	declared := "<?xml version='1.0' encoding='utf-8'?>" + plain
	for _, tt := range []struct{ name, in, charset, want string }{
		{"UTF-8", plain, "utf-8", "ü"},
		{"UTF-8 with its mark", mark8 + plain, "UTF-8", "ü"},
		{"UTF-8 of Java's own, with a mark", mark8 + plain, "utf8", "leading text"},
		{"UTF-16's mark, charset UTF-8", markLE + utf16(plain, false), "utf-8", "encoding"},
		{"Latin-1, charset UTF-8", latin, "utf-8", "encoding"},
		{"Latin-1, charset UTF-8 of Java's own", latin, "utf8", "\ufffd\ufffd"},
		{"Latin-1, charset US-ASCII", latin, "us-ascii", "\ufffd\ufffd"},
		{"UTF-8, charset Latin-1", plain, "iso-8859-1", "Ã¼"},
		{"UTF-8's mark, charset Latin-1", mark8 + plain, "iso-8859-1", "leading text"},
		{"UTF-8's mark, charset windows-1252", mark8 + plain, "windows-1252", "leading text"},
		{"UTF-8's mark, charset US-ASCII", mark8 + plain, "us-ascii", "leading text"},
		{"UTF-16's mark, charset Latin-1", markBE + utf16(plain, true), "iso-8859-1", "leading text"},
		{"either mark, charset UTF-16, big-endian", markBE + utf16(plain, true), "utf-16", "ü"},
		{"either mark, charset UTF-16, little-endian", markLE + utf16(plain, false), "utf-16", "ü"},
		{"no mark, charset UTF-16", utf16(plain, true), "utf-16", "ü"},
		{"no mark, charset UTF-16, little-endian", utf16(plain, false), "utf-16", "leading text"},
		{"no mark, charset UTF-16, little-endian, declared", utf16(declared, false), "utf-16", "ü"},
		{"UTF-8, charset UTF-16", plain, "utf-16", "leading text"},
		{"UTF-8's mark, charset UTF-16", mark8 + plain, "utf-16", "leading text"},
		{"no mark, charset UTF-16LE", utf16(plain, false), "utf-16le", "ü"},
		{"a mark, charset UTF-16LE", markLE + utf16(plain, false), "utf-16le", "leading text"},
		{"the other order, charset UTF-16LE", utf16(plain, true), "utf-16le", "leading text"},
		{"UTF-8, charset UTF-16LE", plain, "utf-16le", "leading text"},
		{"half a character, charset UTF-16LE", utf16(plain, false)[1:], "utf-16le", "leading text"},
		{"half a pair, charset UTF-16LE", utf16("<a>", false) + "\x00\xdc" + utf16("x</a>", false), "utf-16le", "\ufffdx"},
		{"a mark and an unknown charset", markLE + utf16(plain, false), "klingon", "encoding"},
		{"no charset", markLE + utf16(plain, false), "", "ü"},
		{"no charset, UTF-8's mark, and a declaration", mark8 + "<?xml version='1.0' encoding='iso-8859-1'?>" + plain, "", "Ã¼"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := reader.Read([]byte(tt.in), reader.Options{Charset: tt.charset, Rule: reader.CharsetFirst})
			if wrong, ok := errors.AsType[*reader.Error](err); ok {
				if got := wrong.Kind.String(); got != tt.want {
					t.Errorf("refused as %q, want %q: %v", got, tt.want, err)
				}
				return
			}
			defer d.Release()
			if got := d.Root().Text(); got != tt.want {
				t.Errorf("read %q, want %q", got, tt.want)
			}
		})
	}
}

// A body within the limit may grow beyond it in UTF-8.
func TestGrowsTooLarge(t *testing.T) {
	in := "<a>\x80\x80\x80</a>"
	opt := reader.Options{Charset: "windows-1252", Limits: reader.Limits{MaxBytes: int64(len(in))}}
	if got := refused(t, in, opt); got.kind != reader.TooLarge {
		t.Errorf("refused as %v", got.kind)
	}
}

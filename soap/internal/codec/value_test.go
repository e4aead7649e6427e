package codec_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
)

func builtin(local string) *wsdl.Element {
	return &wsdl.Element{Name: wsdl.Name{Local: "v"}, Type: wsdl.Builtin(local), Min: 1, Max: 1}
}

// XML Schema part 2: what a type allows, and what it is read as.
func TestValues(t *testing.T) {
	at := func(year int, month time.Month, day, hour, minute, second, nanos, east int) time.Time {
		return time.Date(year, month, day, hour, minute, second, nanos, time.FixedZone("", east))
	}
	tests := []struct {
		builtin string
		text    string
		want    any
	}{
		{"string", " a\tb\n", " a\tb\n"},
		{"normalizedString", " a\tb\n", " a b "},
		{"token", " a\t\n b ", "a b"},
		{"anyURI", " urn:a ", "urn:a"},
		{"boolean", " true ", true}, {"boolean", "0", false}, {"boolean", "1", true}, {"boolean", "false", false},
		{"int", "-2147483648", int32(math.MinInt32)}, {"int", " +0012 ", int32(12)}, {"int", "-0", int32(0)},
		{"byte", "127", int8(127)}, {"unsignedByte", "255", uint8(255)}, {"unsignedByte", "-0", uint8(0)},
		{"unsignedLong", "18446744073709551615", uint64(math.MaxUint64)},
		{"long", "9223372036854775807", int64(math.MaxInt64)},
		{"nonNegativeInteger", "+7", int64(7)}, {"negativeInteger", "-7", int64(-7)}, {"positiveInteger", "007", "007"},
		{"integer", "123456789012345678901234567890", "123456789012345678901234567890"},
		{"decimal", "-.5", -0.5}, {"decimal", "1.", 1.0}, {"decimal", "+00.10", "+00.10"},
		{"double", "1e3", 1000.0}, {"double", "-INF", math.Inf(-1)}, {"float", "0.5", float32(0.5)},
		{"base64Binary", " AQ ID ", []byte{1, 2, 3}}, {"base64Binary", "", []byte{}}, {"base64Binary", "!!!", "!!!"},
		{"hexBinary", "0aFF", []byte{10, 255}},
		{"dateTime", "2011-02-28T23:59:59Z", at(2011, 2, 28, 23, 59, 59, 0, 0)},
		{"dateTime", "2012-02-29T24:00:00", at(2012, 3, 1, 0, 0, 0, 0, 0)},
		{"dateTime", "12011-01-01T00:00:00-05:30", at(12011, 1, 1, 0, 0, 0, 0, -19800)},
		{"dateTime", "-0044-03-15T00:00:00Z", at(-44, 3, 15, 0, 0, 0, 0, 0)},
		{"dateTime", "2011-01-01T00:00:00.5000000000000+14:00", at(2011, 1, 1, 0, 0, 0, 5e8, 14*3600)},
		{"dateTime", " 2011-01-01T00:00:00.10 ", "2011-01-01T00:00:00.10"},
	}
	for _, tt := range tests {
		t.Run(tt.builtin+" "+tt.text, func(t *testing.T) {
			goType := reflect.TypeOf(tt.want)
			plan, err := codec.New(builtin(tt.builtin), goType)
			if err != nil {
				t.Fatal(err)
			}
			got := reflect.New(goType)
			if err := plan.Decode(&codec.ReadStyle{}, read(t, "<v>"+tt.text+"</v>"), got.Interface()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Elem().Interface()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestValuesRefused(t *testing.T) {
	tests := []struct {
		builtin string
		goType  reflect.Type
		texts   string // separated by |
	}{
		{"boolean", reflect.TypeFor[bool](), "|True|yes|2|t r u e"},
		{"int", reflect.TypeFor[int32](), "|1.0|2147483648|0x10|1_0|--1|+-1|1 0|- 1|+|abc|١"},
		{"int", reflect.TypeFor[string](), "|2147483648|abc"},
		{"int", reflect.TypeFor[int64](), "2147483648|-2147483649"},
		{"short", reflect.TypeFor[int32](), "32768"},
		{"unsignedInt", reflect.TypeFor[uint32](), "-1|4294967296|"},
		{"integer", reflect.TypeFor[int32](), "2147483648"},
		{"nonNegativeInteger", reflect.TypeFor[string](), "-1|"},
		{"positiveInteger", reflect.TypeFor[int64](), "0|-0|-1"},
		{"nonPositiveInteger", reflect.TypeFor[int64](), "1"},
		{"negativeInteger", reflect.TypeFor[int64](), "0|1"},
		{"decimal", reflect.TypeFor[float64](), "|.|1e3|INF|NaN|1,5|--1|0x1p3"},
		{"double", reflect.TypeFor[float64](), "|e3|1e|1e1.5|inf|+INF|nan|Infinity|1_0"},
		{"base64Binary", reflect.TypeFor[[]byte](), "!!!|A|AQI|AQID="},
		{"hexBinary", reflect.TypeFor[[]byte](), "0|0g"},
		{"dateTime", reflect.TypeFor[time.Time](), "|2011-01-01|2011-01-01 00:00:00|2011-1-01T00:00:00|2011-02-29T00:00:00|2011-13-01T00:00:00|2011-00-01T00:00:00|" +
			"2011-01-01T24:00:01|2011-01-01T25:00:00|2011-01-01T00:60:00|2011-01-01T00:00:60|2011-01-01T00:00:00.|2011-01-01T00:00:00z|2011-01-01T00:00:00+14:01|" +
			"2011-01-01T00:00:00+1:00|0000-01-01T00:00:00|02011-01-01T00:00:00|211-01-01T00:00:00|+2011-01-01T00:00:00|2011-01-01T00:00|2011-01-01T-1:00:00|T"},
		{"dateTime", reflect.TypeFor[string](), "now|2011-02-29T00:00:00"},
	}
	for _, tt := range tests {
		plan, err := codec.New(builtin(tt.builtin), tt.goType)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range strings.Split(tt.texts, "|") {
			err := plan.Decode(&codec.ReadStyle{}, read(t, "<v>"+text+"</v>"), reflect.New(tt.goType).Interface())
			e, ok := errors.AsType[*codec.Error](err)
			if !ok || e.Kind != codec.BadValue || e.Value != text || e.Type != tt.builtin {
				t.Errorf("%s %q as %s: %v", tt.builtin, text, tt.goType, err)
			}
		}
	}
}

func TestValuesWritten(t *testing.T) {
	tests := []struct {
		builtin string
		value   any
		want    string // "": refused
	}{
		{"boolean", new(false), "false"}, {"boolean", new(true), "true"},
		{"int", new(int32(0)), "0"}, {"int", new(-5), "-5"}, {"short", new(70000), ""}, {"unsignedByte", new(int64(-1)), ""},
		{"unsignedInt", new(uint32(7)), "7"}, {"unsignedByte", new(uint16(256)), ""},
		{"decimal", new(1e21), "1000000000000000000000"}, {"decimal", new(math.NaN()), ""}, {"double", new(math.Inf(1)), "INF"}, {"float", new(float32(0.1)), "0.1"},
		{"base64Binary", new([]byte{1, 2, 3, 4}), "AQIDBA=="}, {"hexBinary", new([]byte{10, 255}), "0AFF"},
		{"dateTime", new(time.Date(2017, 8, 15, 14, 22, 31, 120000099, time.UTC)), "2017-08-15T14:22:31.12Z"},
		{"string", new("a<b>&\r"), "a&lt;b&gt;&amp;&#xD;"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %v", tt.builtin, tt.want), func(t *testing.T) {
			plan, err := codec.New(builtin(tt.builtin), reflect.TypeOf(tt.value).Elem())
			if err != nil {
				t.Fatal(err)
			}
			var w writer.Writer
			_, err = plan.Encode(&codec.WriteStyle{}, &w, tt.value)
			if tt.want == "" {
				if err == nil || !strings.Contains(err.Error(), "soap/codec: v: ") {
					t.Errorf("written as %s, %v", w.String(), err)
				}
				return
			}
			if got, want := w.String(), "<v>"+tt.want+"</v>"; got != want || err != nil {
				t.Errorf("%s, %v; want %s", got, err, want)
			}
		})
	}
}

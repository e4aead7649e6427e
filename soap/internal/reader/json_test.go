package reader_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

func TestCheckJSON(t *testing.T) {
	opt := reader.Limits{MaxElements: 5, MaxDepth: 3}
	for _, tt := range []struct {
		in     string
		kind   reader.Kind // 0: accepted
		column int
	}{
		{`{"a":1,"b":"x","c":null,"d":[]}`, 0, 0},
		{`{"a":1,"b":"x","c":null,"d":[],"e":1}`, reader.TooMany, 32},
		{`{a:1,b:"x",c:null,d:[],e:1}`, reader.TooMany, 24},
		{`[1,2,3,4]`, 0, 0},
		{`[1, 2, 3, 4, -1.5e7]`, reader.TooMany, 14},
		{`[{},{},{},{}]`, 0, 0},
		{`[{},{},{},{},{}]`, reader.TooMany, 14},
		{`"{[,[{,{[,\"[[[[[["`, 0, 0},
		{`[[[1,2]]]`, 0, 0},
		{`[[[[`, reader.TooDeep, 4},
		{`{"a":{"b":[{}]}}`, reader.TooDeep, 12},
		{`[[[]],[[]]`, 0, 0},
		{`]]]]}{`, 0, 0},
		{`"never closed \`, 0, 0},
		{"", 0, 0},
	} {
		err := reader.CheckJSON([]byte(tt.in), opt)
		if tt.kind == 0 {
			if err != nil {
				t.Errorf("%s: %v", tt.in, err)
			}
			continue
		}
		refusal, ok := errors.AsType[*reader.Error](err)
		if !ok || refusal.Kind != tt.kind || refusal.Line != 1 || refusal.Column != tt.column || (refusal.Many == "elements") != (tt.kind == reader.TooMany) {
			t.Errorf("%s: %+v, want %v in column %d", tt.in, err, tt.kind, tt.column)
		}
	}
	if err := reader.CheckJSON([]byte("["+strings.Repeat("0,", 250_000)+"0]"), reader.Limits{}); err == nil {
		t.Error("250,002 values are none too many")
	}
}

package batch_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

func parameter(t testing.TB, spec batch.ParameterSpec) batch.Parameter {
	t.Helper()
	p, err := batch.NewParameter(spec)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A parameter shows as the column that selects it does.
func TestParameters(t *testing.T) {
	tests := []struct {
		spec batch.ParameterSpec
		want string
	}{
		{batch.ParameterSpec{Text: "hello"}, "c nvarchar(1) = h"}, // maxLength is 1 if not there
		{batch.ParameterSpec{MaxLength: new(10), Text: "Hello World"}, "c nvarchar(10) = Hello Worl"},
		{batch.ParameterSpec{SQLDbType: new("VarChar"), MaxLength: new(-1), Text: "hello"}, "c varchar(max) = hello"},
		{batch.ParameterSpec{SQLDbType: new("Char"), MaxLength: new(3), Text: "a"}, "c char(3) = a  "},
		{batch.ParameterSpec{MaxLength: new(3), Text: "😀😀"}, "c nvarchar(3) = 😀"}, // two units each, not split
		{batch.ParameterSpec{SQLDbType: new("Int"), Text: " -7 "}, "c int = -7"},
		{batch.ParameterSpec{SQLDbType: new("Int"), Null: true}, "c int = NULL"},
		{batch.ParameterSpec{SQLDbType: new("Bit"), Text: "true"}, "c bit = 1"},
		{batch.ParameterSpec{SQLDbType: new("Decimal"), Text: "12"}, "c decimal(18,0) = 12"},
		{batch.ParameterSpec{SQLDbType: new("Decimal"), Precision: new(5), Scale: new(2), Text: "-0.055"}, "c decimal(5,2) = -0.06"},
		{batch.ParameterSpec{SQLDbType: new("Money"), Text: "1.5"}, "c money = 1.5000"},
		{batch.ParameterSpec{SQLDbType: new("Real"), Text: "0.5"}, "c real = 5.0000000e-001"},
		{batch.ParameterSpec{SQLDbType: new("VarBinary"), MaxLength: new(2), Text: "AQID"}, "c varbinary(2) = AQI="},
		{batch.ParameterSpec{SQLDbType: new("DateTime"), Text: "2006-11-07T12:00:00Z"}, "c datetime = 2006-11-07T12:00:00"},
		{batch.ParameterSpec{SQLDbType: new("SmallDateTime"), Text: "2006-11-07T12:00:31"}, "c smalldatetime = 2006-11-07T12:01:00"},
		{batch.ParameterSpec{SQLDbType: new("UniqueIdentifier"), Text: "6f7ef63f-b7b2-45f9-bf5d-c73bca773662"},
			"c uniqueidentifier = 6F7EF63F-B7B2-45F9-BF5D-C73BCA773662"},
		{batch.ParameterSpec{SQLDbType: new("Text"), Text: "long"}, "c text = long"},
	}
	for _, tt := range tests {
		tt.spec.Name = "p1"
		got := newWorld(t, config).run(t, "SELECT @P1 AS c", parameter(t, tt.spec))
		if diff := cmp.Diff(tt.want+"\n1 rows", got); diff != "" {
			t.Errorf("%s\n(-want +got)\n%s", tt.spec.Text, diff)
		}
	}
}

func TestParametersRefused(t *testing.T) {
	tests := []struct {
		spec batch.ParameterSpec
		want error
	}{
		{batch.ParameterSpec{Name: ""}, batch.ErrParameter},
		{batch.ParameterSpec{Name: strings.Repeat("n", 128)}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", Direction: new("Output")}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("int"), Text: "1"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("Udt"), Text: "1"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("Int"), Text: "1.5"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("Int"), Text: ""}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("Int"), Text: "2147483648"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("Decimal"), Precision: new(40), Text: "1"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", MaxLength: new(0), Text: "1"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("Float"), Text: "INF"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("DateTime"), Text: "yesterday"}, batch.ErrParameter},
		{batch.ParameterSpec{Name: "p", SQLDbType: new("Image"), Text: "!"}, batch.ErrBase64},
	}
	for _, tt := range tests {
		if _, err := batch.NewParameter(tt.spec); !errors.Is(err, tt.want) {
			t.Errorf("%+v: error %v, want %v", tt.spec, err, tt.want)
		}
	}
}

// Names that differ only in case are one.
func TestParametersNamedTwice(t *testing.T) {
	a := parameter(t, batch.ParameterSpec{Name: "p", SQLDbType: new("Int"), Text: "1"})
	b := parameter(t, batch.ParameterSpec{Name: "P", SQLDbType: new("Int"), Text: "1"})
	want := "134/15/2 line 1: The variable name '@P' has already been declared. Variable names must be unique within a query batch or stored procedure."
	if diff := cmp.Diff(want, newWorld(t, config).run(t, "SELECT 1", a, b)); diff != "" {
		t.Error(diff)
	}
}

func TestInputOutput(t *testing.T) {
	out := parameter(t, batch.ParameterSpec{Name: "o", SQLDbType: new("Int"), Direction: new("InputOutput"), Text: "1"})
	in := parameter(t, batch.ParameterSpec{Name: "i", SQLDbType: new("Int"), Text: "1"})
	w := newWorld(t, config)
	list := []batch.Parameter{out, in}
	if got := w.run(t, "SET @o = @o + 1 SET @i = @i + @o SELECT @i c", list...); got != "c int = 3\n1 rows" {
		t.Error(got)
	}
	if list[0].Value != int64(2) || list[1].Value != int64(1) {
		t.Errorf("values %v, %v", list[0].Value, list[1].Value)
	}
}

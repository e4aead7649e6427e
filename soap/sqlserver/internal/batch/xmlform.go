package batch

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// FormatXML returns a value as it is written in XML: in the lexical forms of the sqltypes schema, as SELECT ... FOR XML
// writes them (Books Online, ms190798). The value is one of the type, and not NULL.
func (t Type) FormatXML(v Value) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case Number:
		return v.String()
	case float64:
		if t.Name == Real {
			return formatFloat(v, 7)
		}
		return formatFloat(v, 15)
	case []byte:
		return base64.StdEncoding.EncodeToString(v)
	case time.Time:
		if v.Nanosecond() == 0 {
			return v.Format("2006-01-02T15:04:05")
		}
		return v.Format("2006-01-02T15:04:05.000")
	}
	return ""
}

// formatFloat writes an exponent of three digits, as the engine does.
func formatFloat(f float64, digits int) string {
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(f, 'e', digits, 64), "e")
	return mantissa + "e" + exp[:1] + strings.Repeat("0", 4-len(exp)) + exp[1:]
}

// ParseXML reads a value in its XML form. The error is ErrParameter or ErrBase64.
func (t Type) ParseXML(text string) (Value, error) {
	switch t.family() {
	case characters:
		return t.fit(text)
	case bytes:
		b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return nil, ErrBase64
		}
		return toBytes(b, t)
	case instants:
		// A time zone is taken into account: instants are kept in UTC.
		if strings.TrimSpace(text) == "" {
			return nil, ErrParameter
		}
	case noFamily:
		return nil, ErrParameter
	default:
		if text = strings.TrimSpace(text); text == "" {
			return nil, ErrParameter
		}
	}
	v, err := convert(text, Type{Name: NVarChar, MaxLength: -1}, t)
	if err != nil {
		return nil, ErrParameter
	}
	return v, nil
}

package stream

import (
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// allowedItem says whether XML can hold the texts of an item.
func allowedItem(item batch.Item) bool {
	switch item := item.(type) {
	case batch.RowSet:
		for _, row := range item.Rows {
			for _, v := range row {
				if text, isText := v.(string); isText && !allowed(text) {
					return false
				}
			}
		}
	case batch.XML:
		return allowed(string(item))
	case batch.Message:
		return allowed(item.Message)
	}
	return true
}

// allowed says whether a text has only characters of XML 1.0.
func allowed(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(c rune) bool { return !soap.IsChar(c) })
}

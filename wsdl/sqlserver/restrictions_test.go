package sqlserver_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// TestRestrictions has the restrictions of types that Books Online lists (ms190942), as far as they are bounds.
func TestRestrictions(t *testing.T) {
	root := served(t, func() (*wsdl.Contract, error) { return wsdl.Parse(sqlserver.Document) })
	for name, want := range map[string][]string{
		"datetime":      {"minInclusive value=1753-01-01T00:00:00.000", "maxInclusive value=9999-12-31T23:59:59.997"},
		"smalldatetime": {"minInclusive value=1900-01-01T00:00:00", "maxInclusive value=2079-06-06T23:59:00"},
		"money": {"totalDigits value=19", "fractionDigits value=4",
			"minInclusive value=-922337203685477.5808", "maxInclusive value=922337203685477.5807"},
		"smallmoney": {"totalDigits value=10", "fractionDigits value=4", "minInclusive value=-214748.3648", "maxInclusive value=214748.3647"},
	} {
		var got []string
		for _, facet := range described(root, "//simpleType[@name='"+name+"']/restriction/*") {
			if facet[:7] != "pattern" {
				got = append(got, facet)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestComparisonOptions has those of the captured WSDL, and of the classes that Java clients made of others.
func TestComparisonOptions(t *testing.T) {
	root := served(t, func() (*wsdl.Contract, error) { return wsdl.Parse(sqlserver.Document) })
	want := []string{"enumeration value=Default", "enumeration value=None", "enumeration value=IgnoreCase", "enumeration value=IgnoreNonSpace",
		"enumeration value=IgnoreKanaType", "enumeration value=IgnoreWidth", "enumeration value=BinarySort", "enumeration value=BinarySort2"}
	if diff := cmp.Diff(want, described(root, "//simpleType[@name='sqlCompareOptionsEnum']/restriction/enumeration")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPatterns has what the patterns that Books Online lists (ms190942) take and refuse.
func TestPatterns(t *testing.T) {
	root := served(t, func() (*wsdl.Contract, error) { return wsdl.Parse(sqlserver.Document) })
	for name, of := range map[string]struct{ taken, refused []string }{
		"datetime": {
			taken:   []string{"2006-11-07T12:00:31", "2006-11-07T12:00:31.003", "9999-12-31T23:59:59.997"},
			refused: []string{"2006-11-07T12:00:31Z", "2006-11-07T12:00:31+01:00", "2006-11-07T12:00:31.1", "2006-11-07T12:00:31.001", "2006-13-07T12:00:31", "2006-11-07T24:00:00"},
		},
		"smalldatetime": {
			taken:   []string{"2006-11-07T12:00:00"},
			refused: []string{"2006-11-07T12:00:31", "2006-11-07T12:00:00.000", "2006-11-07T12:00:00Z"},
		},
		"uniqueidentifier": {
			taken:   []string{"6F9619FF-8B86-D011-B42D-00C04FC964FF", "{6f9619ff-8b86-d011-b42d-00c04fc964ff}"},
			refused: []string{"{6F9619FF-8B86-D011-B42D-00C04FC964FF", "6F9619FF8B86D011B42D00C04FC964FF", ""},
		},
	} {
		found := root.FindElements("//simpleType[@name='" + name + "']/restriction/pattern")
		if len(found) != 1 {
			t.Errorf("%s has %d patterns", name, len(found))
			continue
		}
		// XML Schema means the whole value, and Go's syntax has all that these patterns use.
		pattern := regexp.MustCompile("^(?:" + found[0].SelectAttrValue("value", "") + ")$")
		for _, value := range of.taken {
			if !pattern.MatchString(value) {
				t.Errorf("%s refuses %q", name, value)
			}
		}
		for _, value := range of.refused {
			if pattern.MatchString(value) {
				t.Errorf("%s takes %q", name, value)
			}
		}
	}
}

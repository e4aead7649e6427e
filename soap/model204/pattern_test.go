package model204_test

import (
	"slices"
	"strings"
	"testing"
)

// Most of these are the examples of "SirTune statement wildcards".
func TestListPatterns(t *testing.T) {
	o := start(t, 1, "sesumax", "100")
	h := o.login(0, "HARPO")
	ids := strings.Fields(`ABC ABCD ABCDE ABC1 ABXCD CAB XYZ AXYZ AXYZB XAYBZ ABC* ABC? ABC" A123B? ÄB B*`)
	for _, id := range ids {
		o.want("0", 0, h, "Session_Create", "sesid", id, "opts", "NOOPEN")
	}
	for _, tt := range []struct{ pattern, want string }{
		{"*", strings.Join(ids, " ")},
		{"ABC", "ABC"},
		{"ABC*", `ABC ABCD ABCDE ABC1 ABC* ABC? ABC"`},
		{"*XYZ*", "XYZ AXYZ AXYZB"},
		{"ABC?", `ABCD ABC1 ABC* ABC? ABC"`},
		{"????", `ABCD ABC1 AXYZ ABC* ABC? ABC"`},
		{`ABC"*`, "ABC*"},
		{`ABC"?`, "ABC?"},
		{`ABC""`, `ABC"`},
		{`"A"B"C`, "ABC"},
		{`ABC"`, `ABC"`},
		{"A*B?", "ABC A123B?"},
		{"?B", "ÄB"},
		{`?"*`, "B*"},
		{"**C**E", "ABCDE"},
		{"", strings.Join(ids, " ")},
		{`"`, ""},
	} {
		p := o.send(0, h, call("Session_List", "sesid", tt.pattern))
		<-p.done
		var got []string
		for _, m := range item.FindAllStringSubmatch(p.answer.Body.String(), -1) {
			got = append(got, strings.ReplaceAll(m[4], "&quot;", `"`))
		}
		want := strings.Fields(tt.want)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", tt.pattern, got, want)
		}
	}
}

// Owners are patterns as well; of others only who may sees any.
func TestListOwnerPatterns(t *testing.T) {
	o := start(t, 1)
	s := o.login(0, "SYSADM")
	for _, owner := range []string{"*", "HARPO", "HARPE", "ZEPPO"} {
		o.want("0", 0, s, "Session_Create", "sesid", "A", "owner", owner, "opts", "NOOPEN")
	}
	for pattern, want := range map[string]string{"harp?": "2", "?????": "3", "?": "1", `"*`: "1", "*": "4", "H*O": "1", `"HARPO`: "1"} {
		o.want(want, 0, s, "Session_List", "owner", pattern)
	}
	o.want("2", 0, o.login(0, "HARPO"), "Session_List", "owner", "*")
}

package diff

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// verdict is what came of comparing two texts.
type verdict struct {
	equal bool
	hint  string
	space bool // only white space differs
	bad   bool // a placeholder could not be read, or says too little
}

// kind is the kind of the difference, given what it would be of any other text.
func (v verdict) kind(k Kind) Kind {
	switch {
	case v.space:
		return Space
	case v.bad:
		return Placeholder
	}
	return k
}

// texts compares texts as the options say.
type texts struct {
	o         *Options
	window    time.Duration
	want, got *strings.Replacer // of what stands for the same in both, nil for nothing
}

func newTexts(o *Options) texts {
	t := texts{o: o, window: cmp.Or(o.Window, 24*time.Hour)}
	// What is expected may name the other side's addresses already.
	want, got := pairsOf(slices.Concat(o.Want.Bases, o.Got.Bases), o), pairsOf(o.Got.Bases, o)
	if len(want)+len(got) > 0 {
		t.want, t.got = strings.NewReplacer(want...), strings.NewReplacer(got...)
	}
	return t
}

// What stands in a text for what differs from run to run. No document has these characters.
const (
	markBase = "\uE000base\uE001"
	markHost = "\uE000host\uE001"
	markID   = "\uE000id\uE001"
	markTime = "\uE000time\uE001"
)

// pairsOf are the pairs of a Replacer: longer ones first, since it takes the first that fits.
func pairsOf(bases []string, o *Options) []string {
	var pairs [][2]string
	if o.Strict&Hosts == 0 {
		for _, base := range bases {
			scheme, host := splitBase(base)
			if host == "" {
				continue
			}
			if scheme == "" {
				pairs = append(pairs, [2]string{"http://" + host, markBase}, [2]string{"https://" + host, markBase})
			} else {
				pairs = append(pairs, [2]string{scheme + "://" + host, markBase})
			}
			if strings.ContainsAny(host, ".:") {
				pairs = append(pairs, [2]string{host, markHost})
			}
		}
	}
	for _, id := range o.IDs {
		if len(id) >= 6 {
			pairs = append(pairs, [2]string{id, markID})
		}
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return len(b[0]) - len(a[0]) })
	var l []string
	for _, p := range pairs {
		l = append(l, p[0], p[1])
	}
	return l
}

func splitBase(base string) (scheme, host string) {
	if !strings.Contains(base, "://") {
		return "", strings.TrimRight(base, "/")
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", ""
	}
	return u.Scheme, u.Host
}

func (t *texts) differ(want, got string) bool { return !t.compare(want, got).equal }

// marked says whether a text holds something that may be a placeholder.
func (t *texts) marked(want string) bool { return !t.o.Plain && strings.Contains(want, "${") }

// compare compares two texts.
func (t *texts) compare(want, got string) verdict {
	if want == got {
		return verdict{equal: true}
	}
	if t.marked(want) {
		return t.placeholders(want, got)
	}
	if slices.Contains(t.o.IDs, want) && slices.Contains(t.o.IDs, got) {
		return verdict{equal: true}
	}
	if v, ok := t.times(want, got); ok {
		return v
	}
	if t.want != nil {
		w, g := t.want.Replace(want), t.got.Replace(got)
		if w == g {
			return verdict{equal: true}
		}
		if v, ok := t.times(w, g); ok {
			return v
		}
	}
	return verdict{hint: textHint(want, got), space: sameButSpace(want, got)}
}

// times compares two texts that are the same but for the instants in them; ok says that they are.
func (t *texts) times(want, got string) (v verdict, ok bool) {
	if t.o.Strict&Times != 0 {
		return verdict{}, false
	}
	w, g := findTimes(want), findTimes(got)
	if len(w) == 0 || len(w) != len(g) {
		return verdict{}, false
	}
	i, j := 0, 0
	for k := range w {
		if want[i:w[k].from] != got[j:g[k].from] {
			return verdict{}, false
		}
		i, j = w[k].to, g[k].to
	}
	if want[i:] != got[j:] {
		return verdict{}, false
	}
	for k := range w {
		if hint := t.sameTime(want[w[k].from:w[k].to], got[g[k].from:g[k].to], w[k].instant, g[k].instant); hint != "" {
			return verdict{hint: hint}, true
		}
	}
	return verdict{equal: true}, true
}

// sameTime says what is wrong with an instant, "" when nothing is.
func (t *texts) sameTime(want, got string, w, g instant) string {
	if want == got {
		return ""
	}
	if w.form != g.form {
		return "a time in another form"
	}
	if w.form == timeOfDay {
		return ""
	}
	if w.at.Equal(g.at) && w.form != dateOnly {
		return ""
	}
	if w.never() || g.never() {
		return "one is no instant, but stands for never"
	}
	if t.o.Want.Now.IsZero() || t.o.Got.Now.IsZero() {
		if w.form == dateOnly {
			return "another date"
		}
		return ""
	}
	shift := t.o.Got.Now.Sub(t.o.Want.Now)
	off := g.at.Sub(w.at)
	if off.Abs() <= t.window || (off-shift).Abs() <= t.window {
		return ""
	}
	late := off - shift
	if late < 0 {
		return "too early by " + duration(-late)
	}
	return "too late by " + duration(late)
}

func duration(d time.Duration) string {
	if d >= 48*time.Hour {
		return strings.TrimSuffix(strings.TrimSuffix(d.Round(time.Hour).String(), "0s"), "0m")
	}
	if d >= time.Second {
		d = d.Round(time.Second)
	}
	return d.String()
}

// textHint says in a phrase what two texts differ in, "" when there is nothing to say that a person does not see.
func textHint(want, got string) string {
	switch {
	case sameButSpace(want, got):
		return "same but for white space"
	case strings.EqualFold(want, got):
		return "same but for case"
	case sameNumber(want, got):
		return "the same number, written in another way"
	case strings.ReplaceAll(want, "\uFFFD", "") != want || strings.ReplaceAll(got, "\uFFFD", "") != got:
		return "a character was lost: look at the charset"
	case got != "" && latin(want) == got, want != "" && latin(got) == want:
		return "UTF-8 read as Latin-1: look at the charset"
	}
	return ""
}

func sameButSpace(a, b string) bool {
	return a != b && strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

// latin is what a text in UTF-8 looks like to who takes it for Latin-1; "" when it is plain ASCII.
func latin(s string) string {
	var b strings.Builder
	plain := true
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
		plain = plain && s[i] < utf8.RuneSelf
	}
	if plain {
		return ""
	}
	return b.String()
}

package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/world"
)

//go:embed admin_page.html
var pageText string

// page says what goes on to whoever opens this listener in a browser. It has no script, and nothing on it changes anything.
var page = template.Must(template.New("page").Funcs(template.FuncMap{"instant": instant}).Parse(pageText))

// nothingElse is the policy of what a browser shows: no script, no frame, and no style but one that is named before it.
const nothingElse = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// How many of each the page shows: as many as are seen at a glance. The API has them all.
const (
	pageSessions = 5 // of each system
	pageJournal  = 10
	pageFaults   = 10
)

// overview is what the page says.
type overview struct {
	Trouble    string // why the program is not ready; "" when it is
	Clock      clockState
	Real       string // how the emulated time differs from the real one
	Faults     []world.Fault
	MoreFaults int // that are not shown
	Sessions   []world.Session
	Cut        bool   // of a system there are more sessions than are shown
	Unlisted   string // why there are no sessions to be shown
	Journal    []world.Entry
	Places     []place
	Answers    []string
	Own        bool // our own authority signs
	Version    version
}

func (a *admin) index(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "style-src '"+styleHash(pageText)+"'; "+nothingElse)
	w.Header().Set("Cache-Control", "no-store")
	_ = page.Execute(w, a.overview(r)) // the client went away; there is nobody to tell
}

func (a *admin) overview(r *http.Request) overview {
	clock := a.clock()
	o := overview{
		Clock: clock, Real: fromReal(clock.Now, time.Now()), Faults: a.world.Faults(), Journal: a.world.Journal(pageJournal), Places: a.server.places(),
		Answers: answerLines(a.world.Answers()), Own: a.server.authority != nil, Version: buildVersion(),
	}
	slices.Reverse(o.Journal)
	if more := len(o.Faults) - pageFaults; more > 0 {
		o.Faults, o.MoreFaults = o.Faults[:pageFaults], more
	}
	if _, err := a.ready(r); err != nil {
		o.Trouble = err.Error()
	}
	for _, system := range a.world.Config().Systems {
		p, err := a.world.Sessions(r.Context(), world.Query{System: system, Limit: pageSessions})
		if err != nil {
			o.Unlisted = plain(err)
			break
		}
		o.Sessions = append(o.Sessions, p.Sessions...)
		o.Cut = o.Cut || p.Next != ""
	}
	return o
}

// styleHash names the style of a page as a policy does: by its bytes, as a browser takes them from the page.
func styleHash(text string) string {
	_, rest, _ := strings.Cut(text, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// instant writes one as "soapstone ctl clock set" takes it.
func instant(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// Idle is how long a session has been idle.
func (o overview) Idle(s world.Session) string {
	return span(max(0, o.Clock.Now.UnixMilli()-s.LastUsed.UnixMilli()) / 1000)
}

// fromReal says how far the emulated time is from the real one. A moment passes between the looks at the two.
func fromReal(emulated, real time.Time) string {
	ahead := emulated.UnixMilli() - real.UnixMilli()
	switch seconds := (max(ahead, -ahead) + 500) / 1000; {
	case seconds == 0:
		return "which is the real time"
	case ahead > 0:
		return span(seconds) + " ahead of the real time"
	default:
		return span(seconds) + " behind the real time"
	}
}

// span writes so many seconds, and what is long in days. A Duration would end after 292 years, and the clock goes further.
func span(seconds int64) string {
	const day = 24 * 60 * 60
	if seconds >= 3*day {
		return fmt.Sprintf("%d days", seconds/day)
	}
	return (time.Duration(seconds) * time.Second).String()
}

package model204_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// client is a thread of the room beside its thread in the model.
type client struct {
	token string
	th    *modelThread
	call  *pending // that waits
	wait  *modelTicket
}

// history is a random history on several servers that share nothing but the data.
type history struct {
	*online
	chance  *rand.Rand
	model   *model
	clients []*client
	told    []string
}

// TestHistories plays random histories of all functions by several threads and users, and holds every answer against
// the model.
func TestHistories(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := &history{
				online: start(t, 3, "threadTimeout", modelSilence.String(), "sesumax", strconv.Itoa(modelUsers),
					"publicLimit", strconv.Itoa(modelPublic), "privateLimit", strconv.Itoa(modelPrivate),
					"sesmaxto", strconv.Itoa(modelMax), "sesdefto", strconv.Itoa(modelDefault)),
				chance: rand.New(rand.NewPCG(204, seed)),
				model:  &model{now: noon},
			}
			for range 250 {
				h.step()
				if t.Failed() {
					break
				}
			}
			if t.Failed() {
				t.Log("\n" + strings.Join(h.told[max(0, len(h.told)-40):], "\n"))
			}
		})
	}
}

func pick[T any](h *history, from ...T) T { return from[h.chance.IntN(len(from))] }

func (h *history) tell(format string, a ...any) {
	h.told = append(h.told, h.model.now.Format("15:04:05 ")+fmt.Sprintf(format, a...))
}

// step does one thing, and then looks at everyone who waited.
func (h *history) step() {
	switch n := h.chance.IntN(20); {
	case n < 4:
		by := pick(h, 1, 1, 3, 5, 10, 30, 50, 70)
		h.tell("+%ds", by)
		h.advance(time.Duration(by) * time.Second)
		h.model.advance(h.model.now.Add(time.Duration(by) * time.Second))
	case n == 4:
		h.replaceServer()
	case len(h.clients) < 3 || n == 5 && len(h.clients) < 7:
		user := pick(h, "HARPO", "HARPO", "ZEPPO", "SYSADM")
		th := &modelThread{user: user, used: h.model.now}
		h.model.threads = append(h.model.threads, th)
		h.clients = append(h.clients, &client{token: h.login(h.server(), user), th: th})
		h.tell("login %d %s", len(h.clients)-1, user)
	default:
		h.act(h.chance.IntN(len(h.clients)))
	}
	h.compareWaits()
	h.clients = slices.DeleteFunc(h.clients, func(c *client) bool { return c.th.gone && c.call == nil && h.chance.IntN(3) == 0 })
}

func (h *history) server() int { return h.chance.IntN(len(h.servers)) }

// replaceServer closes the handle of a server, and begins another. Those who wait at it have waited in vain, as if they
// had gone away.
func (h *history) replaceServer() {
	i := h.server()
	h.tell("server %d is replaced", i)
	if err := h.servers[i].handle.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.servers[i] = h.serve()
	for j, c := range h.clients {
		if c.call == nil || c.call.server != i {
			continue
		}
		if got := h.resultOf(c.call); got != "Internal error" {
			h.t.Errorf("%d waited at a server that was closed and got %q", j, got)
		}
		h.model.giveUp(c.th)
		c.call = nil
	}
	if err := h.servers[i].room.Sweep(h.t.Context(), h.clock.Now()); err != nil {
		h.t.Fatal(err)
	}
}

// act lets a client do something.
func (h *history) act(i int) {
	c := h.clients[i]
	if c.call != nil {
		if h.chance.IntN(3) == 0 {
			h.tell("%d hangs up", i)
			c.call.hangUp()
			<-c.call.done
			h.model.giveUp(c.th)
			c.call = nil
		}
		return
	}
	op, arguments, expect := h.choose(c.th)
	var want string
	if c.th.gone {
		want = "Not logged in"
	} else {
		c.th.used = h.model.now
		want = expect()
	}
	h.tell("%d (%s) %s %v: %q", i, c.th.user, op, arguments, want)
	server, waiting := h.server(), h.clock.Waiting()
	p := h.send(server, c.token, call(op, arguments...))
	p.server = server
	if want == "" {
		h.waiting(waiting + 1)
		c.call, c.wait = p, c.th.wait
		return
	}
	if got := h.resultOf(p); got != want {
		h.t.Errorf("got %q, want %q", got, want)
	}
}

// resultOf gives a call that should not wait a chance to say so.
func (h *history) resultOf(p *pending) string {
	select {
	case <-p.done:
		return p.result()
	case <-time.After(20 * time.Second):
		return "nothing: it waits"
	}
}

// choose chooses a function with arguments, and what the model says to it.
func (h *history) choose(th *modelThread) (op string, arguments []string, expect func() string) {
	m := h.model
	id, owner := pick(h, "A", "A", "B", "C"), pick(h, "", "", "", "*", "HARPO", "ZEPPO")
	real := orElse(owner, th.user)
	timeout, given := pick(h, -1, 0, 5, 20, 60, 500), h.chance.IntN(2) == 0
	arguments = []string{"sesid", id}
	if owner != "" {
		arguments = append(arguments, "owner", owner)
	}
	switch h.chance.IntN(12) {
	case 0, 1:
		opens := h.chance.IntN(3) > 0
		arguments = append(arguments, "timeout", strconv.Itoa(timeout))
		if !opens {
			arguments = append(arguments, "opts", "NOOPEN")
		}
		return "Session_Create", arguments, func() string { return m.create(th, id, real, timeout, opens) }
	case 2, 3, 4, 5:
		wait := pick(h, 0, 0, 5, 20, 45, 200)
		arguments = append(arguments, "timeout", strconv.Itoa(wait))
		return "Session_Open", arguments, func() string { return m.openOrDelete(th, false, id, real, wait) }
	case 6, 7:
		if h.chance.IntN(3) > 0 {
			arguments, id, owner = nil, "", ""
		}
		if given {
			arguments = append(arguments, "timeout", strconv.Itoa(timeout))
		}
		return "Session_Close", arguments, func() string { return m.close(th, id, owner, timeout, given) }
	case 8:
		wait := pick(h, 0, 0, 5, 20, 200)
		arguments = append(arguments, "timeout", strconv.Itoa(wait))
		return "Session_Delete", arguments, func() string { return m.openOrDelete(th, true, id, real, wait) }
	case 9:
		if h.chance.IntN(3) > 0 {
			return "Session", nil, func() string { return openOr(th, "0", "1") }
		}
		return "Logoff", nil, func() string { m.end(th); return "0" }
	case 10:
		return "Session_Timeout", nil, func() string {
			if th.open == nil {
				return "-1"
			}
			return strconv.Itoa(th.open.timeout)
		}
	}
	h.compareLists()
	return "Session_Id", nil, func() string {
		if th.open == nil {
			return "200" // an empty result
		}
		return th.open.id
	}
}

func openOr(th *modelThread, none, some string) string {
	if th.open == nil {
		return none
	}
	return some
}

// compareWaits looks who has been answered.
func (h *history) compareWaits() {
	still := 0
	for i, c := range h.clients {
		if c.call == nil {
			continue
		}
		if c.wait.result == "" {
			still++
			continue
		}
		if got := h.resultOf(c.call); got != c.wait.result {
			h.t.Errorf("%d waited and got %q, want %q", i, got, c.wait.result)
		}
		h.tell("%d waited for %q", i, c.wait.result)
		c.call = nil
	}
	if err := h.clock.AwaitIdle(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	if got := h.clock.Waiting(); got != still {
		h.t.Errorf("%d calls wait, want %d", got, still)
	}
}

var item = regexp.MustCompile(`<m:item owner="([^"]*)" timeout="([^"]*)" created="\d{14}" lastAccess="\d{14}"( userNumber="\d+")? sesid="([^"]*)">`)

// compareLists compares all sessions, as a system administrator sees them who logs in for this alone.
func (h *history) compareLists() {
	p := h.send(h.server(), "", call("Session_List", "owner", "*"), basic("SYSADM", "soapstone"))
	<-p.done
	var got []string
	for _, m := range item.FindAllStringSubmatch(p.answer.Body.String(), -1) {
		state := "closed"
		if m[3] != "" {
			state = "open"
		}
		got = append(got, m[1]+"/"+m[4]+" "+m[2]+" "+state)
	}
	slices.Sort(got)
	if want := h.model.list(); strings.Join(got, ", ") != want {
		h.t.Errorf("there are %q, want %q", strings.Join(got, ", "), want)
	}
}

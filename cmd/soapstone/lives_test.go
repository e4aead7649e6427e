package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// A life is what a client does with the sessions of one system, as the tests of hard use need it: whatever an answer says
// beyond yes and no is an error.
type life struct {
	system string
	// begin begins the n-th session, numbers being those of users where a system gives a user one session.
	begin func(c *caller, n int) (id string, err error)
	// alive says whether a session can be used.
	alive func(c *caller, n int, id string) (bool, error)
	// end ends a session, and says whether there was one.
	end func(c *caller, n int, id string) (bool, error)
	// touch uses a session so that it lives longer, where alive does not.
	touch func(c *caller, n int, id string) error
	// works says that an end is work in the session, which all do who were let in before it ended.
	works bool
}

// errNoAnswer says that nothing is known of a request: it was done, or it was not.
var errNoAnswer = errors.New("no answer came")

// caller sends requests.
type caller struct {
	base string
	http *http.Client
}

func newCaller(base string) *caller {
	return &caller{base, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}}
}

// post sends a request and returns what answers it.
func (c *caller) post(path, user, contentType, action, body string) (string, error) {
	r, err := http.NewRequest(http.MethodPost, c.base+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", contentType)
	r.Header["SOAPAction"] = []string{`"` + action + `"`}
	if user != "" {
		r.SetBasicAuth(user, "soapstone")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return "", errors.Join(errNoAnswer, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", errors.Join(errNoAnswer, err)
	}
	return string(text), nil
}

// envelope is a SOAP 1.1 envelope.
func envelope(header, body string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>` + header + `</e:Header><e:Body>` + body + `</e:Body></e:Envelope>`
}

// answered finds which of two texts an answer has, and wants exactly one.
func answered(text, yes, no string) (bool, error) {
	is, isNot := strings.Contains(text, yes), strings.Contains(text, no)
	if is == isNot {
		return false, fmt.Errorf("neither %q nor %q: %s", yes, no, text)
	}
	return is, nil
}

// part is what a pattern finds in an answer.
func part(text, pattern string) (string, error) {
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		return "", fmt.Errorf("no %s: %s", pattern, text)
	}
	return found[1], nil
}

// lives are those of all systems.
func lives() []life {
	return []life{sqlLife(), mftLife(), salesforceLife(), futuramaLife(), model204Life()}
}

func TestEverySystemHasALife(t *testing.T) {
	var systems []string
	for _, l := range lives() {
		systems = append(systems, l.system)
	}
	if diff := cmp.Diff(world.Names(), systems); diff != "" {
		t.Errorf("(-systems +lives):\n%s", diff)
	}
}

func sqlLife() life {
	batch := func(c *caller, attributes, commands string) (string, error) {
		return c.post("/sql/demo", "alice", "text/xml", "", envelope(
			`<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" `+attributes+`/>`,
			`<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>`+commands+`</BatchCommands></sqlbatch>`))
	}
	// What a session was told must be there as long as it is: French, here.
	const refused, french = "SessionIdIsInvalid", "Français"
	return life{
		system: "sqlserver",
		works:  true,
		begin: func(c *caller, _ int) (string, error) {
			text, err := batch(c, `initiate="true"`, "SET LANGUAGE French")
			if err != nil {
				return "", err
			}
			return part(text, ` sessionId="([^"]+)"`)
		},
		alive: func(c *caller, _ int, id string) (bool, error) {
			text, err := batch(c, `sessionId="`+id+`"`, "SELECT @@LANGUAGE")
			if err != nil {
				return false, err
			}
			return answered(text, french, refused)
		},
		end: func(c *caller, _ int, id string) (bool, error) {
			text, err := batch(c, `terminate="true" sessionId="`+id+`"`, "SELECT @@LANGUAGE")
			if err != nil {
				return false, err
			}
			return answered(text, french, refused)
		},
	}
}

func mftLife() life {
	call := func(c *caller, operation, id string) (string, error) {
		return c.post("/cfcc/control?view=services/AdministratorService", "admin", "text/xml", "", envelope("",
			`<m:`+operation+` xmlns:m="http://administratorService.soap.sift.proginet.com"><sessionId>`+id+`</sessionId></m:`+operation+`>`))
	}
	validate := func(c *caller, id string) (bool, error) {
		text, err := call(c, "validateSession", id)
		if err != nil {
			return false, err
		}
		return answered(text, ">true<", ">false<")
	}
	return life{
		system: "mft",
		begin: func(c *caller, _ int) (string, error) {
			text, err := c.post("/cfcc/control?view=services/AdministratorService", "admin", "text/xml", "", envelope("", `<getSession/>`))
			if err != nil {
				return "", err
			}
			return part(text, `<getSessionReturn[^>]*>([^<]+)<`)
		},
		alive: func(c *caller, _ int, id string) (bool, error) { return validate(c, id) },
		end: func(c *caller, _ int, id string) (bool, error) {
			text, err := call(c, "closeSession", id)
			if err != nil {
				return false, err
			}
			return answered(text, ">true<", ">false<")
		},
		touch: func(c *caller, _ int, id string) error {
			_, err := call(c, "listActiveSessionIds", id)
			return err
		},
	}
}

func salesforceLife() life {
	call := func(c *caller, id, body string) (string, error) {
		header := ""
		if id != "" {
			header = `<p:SessionHeader xmlns:p="urn:partner.soap.sforce.com"><p:sessionId>` + id + `</p:sessionId></p:SessionHeader>`
		}
		return c.post("/services/Soap/u/58.0", "", "text/xml; charset=UTF-8", "", envelope(header, body))
	}
	const refused = "INVALID_SESSION_ID"
	return life{
		system: "salesforce",
		begin: func(c *caller, n int) (string, error) {
			text, err := call(c, "", fmt.Sprintf(`<login xmlns="urn:partner.soap.sforce.com"><username>u%d@example.com</username><password>soapstone</password></login>`, n))
			if err != nil {
				return "", err
			}
			return part(text, `<sessionId>([^<]+)<`)
		},
		alive: func(c *caller, _ int, id string) (bool, error) {
			text, err := call(c, id, `<getServerTimestamp xmlns="urn:partner.soap.sforce.com"/>`)
			if err != nil {
				return false, err
			}
			return answered(text, "<timestamp>", refused)
		},
		end: func(c *caller, _ int, id string) (bool, error) {
			text, err := call(c, id, `<logout xmlns="urn:partner.soap.sforce.com"/>`)
			if err != nil {
				return false, err
			}
			return answered(text, "logoutResponse", refused)
		},
	}
}

func futuramaLife() life {
	call := func(c *caller, resource, body string) (string, error) {
		return c.post("/rest/webapi"+resource, "", "application/json", "", body)
	}
	ask := func(c *caller, resource, id string) (bool, error) {
		text, err := call(c, resource, `{"SessionID":"`+id+`"}`)
		if err != nil {
			return false, err
		}
		return answered(text, `"success"`, "not")
	}
	return life{
		system: "futurama",
		begin: func(c *caller, _ int) (string, error) {
			text, err := call(c, "", "{}")
			if err != nil {
				return "", err
			}
			return part(text, `"sessionID":"([^"]+)"`)
		},
		alive: func(c *caller, _ int, id string) (bool, error) { return ask(c, "/SessionKeepAlive", id) },
		end:   func(c *caller, _ int, id string) (bool, error) { return ask(c, "/SessionEnd", id) },
	}
}

// model204Life has a user for each session, since a userid has one private session.
func model204Life() life {
	call := func(c *caller, n int, operation, arguments string) (string, error) {
		user := "HARPO" + strings.ToUpper(strconv.FormatInt(int64(n), 36)) // of at most ten characters
		return c.post("/m204/session", user, "text/xml", "urn:m204:janus:session:v1#"+operation, envelope("",
			`<m:`+operation+` xmlns:m="urn:m204:janus:session:v1">`+arguments+`</m:`+operation+`>`))
	}
	code := func(c *caller, n int, operation, arguments string) (string, error) {
		text, err := call(c, n, operation, arguments)
		if err != nil {
			return "", err
		}
		return part(text, `<m:rc>([^<]+)<`)
	}
	return life{
		system: "model204",
		begin: func(c *caller, n int) (string, error) {
			rc, err := code(c, n, "Session_Create", `<m:sesid>S</m:sesid><m:opts>NOOPEN</m:opts>`)
			if err == nil && rc != "0" {
				err = fmt.Errorf("$Session_Create says %s", rc)
			}
			return "S", err
		},
		alive: func(c *caller, n int, _ string) (bool, error) {
			rc, err := code(c, n, "Session_List", "")
			if err == nil && rc != "0" && rc != "1" {
				err = fmt.Errorf("$Session_List says %s", rc)
			}
			return rc == "1", err
		},
		end: func(c *caller, n int, id string) (bool, error) {
			rc, err := code(c, n, "Session_Delete", `<m:sesid>`+id+`</m:sesid>`)
			if err == nil && rc != "0" && rc != "1" {
				err = fmt.Errorf("$Session_Delete says %s", rc)
			}
			return rc == "0", err
		},
	}
}

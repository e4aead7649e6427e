package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// authorizationWorld is settings, and what must not do under them: for each operation, behind its service.
type authorizationWorld struct {
	settings map[string]string
	rows     func(t *testing.T, g *guarded) map[string][]attempt
}

func authorizationWorlds() map[string]authorizationWorld {
	return map[string]authorizationWorld{
		"sqlserver": {nil, sqlRows},
		"mft":       {nil, mftRows},
		"mft owner": {map[string]string{"mft.choices.basicOnEveryCall": "owner", "mft.choices.closeExpired": "keep",
			"mft.choices.departmentRule": "scoped"}, mftOwnerRows},
		"salesforce":     {nil, salesforceRows},
		"salesforce own": {map[string]string{"salesforce.choices.invalidateOthers": "own"}, salesforceOwnRows},
		"futurama":       {nil, futuramaRows},
		"model204":       {map[string]string{"model204.publicUser": ""}, model204Rows},
	}
}

// other is an id that is as good as another one, and that there is not.
func other(id string) string {
	at := len(id) - len(id)/3 // not at the end, where base64 may have bits that do not count
	change := byte('a')
	if id[at] == change {
		change = 'b'
	}
	return id[:at] + string(change) + id[at+1:]
}

// SQL Server has a session for one login at one endpoint. A session of others looks as if there were none (the setting
// foreignSessionCode).

func sqlRequest(path, user, password, header, body string) request {
	return request{path: path, user: user, password: password, contentType: "text/xml", body: envelope(header, body)}
}

func sqlSession(attributes string) string {
	return `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` + attributes + `/>`
}

func sqlToken(user, password string) string {
	const ns = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
	return `<w:Security xmlns:w="` + ns + `wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>` + user + `</w:Username>` +
		`<w:Password Type="` + ns + `username-token-profile-1.0#PasswordText">` + password + `</w:Password></w:UsernameToken></w:Security>`
}

func sqlRows(t *testing.T, g *guarded) map[string][]attempt {
	const id = ` sessionId="([^"]+)"`
	begin := func(what, path, user string) {
		g.ids[what] = g.find(t, sqlRequest(path, user, "soapstone", sqlSession(`initiate="true"`), ""), id)
	}
	paths := map[string]string{"demo": "/sql/demo", "other": "/sql/other", "methods": "/sql/methods"}
	for name, path := range paths {
		begin(name+" expired", path, "alice")
	}
	g.wait(t, 2*time.Minute)
	for name, path := range paths {
		begin(name, path, "alice")
		begin(name+" ended", path, "alice")
		g.find(t, sqlRequest(path, "alice", "soapstone", sqlSession(`terminate="true" sessionId="`+g.ids[name+" ended"]+`"`), ""), "(terminate)")
		begin(name+" foreign", path, "bob")
	}
	elsewhere := map[string]string{"demo": "other", "other": "methods", "methods": "demo"}
	g.wait(t, time.Second)

	const sql, own = `xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"`, `xmlns="http://tempUri.org/"`
	const batch = `<sqlbatch ` + sql + `><BatchCommands>SET LANGUAGE French</BatchCommands></sqlbatch>`
	rows := map[string][]attempt{}
	for name, path := range paths {
		bodies := map[string]string{"sqlbatch": batch}
		if name == "methods" {
			bodies["GetCustomerInfo"] = `<GetCustomerInfo ` + own + `><CustomerID>ALFKI</CustomerID></GetCustomerInfo>`
			bodies["SetLanguage"] = `<SetLanguage ` + own + `><Language>French</Language></SetLanguage>`
			bodies["GetLanguage"] = `<GetLanguage ` + own + `/>`
			bodies["Greeting"] = `<Greeting ` + own + `><Name>x</Name></Greeting>`
		}
		for operation, body := range bodies {
			in := func(with, id, calls string) attempt {
				return attempt{with: with, want: "SessionIdIsInvalid", like: "sessions", calls: calls, sent: []string{id},
					request: sqlRequest(path, "alice", "soapstone", sqlSession(`sessionId="`+id+`"`), body)}
			}
			ending := in("foreign, to end it", g.ids[name+" foreign"], "")
			ending.request = sqlRequest(path, "alice", "soapstone", sqlSession(`terminate="true" sessionId="`+g.ids[name+" foreign"]+`"`), body)
			rows["sqlserver/"+name+" "+operation] = append(sqlLogins(path, body),
				in("unknown", other(g.ids[name]), ""), in("ended", g.ids[name+" ended"], ""), in("expired", g.ids[name+" expired"], ""),
				in("of another login", g.ids[name+" foreign"], ""), in("of another endpoint", g.ids[elsewhere[name]], ""),
				in("no id", "!", "not looked for"), in("empty", "", "not looked for"), ending)
		}
	}
	off := func(with, id string) attempt {
		return attempt{with: with, want: "SessionsDisabled", like: "sessions", sent: []string{id},
			request: sqlRequest("/sql/nosessions", "alice", "soapstone", sqlSession(`sessionId="`+id+`"`), batch)}
	}
	rows["sqlserver/nosessions sqlbatch"] = append(sqlLogins("/sql/nosessions", batch),
		off("unknown", other(g.ids["demo"])), off("of another endpoint", g.ids["demo"]), off("ended", g.ids["demo ended"]))
	return rows
}

// sqlLogins are the logins that fail: those of HTTP, and those by WS-Security behind one of HTTP that is fine.
func sqlLogins(path, body string) []attempt {
	web := func(with, user, password string) attempt {
		return attempt{with: with, want: "401 Unauthorized", like: "logins", request: sqlRequest(path, user, password, "", body)}
	}
	token := func(with, user, password string) attempt {
		return attempt{with: with + " in WS-Security", want: "Fault", like: "tokens", sent: []string{user},
			request: sqlRequest(path, "alice", "soapstone", sqlToken(user, password), body)}
	}
	return []attempt{
		web("none", "", ""), web("wrong password", "alice", "x"), web("unknown user", "nobody", "soapstone"), web("a login of SQL Server", "app", "soapstone"),
		token("wrong password", "app", "x"), token("unknown login", "xyz", "soapstone"), token("a Windows account", "bob", "soapstone"),
	}
}

// MFT: who has the id of a session has the session, unless basicOnEveryCall wants its owner.

func mftRequest(service, user, password, operation, arguments string) request {
	namespace := map[string]string{"admin": "administratorService", "ft": "fileTransferService"}[service]
	path := map[string]string{"admin": "AdministratorService", "ft": "FTService"}[service]
	return request{path: "/cfcc/control?view=services/" + path, user: user, password: password, contentType: "text/xml",
		body: envelope("", `<m:`+operation+` xmlns:m="http://`+namespace+`.soap.sift.proginet.com">`+arguments+`</m:`+operation+`>`)}
}

func mftID(id string) string { return `<sessionId>` + id + `</sessionId>` }

// mftSessions begins sessions of users.
func mftSessions(t *testing.T, g *guarded, users ...string) {
	begin := func(what, user string) {
		g.ids[what] = g.find(t, mftRequest("admin", user, "soapstone", "getSession", ""), `<getSessionReturn[^>]*>([^<]+)<`)
	}
	begin("expired", "admin")
	g.wait(t, 31*time.Minute)
	for _, user := range users {
		begin(user, user)
	}
	begin("ended", "admin")
	g.find(t, mftRequest("admin", "admin", "soapstone", "closeSession", mftID(g.ids["ended"])), "(>true<)")
	g.ids["unknown"] = other(g.ids["admin"])
	g.wait(t, time.Second)
}

func mftRows(t *testing.T, g *guarded) map[string][]attempt {
	mftSessions(t, g, "admin", "TransferUser", "AuditorUser", "Viewer", "DeptAdmin")
	rows := map[string][]attempt{}
	for _, operation := range []string{"admin getSession", "admin getBWSession", "ft getSession", "ft getBWSession"} {
		service, name, _ := strings.Cut(operation, " ")
		login := func(with, user, password string) attempt {
			return attempt{with: with, want: "User authentication failed", like: "logins", request: mftRequest(service, user, password, name, "")}
		}
		rows["mft/"+operation] = []attempt{login("none", "", ""), login("wrong password", "admin", "x"), login("no password", "admin", ""),
			login("unknown user", "nobody", "soapstone"), login("a name that is none", strings.Repeat("x", 300), "soapstone")}
	}
	for operation, want := range map[string]string{
		"admin validateSession": ">false<", "ft validateSession": ">false<", "admin closeSession": ">false<", "ft closeSession": ">false<",
		"admin getExpiredSessionIds": "Session is not valid", "admin listActiveSessionIds": "Session is not valid",
		"admin deleteExpiredSessionIds": "Session is not valid", "admin deleteSessionId": "Session is not valid",
	} {
		service, name, _ := strings.Cut(operation, " ")
		closing := name == "closeSession"
		more := ""
		if name == "deleteSessionId" {
			more = `<deleteSessionId>` + g.ids["admin"] + `</deleteSessionId>`
		}
		in := func(with, id, calls string) attempt {
			return attempt{with: with, want: want, like: "sessions", calls: calls, sent: []string{id},
				request: mftRequest(service, "", "", name, mftID(id)+more)}
		}
		all := []attempt{in("unknown", g.ids["unknown"], ""), in("ended", g.ids["ended"], ""),
			in("none", "", "not looked for"), in("too long to be one", strings.Repeat("9", 2000), "not looked for")}
		if !closing { // the choice closeExpired has it closed: see the other world
			all = append(all, in("expired", g.ids["expired"], ""))
		}
		for _, user := range mftWithoutRight(name) {
			all = append(all, attempt{with: "the session of " + user, want: "User does not have the right", like: "rights",
				request: mftRequest(service, "", "", name, mftID(g.ids[user])+more)})
		}
		rows["mft/"+operation] = all
	}
	rows["mft/stray"] = []attempt{{with: "the session of admin", want: "Fault",
		request: request{path: "/cfcc/services/UserService", contentType: "text/xml", body: envelope("", "<getUsers>"+mftID(g.ids["admin"])+"</getUsers>")}}}
	return rows
}

func mftWithoutRight(operation string) []string {
	switch operation {
	case "getExpiredSessionIds", "listActiveSessionIds":
		return []string{"TransferUser", "AuditorUser"}
	case "deleteExpiredSessionIds", "deleteSessionId":
		return []string{"TransferUser", "AuditorUser", "Viewer", "DeptAdmin"}
	}
	return nil
}

// mftOwnerRows has sessions for their owner alone, and deletes for who sees them.
func mftOwnerRows(t *testing.T, g *guarded) map[string][]attempt {
	mftSessions(t, g, "admin", "TransferUser", "SalesUser", "SalesOperator")
	rows := map[string][]attempt{}
	for operation, want := range map[string]string{
		"admin validateSession": ">false<", "ft validateSession": ">false<", "admin closeSession": ">false<", "ft closeSession": ">false<",
		"admin getExpiredSessionIds": "Session is not valid", "admin listActiveSessionIds": "Session is not valid",
		"admin deleteExpiredSessionIds": "Session is not valid", "admin deleteSessionId": "Session is not valid",
	} {
		service, name, _ := strings.Cut(operation, " ")
		in := func(with, id string) attempt {
			return attempt{with: with, want: want, like: "sessions", sent: []string{id}, request: mftRequest(service, "admin", "soapstone", name, mftID(id))}
		}
		rows["mft/"+operation] = []attempt{in("unknown", g.ids["unknown"]), in("ended", g.ids["ended"]), in("expired", g.ids["expired"]),
			in("of somebody else", g.ids["TransferUser"]),
			{with: "no user", want: "User authentication failed", like: "logins", request: mftRequest(service, "", "", name, mftID(g.ids["admin"]))},
			{with: "wrong password", want: "User authentication failed", like: "logins", request: mftRequest(service, "admin", "x", name, mftID(g.ids["admin"]))}}
	}
	remove := func(with, id string) attempt {
		return attempt{with: with, want: "Session ID not found", like: "deletes", sent: []string{id},
			request: mftRequest("admin", "SalesOperator", "soapstone", "deleteSessionId", mftID(g.ids["SalesOperator"])+`<deleteSessionId>`+id+`</deleteSessionId>`)}
	}
	rows["mft/admin deleteSessionId"] = append(rows["mft/admin deleteSessionId"],
		remove("another department's, to delete", g.ids["TransferUser"]), remove("unknown, to delete", g.ids["unknown"]), remove("ended, to delete", g.ids["ended"]))
	return rows
}

// Salesforce: a session is good for every API, and for its own organisation.

func salesforceNamespaces() map[string]string {
	return map[string]string{
		"u": "urn:partner.soap.sforce.com", "c": "urn:enterprise.soap.sforce.com", "T": "urn:tooling.soap.sforce.com",
		"m": "http://soap.sforce.com/2006/04/metadata", "s": "http://soap.sforce.com/2006/08/apex",
	}
}

func salesforceRequest(letter, id, operation, arguments string) request {
	namespace, header := salesforceNamespaces()[letter], ""
	if id != "" {
		header = `<p:SessionHeader xmlns:p="` + namespace + `"><p:sessionId>` + id + `</p:sessionId></p:SessionHeader>`
	}
	return request{path: "/services/Soap/" + letter + "/58.0", contentType: "text/xml; charset=UTF-8",
		body: envelope(header, `<`+operation+` xmlns="`+namespace+`">`+arguments+`</`+operation+`>`)}
}

func salesforceLogin(letter, user, password string) request {
	return salesforceRequest(letter, "", "login", `<username>`+user+`</username><password>`+password+`</password>`)
}

func salesforceSessions(t *testing.T, g *guarded) {
	begin := func(what, user string) {
		g.ids[what] = g.find(t, salesforceLogin("u", user, "soapstone"), `<sessionId>([^<]+)<`)
	}
	begin("expired", "e@example.com")
	g.wait(t, 3*time.Hour)
	begin("a", "a@example.com")
	begin("b", "b@example.com")
	begin("of another organisation", "c@other.example.com")
	begin("restricted", "expired@example.com")
	begin("ended", "d@example.com")
	g.find(t, salesforceRequest("u", g.ids["ended"], "logout", ""), "(logoutResponse)")
	g.ids["unknown"] = other(g.ids["a"])
	g.wait(t, time.Second)
}

func salesforceRows(t *testing.T, g *guarded) map[string][]attempt {
	salesforceSessions(t, g)
	userOf := func(session string) string {
		return g.find(t, salesforceRequest("u", g.ids[session], "getUserInfo", ""), `<userId>([^<]+)<`)
	}
	b, far := userOf("b"), userOf("of another organisation")
	g.wait(t, time.Second)
	rows := map[string][]attempt{}
	for letter, service := range map[string]string{"u": "partner", "c": "enterprise", "T": "tooling", "m": "metadata", "s": "apex"} {
		arguments := map[string]string{
			"getServerTimestamp": "", "getUserInfo": "", "logout": "", "invalidateSessions": `<sessionIds>` + g.ids["b"] + `</sessionIds>`,
			"setPassword": `<userId>` + b + `</userId><password>another1</password>`, "resetPassword": `<userId>` + b + `</userId>`,
			"changeOwnPassword": `<oldPassword>soapstone</oldPassword><newPassword>another1</newPassword>`,
		}
		if letter == "m" || letter == "s" {
			arguments = map[string]string{"listMetadata": ""}
		}
		for operation, inside := range arguments {
			row := salesforceBySession(g, letter, operation, inside)
			switch operation {
			case "getServerTimestamp", "getUserInfo", "invalidateSessions", "resetPassword", "listMetadata":
				row = append(row, attempt{with: "an expired password", want: "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
					request: salesforceRequest(letter, g.ids["restricted"], operation, inside)})
			}
			name := "salesforce/" + service + " " + operation
			if operation == "listMetadata" {
				name = "salesforce/" + service
			}
			rows[name] = row
		}
		if letter == "m" || letter == "s" {
			continue
		}
		prefix := "salesforce/" + service + " "
		for operation, more := range map[string]string{"setPassword": "<password>another1</password>", "resetPassword": ""} {
			of := func(with, user string) attempt {
				return attempt{with: with, want: "INSUFFICIENT_ACCESS", like: "users", sent: []string{user},
					request: salesforceRequest(letter, g.ids["a"], operation, `<userId>`+user+`</userId>`+more)}
			}
			rows[prefix+operation] = append(rows[prefix+operation], of("no administrator", b), of("no administrator, another organisation", far),
				of("no administrator, nobody", "005000000000000AAA"))
		}
		rows[prefix+"changeOwnPassword"] = append(rows[prefix+"changeOwnPassword"], attempt{with: "wrong old password", want: "Fault",
			request: salesforceRequest(letter, g.ids["a"], "changeOwnPassword", `<oldPassword>x</oldPassword><newPassword>another1</newPassword>`)})
		rows[prefix+"login"] = salesforceLogins(letter)
		rows[prefix+"invalidateSessions"] = append(rows[prefix+"invalidateSessions"], salesforceInvalidations(g, letter, "of another organisation")...)
	}
	rows["salesforce/data"] = salesforceREST(g, "/services/data/v58.0/limits", "Authorization", "Bearer ", "INVALID_SESSION_ID")
	rows["salesforce/apexrest"] = salesforceREST(g, "/services/apexrest/Account", "Authorization", "Bearer ", "INVALID_SESSION_ID")
	rows["salesforce/bulk"] = salesforceREST(g, "/services/async/58.0/job", "X-SFDC-Session", "", "InvalidSessionId")
	none := &rows["salesforce/bulk"][len(rows["salesforce/bulk"])-1]
	none.like = "" // the Bulk API says of no session that it is none
	return rows
}

// salesforceBySession are the sessions with which no operation may be called.
func salesforceBySession(g *guarded, letter, operation, arguments string) []attempt {
	in := func(with, id, like, calls string) attempt {
		return attempt{with: with, want: "INVALID_SESSION_ID", like: like, calls: calls, sent: []string{id}, request: salesforceRequest(letter, id, operation, arguments)}
	}
	return []attempt{in("unknown", g.ids["unknown"], "sessions", ""), in("ended", g.ids["ended"], "sessions", ""), in("expired", g.ids["expired"], "sessions", ""),
		in("none", "", "what is no id", ""), in("a text", "nonsense", "what is no id", ""), in("too long to be one", g.ids["a"]+"x", "what is no id", "")}
}

func salesforceLogins(letter string) []attempt {
	in := func(with, user, password string) attempt {
		return attempt{with: with, want: "INVALID_LOGIN", like: "logins", request: salesforceLogin(letter, user, password)}
	}
	return []attempt{in("wrong password", "a@example.com", "x"), in("no password", "a@example.com", ""), in("wrong password of one who never was here", "z@example.com", "x"),
		in("unknown user", "a@nowhere.example.org", "soapstone"), in("no user", "", "soapstone")}
}

// salesforceInvalidations end a session that is not the caller's to end, and one that there is not.
func salesforceInvalidations(g *guarded, letter, foreign string) []attempt {
	end := func(with, id string) attempt {
		return attempt{with: with, want: "<success>false</success>", like: "ends", sent: []string{id}, uses: true,
			request: salesforceRequest(letter, g.ids["a"], "invalidateSessions", `<sessionIds>`+id+`</sessionIds>`)}
	}
	return []attempt{end("unknown, to end", g.ids["unknown"]), end("ended, to end", g.ids["ended"]), end("expired, to end", g.ids["expired"]),
		end(foreign+", to end", g.ids[foreign])}
}

// salesforceREST are the sessions with which a call of what is no SOAP is refused. The id stands in a field, behind a scheme.
func salesforceREST(g *guarded, path, field, scheme, want string) (all []attempt) {
	for _, with := range []string{"unknown", "ended", "expired", "restricted"} {
		all = append(all, attempt{with: with, want: want, like: "sessions", sent: []string{g.ids[with]},
			request: request{path: path, contentType: "application/json", head: map[string]string{field: scheme + g.ids[with]}}})
	}
	return append(all, attempt{with: "none", want: want, like: "sessions", calls: "not looked for", request: request{path: path, contentType: "application/json"}})
}

func salesforceOwnRows(t *testing.T, g *guarded) map[string][]attempt {
	salesforceSessions(t, g)
	return map[string][]attempt{"salesforce/partner invalidateSessions": salesforceInvalidations(g, "u", "b")}
}

// Futurama: who has the id of a session has the session. To begin one and to ask for a resource, nobody has to be anybody.

func futuramaRequest(operation, arguments string) request {
	const namespace = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
	return request{path: "/WebAPIService.svc", contentType: "text/xml; charset=utf-8", action: namespace + "IWebAPIService/" + operation,
		body: envelope("", `<`+operation+` xmlns="`+namespace+`"><request>`+arguments+`</request></`+operation+`>`)}
}

func futuramaRows(t *testing.T, g *guarded) map[string][]attempt {
	begin := func(what string) {
		g.ids[what] = g.find(t, futuramaRequest("StartSession", ""), `SessionID>([^<]+)<`)
	}
	for i := range 4 {
		begin(fmt.Sprint("expired ", i))
	}
	g.wait(t, 21*time.Minute)
	begin("live")
	begin("ended")
	g.find(t, futuramaRequest("SessionEnd", `<SessionID>`+g.ids["ended"]+`</SessionID>`), "(>success<)")
	g.ids["unknown"] = other(g.ids["live"])
	g.wait(t, time.Second)

	expired := -1
	rows := map[string][]attempt{
		"futurama StartSession": {{with: "none, which is enough", want: "success", changes: "a session is begun", request: futuramaRequest("StartSession", "")}},
		"futurama GetResource":  {{with: "none, which is enough", want: "The resource does not exist.", request: futuramaRequest("GetResource", "")}},
	}
	calls := func(send func(id string) request) []attempt {
		in := func(with, id, like string) attempt {
			return attempt{with: with, like: like, want: "does not exist or has expired", sent: []string{id}, request: send(id)}
		}
		none := attempt{with: "none", want: "No SessionID specified.", request: send("")}
		expired++
		late := in("expired", g.ids[fmt.Sprint("expired ", expired)], "sessions")
		// What is dead is deleted by who finds it, so that no clock that is moved back revives it. Whoever counts what the
		// store is asked learns that there was such a session; by the answer nobody does.
		late.calls, late.changes = "deleted", "what is dead is deleted"
		return []attempt{in("unknown", g.ids["unknown"], "sessions"), in("ended", g.ids["ended"], "sessions"), late, none}
	}
	for _, operation := range []string{"SessionKeepAlive", "SessionEnd"} {
		rows["futurama "+operation] = calls(func(id string) request { return futuramaRequest(operation, `<SessionID>`+id+`</SessionID>`) })
		rows["futurama/rest"] = append(rows["futurama/rest"], calls(func(id string) request {
			return request{path: "/rest/webapi/" + operation, contentType: "application/json", body: `{"SessionID":"` + id + `"}`}
		})...)
	}
	for i := range rows["futurama/rest"] { // the answers to keeping alive and to ending are two
		a := &rows["futurama/rest"][i]
		if a.like != "" {
			a.like += a.path
		}
	}
	return rows
}

// Model 204: a userid has its private sessions, and a thread that it has logged in on. To others, a session looks as if it
// were not there (the choice notPermitted).

func model204Request(thread, user, password, operation, arguments string) request {
	const namespace = "urn:m204:janus:session:v1"
	header := ""
	if thread != "" {
		header = `<m:Thread xmlns:m="` + namespace + `">` + thread + `</m:Thread>`
	}
	return request{path: "/m204/session", user: user, password: password, contentType: "text/xml", action: namespace + "#" + operation,
		body: envelope(header, `<m:`+operation+` xmlns:m="`+namespace+`">`+arguments+`</m:`+operation+`>`)}
}

func model204Rows(t *testing.T, g *guarded) map[string][]attempt {
	login := func(what, user string) {
		g.ids[what] = g.find(t, model204Request("", "", "", "Login", `<m:userid>`+user+`</m:userid><m:password>soapstone</m:password>`), `<m:thread>([^<]+)<`)
	}
	login("expired", "HARPO")
	g.wait(t, 6*time.Minute)
	login("HARPO", "HARPO")
	login("ended", "HARPO")
	g.find(t, model204Request(g.ids["ended"], "", "", "Logoff", ""), "<m:rc>(0)<")
	g.find(t, model204Request("", "ZEPPO", "soapstone", "Session_Create", `<m:sesid>SECRETS</m:sesid><m:opts>NOOPEN</m:opts>`), "<m:rc>(0)<")
	g.find(t, model204Request("", "HARPO", "soapstone", "Session_List", ""), "<m:rc>(0)<") // what was due is done
	g.ids["unknown"] = other(g.ids["HARPO"])
	g.ids["the name of another's session"] = "SECRETS"
	g.wait(t, time.Second)

	rows := map[string][]attempt{}
	for operation, arguments := range map[string]string{
		"Session": "", "Session_Id": "", "Session_Owner": "", "Session_Timeout": "", "Session_List": "", "Session_Close": "", "Logoff": "",
		"Session_Create": `<m:sesid>S</m:sesid>`, "Session_Open": `<m:sesid>SECRETS</m:sesid>`, "Session_Delete": `<m:sesid>SECRETS</m:sesid>`,
		"SetSession": `<m:name>a</m:name><m:value>b</m:value>`, "GetSession": `<m:name>a</m:name>`, "DiscardSession": `<m:name>a</m:name>`,
	} {
		web := func(with, user, password string) attempt {
			return attempt{with: with, want: "401 Unauthorized", like: "logins", request: model204Request("", user, password, operation, arguments)}
		}
		thread := func(with, token string) attempt {
			return attempt{with: with, want: "Fault", like: "threads", sent: []string{token}, request: model204Request(token, "", "", operation, arguments)}
		}
		rows["model204/session "+operation] = []attempt{web("none", "", ""), web("wrong password", "HARPO", "x"), web("unknown user", "NOBODY", "soapstone"),
			thread("an unknown thread", g.ids["unknown"]), thread("a thread that logged off", g.ids["ended"]), thread("a thread that was silent", g.ids["expired"])}
	}
	in := func(with, user, password string) attempt {
		return attempt{with: with, want: "Fault", like: "logins",
			request: model204Request("", "", "", "Login", `<m:userid>`+user+`</m:userid><m:password>`+password+`</m:password>`)}
	}
	rows["model204/session Login"] = []attempt{in("wrong password", "HARPO", "x"), in("unknown user", "NOBODY", "soapstone"), in("no user", "", "soapstone"),
		in("a userid that is none", "HARPO THE 2ND", "soapstone")}
	for operation, want := range map[string]string{"Session_Open": "<m:rc>1<", "Session_Delete": "<m:rc>1<"} {
		of := func(with, owner, sesid string) attempt {
			return attempt{with: with, want: want, like: "others' sessions", sent: []string{sesid},
				request: model204Request("", "HARPO", "soapstone", operation, `<m:sesid>`+sesid+`</m:sesid><m:owner>`+owner+`</m:owner>`)}
		}
		rows["model204/session "+operation] = append(rows["model204/session "+operation],
			of("another's session", "ZEPPO", "SECRETS"), of("another's session that is none", "ZEPPO", "NOTHING"), of("of nobody", "NOBODY", "NOTHING"))
	}
	list := func(with, owner string) attempt {
		return attempt{with: with, want: "<m:rc>0<", like: "lists", request: model204Request("", "HARPO", "soapstone", "Session_List", `<m:owner>`+owner+`</m:owner>`)}
	}
	rows["model204/session Session_List"] = append(rows["model204/session Session_List"], list("another user", "ZEPPO"), list("nobody", "NOBODY"), list("everybody", "Z*"))
	rows["model204/session Session_Create"] = append(rows["model204/session Session_Create"], attempt{with: "for another user", want: "Fault",
		request: model204Request("", "HARPO", "soapstone", "Session_Create", `<m:sesid>S</m:sesid><m:owner>ZEPPO</m:owner>`)})
	return rows
}

package clients

import (
	"html"
	"strings"
)

// Talks are the conversations of clients such as there are, by system: a session's beginning, use and end.
func Talks() map[string]func(c *Client) {
	return map[string]func(c *Client){
		"sqlserver": sqlserver, "mft": mft, "salesforce": salesforce, "futurama": futurama, "model204": model204,
	}
}

func sqlserver(c *Client) {
	call := func(name, session, text string) string {
		header := `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` + session + `/>`
		body := `<sql:sqlbatch xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:BatchCommands>` + text + `</sql:BatchCommands></sql:sqlbatch>`
		return c.Call(name, "/sql/demo", TextXML, Envelope(header, body), "Authorization", Basic("alice"))
	}
	c.get("/sql/demo?wsdl", "Authorization", Basic("alice"))
	id := c.issued(call("begin", `initiate="true" timeout="50"`, ""), "sessionId")
	call("select", `sessionId="`+id+`"`, "SELECT 1")
	call("end", `sessionId="`+id+`" terminate="true"`, "")
}

func mft(c *Client) {
	const path = "/cfcc/control?view=services/AdministratorService"
	call := func(operation, parameters string) string {
		body := `<n:` + operation + ` xmlns:n="http://administratorService.soap.sift.proginet.com">` + parameters + `</n:` + operation + `>`
		return c.Call(operation, path, TextXML, Envelope("", body), "SOAPAction", `""`, "Authorization", Basic("admin"))
	}
	c.get(path+"?wsdl", "Authorization", Basic("admin"))
	id := c.issued(call("getSession", ""), "getSessionReturn")
	call("validateSession", "<in0>"+id+"</in0>")
	call("closeSession", "<in0>"+id+"</in0>")
}

func salesforce(c *Client) {
	login := c.Call("login", "/services/Soap/u/58.0", TextXML, Envelope("", `<p:login xmlns:p="urn:partner.soap.sforce.com"><p:username>a@example.com</p:username><p:password>`+
		html.EscapeString(Password)+Token+`</p:password></p:login>`), "SOAPAction", `""`)
	id, at := c.issued(login, "sessionId"), c.find(login, "<serverUrl")
	if !strings.HasPrefix(at, c.Base+"/") {
		c.T.Fatalf("the login sends the client away, to %s", at)
	}
	header := `<p:SessionHeader xmlns:p="urn:partner.soap.sforce.com"><p:sessionId>` + id + `</p:sessionId></p:SessionHeader>`
	c.Call("getUserInfo", at, TextXML, Envelope(header, `<p:getUserInfo xmlns:p="urn:partner.soap.sforce.com"/>`), "SOAPAction", `""`)
	c.get("/services/data/v58.0/limits", "Authorization", "Bearer "+id)
	c.Call("logout", at, TextXML, Envelope(header, `<p:logout xmlns:p="urn:partner.soap.sforce.com"/>`), "SOAPAction", `""`)
}

func futurama(c *Client) {
	const ns = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
	call := func(operation, request string) string {
		return c.Call(operation, "/WebAPIService.svc", TextXML, Envelope("", `<`+operation+` xmlns="`+ns+`"><request>`+request+`</request></`+operation+`>`),
			"SOAPAction", `"`+ns+`IWebAPIService/`+operation+`"`)
	}
	id := c.issued(call("StartSession", "<Folder>Savingsaccount</Folder>"), "SessionID")
	call("SessionKeepAlive", "<SessionID>"+id+"</SessionID>")
	c.Call("keep alive in JSON", "/rest/webapi/SessionKeepAlive", "application/json", `{"sessionID":"`+id+`"}`)
	call("SessionEnd", "<SessionID>"+id+"</SessionID>")
}

func model204(c *Client) {
	thread := ""
	call := func(name, operation, parameters string) string {
		header := ""
		if thread != "" {
			header = `<m:Thread xmlns:m="urn:m204:janus:session:v1">` + thread + `</m:Thread>`
		}
		return c.Call(name, "/m204/session", TextXML, Envelope(header, `<m:`+operation+` xmlns:m="urn:m204:janus:session:v1">`+parameters+`</m:`+operation+`>`),
			"SOAPAction", `"urn:m204:janus:session:v1#`+operation+`"`)
	}
	thread = c.issued(call("Login", "Login", "<m:userid>HARPO</m:userid><m:password>"+html.EscapeString(Password)+"</m:password>"), "<m:thread")
	call("Session_Create", "Session_Create", "<m:sesid>A</m:sesid>")
	call("Session_Close", "Session_Close", "")
	call("Session_Open", "Session_Open", "<m:sesid>A</m:sesid>")
	call("close again", "Session_Close", "")
	call("Session_Delete", "Session_Delete", "<m:sesid>A</m:sesid>")
}

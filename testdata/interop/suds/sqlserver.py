"""A SQL Server session from beginning to end with suds, from the served WSDL.

    python3 sqlserver.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
"""
import base64
import http.client
import logging
import sys
import urllib.request

import suds
import suds.client
from suds.sax.element import Element
from suds.transport import TransportError
from suds.transport.http import HttpAuthenticated
from suds.wsse import Security, UsernameToken

OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"
logging.getLogger("suds").setLevel(logging.CRITICAL)  # it complains of attributes that the WSDL does not have


class Endpoint:
    """One endpoint as one user. The WSDL is fetched with the user's password, too."""

    def __init__(self, path, user="alice", password="soapstone", login=()):
        wsse = Security()
        wsse.tokens = [UsernameToken(*login)] if login else []
        self.client = suds.client.Client(URL + path + "?wsdl", cache=None, timeout=30, wsse=wsse if login else None,
                                         transport=HttpAuthenticated(username=user, password=password))

    def batch(self, commands, parameters=None, **session):
        """Runs a batch, in a session if there is something to say about one, and returns the whole answer."""
        block = Element("sqlSession", ns=("o", OPTIONS))
        for name, value in session.items():
            block.set(name, value)
        self.client.set_options(soapheaders=block if session else ())
        return self.client.service.sqlbatch(commands, parameters and {"SqlParameter": parameters})

    def session(self):
        """The attributes of the last answer's sqlSession. The WSDL binds no header, so suds does not return it."""
        header = self.client.last_received().getChild("Envelope").getChild("Header")
        if header is None:
            return "none"
        return " ".join(sorted("%s=%s" % (a.name, a.value) for a in header.getChild("sqlSession").attributes))

    def initiate(self, **session):
        """Starts a session and returns its id and its timeout."""
        answer = self.batch("", initiate="true", **session)
        assert answer.sqlbatchResult == "", answer  # suds's word for an element without content
        attributes = dict(a.split("=", 1) for a in self.session().split())
        assert sorted(attributes) == ["sessionId", "timeout"], attributes
        return attributes["sessionId"], attributes["timeout"]

    def value(self, commands, parameters=None, **session):
        """The only column of the only row of a batch's result."""
        result = self.batch(commands, parameters, **session).sqlbatchResult
        assert result.SqlRowCount.Count == 1, result
        (rowset,) = (part.SqlRowSet1 for part in listed(result.SqlRowSet.diffgram))
        (row,) = listed(listed(rowset)[0].row)
        (column,) = (value for name, value in row)
        (value,) = listed(column)
        return value

    def fault(self, **session):
        """Runs a batch that must fail, and says how."""
        try:
            answer = self.batch("", **session)
        except suds.WebFault as e:
            return "fault %s, %s, header %s" % (e.fault.faultcode, e.fault.faultstring, self.session())
        raise AssertionError("no fault: %s" % answer)


def listed(value):
    """A list: what the schema says nothing of is one for suds, what it has once is not."""
    return value if isinstance(value, list) else [value]


def operator(method, call):
    urllib.request.urlopen(urllib.request.Request(ADMIN + call, method=method), timeout=30).close()


def say(step, saw):
    print("%s: %s" % (step, saw))


URL, ADMIN = sys.argv[1:]
sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale says
operator("PUT", "/clock?frozen=true")

try:
    Endpoint("/sql/demo", password="wrong")
except TransportError as e:
    say("wsdl, wrong password", "refused" if e.httpcode == 401 else e)
demo = Endpoint("/sql/demo")
say("wsdl", ", ".join(demo.client.wsdl.services[0].ports[0].methods))
say("no session", "%s, header %s" % (demo.value("SELECT @@LANGUAGE"), demo.session()))
sid, timeout = demo.initiate(timeout=12)
say("initiate", "id of %d bytes, timeout %s" % (len(base64.b64decode(sid)), timeout))
assert demo.batch("SET LANGUAGE French", sessionId=sid).sqlbatchResult == ""
language = demo.value("SELECT @@LANGUAGE", sessionId=sid)
assert demo.session() == "sessionId=" + sid, demo.session()
say("enlist", language)
say("no session again", demo.value("SELECT @@LANGUAGE"))
second, timeout = demo.initiate(timeout=90)
assert second != sid, second
say("initiate, above the cap", "timeout " + timeout)

question = {"_name": "question", "_sqlDbType": "NVarChar", "_maxLength": 20, "Value": "Noël"}
answer = {"_name": "answer", "_sqlDbType": "NVarChar", "_maxLength": 20, "_direction": "InputOutput", "Value": ""}
say("parameter in", demo.value("SELECT @question", [question], sessionId=sid))
result = demo.batch("SET @answer = @question + N' et adieu'", [question, answer], sessionId=sid)
(out,) = result.Parameters.SqlParameter
say("parameter out", "%s %s %s %s" % (out._direction, out._name, out._sqlDbType, out.Value))
word = {"_name": "word", "_sqlDbType": "VarChar", "Value": "hello"}
say("parameter without maxLength", demo.value("SELECT @word", [word], sessionId=sid))

message = demo.batch("SELECT * FROM Missing", sessionId=sid).sqlbatchResult.SqlMessage
say("error of T-SQL", "%s, class %s, %s" % (message.Number, message.Class, message.Message))

say("unknown id", demo.fault(sessionId=base64.b64encode(bytes(16)).decode()))
say("another user", Endpoint("/sql/demo", "bob").fault(sessionId=sid, terminate="true"))
say("another endpoint", Endpoint("/sql/other").fault(sessionId=sid, terminate="true"))
say("its owner", demo.value("SELECT @@LANGUAGE", sessionId=sid))

app = Endpoint("/sql/demo", login=("app", "soapstone"))
of_app, timeout = app.initiate()
say("SQL login", "timeout %s" % timeout)
say("its session without the login", demo.fault(sessionId=of_app))
say("SQL login, wrong password", Endpoint("/sql/demo", login=("app", "wrong")).fault())
wrong = Endpoint("/sql/demo")
wrong.client.set_options(transport=HttpAuthenticated(username="alice", password="wrong"))
try:
    raise AssertionError(wrong.batch(""))
except AssertionError:
    raise
except Exception as e:  # suds raises this class for a status that is none of SOAP's
    say("wrong password", e.args[0][0])

language = demo.value("SELECT @@LANGUAGE", sessionId=sid, terminate="true")
assert demo.session() == "sessionId=%s terminate=true" % sid, demo.session()
say("terminate", language)
say("use after the end", demo.fault(sessionId=sid))
say("terminate again", demo.fault(sessionId=sid, terminate="true"))
operator("POST", "/faults?system=sqlserver&do=drop-reply&times=1")
try:
    demo.batch("", sessionId=second, terminate="true")
except http.client.RemoteDisconnected:
    say("terminate, answer lost, again", demo.fault(sessionId=second, terminate="true"))

sid, timeout = demo.initiate(timeout=12)
operator("POST", "/clock/advance?by=12s")
say("idle for 12 s of 12", "alive" if demo.batch("", sessionId=sid) else "no answer")
operator("POST", "/clock/advance?by=13s")
say("idle for 13 s of 12", demo.fault(sessionId=sid))

say("sessions disabled", Endpoint("/sql/nosessions").fault(initiate="true"))
say("sessions disabled, none asked", Endpoint("/sql/nosessions").value("SELECT @@LANGUAGE"))

"""A SQL Server session from beginning to end with zeep, from the served WSDL.

    python3 sqlserver.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
"""
import base64
import sys

import requests
import zeep
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"
ROW = "{urn:schemas-microsoft-com:sql:SqlRowSet1}row"


class Session(zeep.Plugin):
    """Keeps the sqlSession of the last answer. The WSDL binds no header, so zeep does not return it."""
    last = None

    def ingress(self, envelope, http_headers, operation):
        self.last = envelope.find(".//{%s}sqlSession" % OPTIONS)
        return envelope, http_headers

    def __str__(self):
        return "none" if self.last is None else " ".join("%s=%s" % a for a in sorted(self.last.items()))


class Endpoint:
    """One endpoint as one user. The WSDL is fetched with the user's password, too."""

    def __init__(self, path, user="alice", password="soapstone", wsse=None):
        self.web = requests.Session()
        self.web.auth = (user, password)
        self.session = Session()
        self.client = zeep.Client(URL + path + "?wsdl", wsse=wsse, plugins=[self.session],
                                  transport=Transport(session=self.web, timeout=30, operation_timeout=30))

    def batch(self, commands, parameters=None, **session):
        """Runs a batch, in a session if there is something to say about one, and returns the whole answer."""
        block = self.client.get_element("{%s}sqlSession" % OPTIONS)
        return self.client.service.sqlbatch(commands, parameters and {"SqlParameter": parameters},
                                            _soapheaders=[block(**session)] if session else None)

    def initiate(self, **session):
        """Starts a session and returns its id, as bytes, and its timeout."""
        answer = self.batch("", initiate=True, **session)
        assert answer.sqlbatchResult is None, answer  # zeep's word for an element without content
        assert sorted(self.session.last.attrib) == ["sessionId", "timeout"], self.session
        return base64.b64decode(self.session.last.get("sessionId")), self.session.last.get("timeout")

    def value(self, commands, parameters=None, **session):
        """The only column of the only row of a batch's result."""
        answer = self.batch(commands, parameters, **session)
        rowset, count = answer.sqlbatchResult._value_1
        assert count["SqlRowCount"].Count == 1, count
        rows = [row for part in rowset["SqlRowSet"]._value_1 for row in part.iter(ROW)]
        assert len(rows) == 1 and len(rows[0]) == 1, answer
        return rows[0][0].text

    def fault(self, **session):
        """Runs a batch that must fail, and says how."""
        try:
            answer = self.batch("", **session)
        except zeep.exceptions.Fault as fault:
            return "fault %s, %s, header %s" % (fault.code, fault.message, self.session)
        raise AssertionError("no fault: %s" % answer)


def operator(method, call):
    requests.request(method, ADMIN + call, timeout=30).raise_for_status()


def say(step, saw):
    print("%s: %s" % (step, saw))


URL, ADMIN = sys.argv[1:]
sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale says
operator("PUT", "/clock?frozen=true")

try:
    Endpoint("/sql/demo", password="wrong")
except requests.HTTPError as e:
    say("wsdl, wrong password", "refused" if e.response.status_code == 401 else e)
demo = Endpoint("/sql/demo")
say("wsdl", ", ".join(demo.client.service._binding.all()))
say("no session", "%s, header %s" % (demo.value("SELECT @@LANGUAGE"), demo.session))
sid, timeout = demo.initiate(timeout=12)
say("initiate", "id of %d bytes, timeout %s" % (len(sid), timeout))
text = base64.b64encode(sid).decode()
assert demo.batch("SET LANGUAGE French", sessionId=sid).sqlbatchResult is None
language = demo.value("SELECT @@LANGUAGE", sessionId=sid)
assert str(demo.session) == "sessionId=" + text, demo.session
say("enlist", language)
say("no session again", demo.value("SELECT @@LANGUAGE"))
second, timeout = demo.initiate(timeout=90)
assert second != sid, second
say("initiate, above the cap", "timeout " + timeout)

question = {"name": "question", "sqlDbType": "NVarChar", "maxLength": 20, "Value": "Noël"}
answer = {"name": "answer", "sqlDbType": "NVarChar", "maxLength": 20, "direction": "InputOutput", "Value": ""}
say("parameter in", demo.value("SELECT @question", [question], sessionId=sid))
result = demo.batch("SET @answer = @question + N' et adieu'", [question, answer], sessionId=sid)
(out,) = result.Parameters.SqlParameter
say("parameter out", "%s %s %s %s" % (out.direction, out.name, out.sqlDbType, out.Value))
word = {"name": "word", "sqlDbType": "VarChar", "Value": "hello"}
say("parameter without maxLength", demo.value("SELECT @word", [word], sessionId=sid))

message = demo.batch("SELECT * FROM Missing", sessionId=sid).sqlbatchResult._value_1[0]["SqlMessage"]
say("error of T-SQL", "%d, class %d, %s" % (message.Number, message.Class, message.Message))

say("unknown id", demo.fault(sessionId=bytes(16)))
say("another user", Endpoint("/sql/demo", "bob").fault(sessionId=sid, terminate=True))
say("another endpoint", Endpoint("/sql/other").fault(sessionId=sid, terminate=True))
say("its owner", demo.value("SELECT @@LANGUAGE", sessionId=sid))

app = Endpoint("/sql/demo", wsse=UsernameToken("app", "soapstone"))
of_app, timeout = app.initiate()
say("SQL login", "timeout %s" % timeout)
say("its session without the login", demo.fault(sessionId=of_app))
say("SQL login, wrong password", Endpoint("/sql/demo", wsse=UsernameToken("app", "wrong")).fault())
wrong = Endpoint("/sql/demo")
wrong.web.auth = ("alice", "wrong")
try:
    wrong.batch("")
except zeep.exceptions.TransportError as e:
    say("wrong password", e.status_code)

language = demo.value("SELECT @@LANGUAGE", sessionId=sid, terminate=True)
assert str(demo.session) == "sessionId=%s terminate=true" % text, demo.session
say("terminate", language)
say("use after the end", demo.fault(sessionId=sid))
say("terminate again", demo.fault(sessionId=sid, terminate=True))
operator("POST", "/faults?system=sqlserver&do=drop-reply&times=1")
try:
    demo.batch("", sessionId=second, terminate=True)
except requests.ConnectionError:
    say("terminate, answer lost, again", demo.fault(sessionId=second, terminate=True))

sid, timeout = demo.initiate(timeout=12)
operator("POST", "/clock/advance?by=12s")
say("idle for 12 s of 12", "alive" if demo.batch("", sessionId=sid) else "no answer")
operator("POST", "/clock/advance?by=13s")
say("idle for 13 s of 12", demo.fault(sessionId=sid))

say("sessions disabled", Endpoint("/sql/nosessions").fault(initiate=True))
say("sessions disabled, none asked", Endpoint("/sql/nosessions").value("SELECT @@LANGUAGE"))

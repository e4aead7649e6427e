"""A SQL Server session from beginning to end, step by step, without what a stack has to do with it.

Each step prints what it saw; a surprise ends it all.
"""
import base64

from step import advance, fails, operator, say


class SQLServerEndpoint:
    """One endpoint as one user, perhaps with a login of SQL Server. A stack's program says how it does the first ten."""
    Lost = None  # the class of what is raised when no answer comes

    @staticmethod
    def status(call):
        """The HTTP status with which the WSDL is refused in a call that must fail."""
        raise NotImplementedError

    def operations(self):
        """The operations that the stack knows of the WSDL."""
        raise NotImplementedError

    def batch(self, commands, parameters=None, **session):
        """Runs a batch, in a session if there is something to say about one, and returns what the stack does.

        Of a session are said initiate, timeout, sessionId as bytes, and terminate; of a parameter its Value, and its attributes."""
        raise NotImplementedError

    def empty(self, answer):
        """Whether an answer to a batch has no results."""
        raise NotImplementedError

    def cell(self, answer):
        """The only column of the only row of an answer's only rowset."""
        raise NotImplementedError

    def message(self, answer):
        """The number, the class and the text of the message that an answer begins with."""
        raise NotImplementedError

    def out(self, answer):
        """The direction, the name, the type and the value of an answer's only parameter."""
        raise NotImplementedError

    def header(self):
        """The attributes of the last answer's sqlSession, None if it has none. The WSDL binds no header, so no stack returns it."""
        raise NotImplementedError

    def fault(self, call):
        """What a call that must fail failed with: the code and the text."""
        raise NotImplementedError

    def unauthorized(self, password):
        """The HTTP status with which a batch is refused from a user with a wrong password."""
        raise NotImplementedError

    def session(self):
        header = self.header()
        return "none" if header is None else " ".join("%s=%s" % a for a in sorted(header.items()))

    def initiate(self, **session):
        """Starts a session and returns its id and its timeout."""
        answer = self.batch("", initiate=True, **session)
        assert self.empty(answer), answer
        header = self.header()
        assert sorted(header) == ["sessionId", "timeout"], header
        return base64.b64decode(header["sessionId"]), header["timeout"]

    def value(self, commands, parameters=None, **session):
        return self.cell(self.batch(commands, parameters, **session))

    def refusal(self, **session):
        """Runs a batch that must fail, and says how."""
        return "%s, header %s" % (self.fault(lambda: self.batch("", **session)), self.session())


def live(endpoint):
    """Lives a session at endpoints, each made of a path, and perhaps a user, a password and a login."""
    operator("PUT", "/clock?frozen=true")
    status = endpoint.status(lambda: endpoint("/sql/demo", password="wrong"))
    say("wsdl, wrong password", "refused" if status == 401 else status)
    demo = endpoint("/sql/demo")
    say("wsdl", ", ".join(demo.operations()))
    say("no session", "%s, header %s" % (demo.value("SELECT @@LANGUAGE"), demo.session()))
    sid, timeout = demo.initiate(timeout=12)
    say("initiate", "id of %d bytes, timeout %s" % (len(sid), timeout))
    text = base64.b64encode(sid).decode()
    assert demo.empty(demo.batch("SET LANGUAGE French", sessionId=sid))
    language = demo.value("SELECT @@LANGUAGE", sessionId=sid)
    assert demo.session() == "sessionId=" + text, demo.session()
    say("enlist", language)
    say("no session again", demo.value("SELECT @@LANGUAGE"))
    second, timeout = demo.initiate(timeout=90)
    assert second != sid, second
    say("initiate, above the cap", "timeout " + timeout)
    parameters(demo, sid)
    others(endpoint, demo, sid)
    ends(demo, sid, second)
    idle(demo)
    say("sessions disabled", endpoint("/sql/nosessions").refusal(initiate=True))
    say("sessions disabled, none asked", endpoint("/sql/nosessions").value("SELECT @@LANGUAGE"))


def parameters(demo, sid):
    question = {"name": "question", "sqlDbType": "NVarChar", "maxLength": 20, "Value": "Noël"}
    answer = {"name": "answer", "sqlDbType": "NVarChar", "maxLength": 20, "direction": "InputOutput", "Value": ""}
    say("parameter in", demo.value("SELECT @question", [question], sessionId=sid))
    result = demo.batch("SET @answer = @question + N' et adieu'", [question, answer], sessionId=sid)
    say("parameter out", "%s %s %s %s" % demo.out(result))
    word = {"name": "word", "sqlDbType": "VarChar", "Value": "hello"}
    say("parameter without maxLength", demo.value("SELECT @word", [word], sessionId=sid))
    say("error of T-SQL", "%s, class %s, %s" % demo.message(demo.batch("SELECT * FROM Missing", sessionId=sid)))


def others(endpoint, demo, sid):
    say("unknown id", demo.refusal(sessionId=bytes(16)))
    say("another user", endpoint("/sql/demo", "bob").refusal(sessionId=sid, terminate=True))
    say("another endpoint", endpoint("/sql/other").refusal(sessionId=sid, terminate=True))
    say("its owner", demo.value("SELECT @@LANGUAGE", sessionId=sid))
    of_app, timeout = endpoint("/sql/demo", login=("app", "soapstone")).initiate()
    say("SQL login", "timeout %s" % timeout)
    say("its session without the login", demo.refusal(sessionId=of_app))
    say("SQL login, wrong password", endpoint("/sql/demo", login=("app", "wrong")).refusal())
    say("wrong password", endpoint("/sql/demo").unauthorized("wrong"))


def ends(demo, sid, second):
    language = demo.value("SELECT @@LANGUAGE", sessionId=sid, terminate=True)
    assert demo.session() == "sessionId=%s terminate=true" % base64.b64encode(sid).decode(), demo.session()
    say("terminate", language)
    say("use after the end", demo.refusal(sessionId=sid))
    say("terminate again", demo.refusal(sessionId=sid, terminate=True))
    operator("POST", "/faults?system=sqlserver&do=drop-reply&times=1")
    fails(lambda: demo.batch("", sessionId=second, terminate=True), demo.Lost)
    say("terminate, answer lost, again", demo.refusal(sessionId=second, terminate=True))


def idle(demo):
    sid, timeout = demo.initiate(timeout=12)
    advance("12s")
    say("idle for 12 s of 12", "alive" if demo.batch("", sessionId=sid) else "no answer")
    advance("13s")
    say("idle for 13 s of 12", demo.refusal(sessionId=sid))

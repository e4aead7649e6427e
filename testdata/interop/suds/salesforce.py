"""Salesforce sessions from login to login with suds, from the served WSDL.

    python3 salesforce.py http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0

The second address is the operator's API, which moves the clock; the last is the API, u for partner and c for enterprise,
and its version. Each step prints what it saw; a surprise ends it all.
"""
import datetime
import sys
import urllib.parse
import urllib.request

import suds
import suds.client


class Connection:
    """One user's connection, which goes on where the login says."""

    def __init__(self, user, password="soapstone"):
        self.user, self.password = user, password
        self.client = suds.client.Client(URL + "/services/Soap/" + API + "?WSDL", cache=None, timeout=30)

    def login(self):
        self.client.set_options(soapheaders=())
        self.result = self.client.service.login(self.user, self.password)
        self.client.set_options(location=self.result.serverUrl)
        self.goes_on_with(self.result.sessionId)
        return self

    def goes_on_with(self, sid):
        self.id = sid
        self.client.set_options(soapheaders={"SessionHeader": {"sessionId": sid}})

    def call(self, operation, *parameters):
        """Runs an operation. From 29.0 on, the answer tells the use of the API, which suds does not return."""
        answer = getattr(self.client.service, operation)(*parameters)
        header = self.client.last_received().getChild("Envelope").getChild("Header")
        if VERSION < 29 or operation == "logout":
            assert header is None, header
            return answer
        info = header.getChild("LimitInfoHeader").getChild("limitInfo")
        assert (info.getChild("type").getText(), info.getChild("limit").getText()) == ("API REQUESTS", "15000"), info
        return answer

    def user_name(self):
        return self.call("getUserInfo").userName

    def invalidate(self, *ids):
        """What became of each of some sessions."""
        saw = []
        for result in self.call("invalidateSessions", list(ids)):
            errors = getattr(result, "errors", [])
            assert result.success == (not errors), result
            for error in errors:
                assert error.message, error
            saw.append(" ".join(["true" if result.success else "false"] + [e.statusCode for e in errors]))
        return ", ".join(saw)


def fault(call):
    """What a call that must fail failed with: the code and the text, and the type of the detail."""
    try:
        answer = call()
    except suds.WebFault as e:
        ((kind, inner),) = e.fault.detail
        assert "%s: %s" % (inner.exceptionCode, inner.exceptionMessage) == e.fault.faultstring, inner
        return "fault %s, %s, %s" % (e.fault.faultcode, e.fault.faultstring.replace("\n", "\\n"), kind)
    raise AssertionError("no fault: %s" % answer)


def operator(method, call):
    urllib.request.urlopen(urllib.request.Request(ADMIN + call, method=method), timeout=30).close()


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


URL, ADMIN, API = sys.argv[1:]
VERSION = float(API[2:])
operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z")

alice = Connection("alice@example.com")
say("login, wrong password", fault(Connection("alice@example.com", "wrong").login))
alice.login()
assert alice.result.passwordExpired is False and alice.result.sandbox is False, alice.result
assert alice.result.userId == alice.result.userInfo.userId, alice.result
first = alice.id
path = urllib.parse.urlparse(alice.result.serverUrl).path
say("login", "%d characters of %s, %s" % (len(first), first.split("!")[0], path))
say("login again", "the same session" if alice.login().id == first else alice.id)
info = alice.call("getUserInfo")
assert str(info) == str(alice.result.userInfo) and info.roleId is None, info
assert VERSION < 21 or info.sessionSecondsValid == 7200, info
say("user", "%s of %s" % (info.userName, info.organizationName))
stamp = alice.call("getServerTimestamp").timestamp
assert stamp.utcoffset() == datetime.timedelta(), stamp
say("server timestamp", stamp.strftime("%Y-%m-%dT%H:%M:%S.000Z"))

bob = Connection("bob@example.com").login()
assert bob.id != alice.id, bob.id
say("invalidate another and an unknown one", alice.invalidate(bob.id, "abc"))
say("the other", fault(bob.user_name))
say("the other invalidates", fault(lambda: bob.invalidate(alice.id)))
say("the other logs in", bob.login().user_name())
say("invalidate another and its own", alice.invalidate(bob.id, alice.id))
say("its own", fault(alice.user_name))
say("its own again", fault(lambda: alice.invalidate(alice.id)))
assert alice.login().id != first, alice.id
say("login after it", alice.user_name())
say("201 ids", fault(lambda: alice.invalidate(*[alice.id] * 201)))

result = alice.call("logout")
say("logout", "done" if result is None else result)
say("logout again", fault(lambda: alice.call("logout")))
say("call after it", fault(alice.user_name))
alice.goes_on_with("abc")
say("no session id at all", fault(alice.user_name))

alice.login()
operator("POST", "/clock/advance?by=7199s")
say("idle for 7199 s of 7200", alice.user_name())
operator("POST", "/clock/advance?by=7200s")
say("idle for 7200 s", fault(alice.user_name))
say("login after it", alice.login().user_name())

expired = Connection("expired@example.com").login()
say("login, password expired", str(expired.result.passwordExpired).lower())
say("before a new one", fault(expired.user_name))
result = expired.call("setPassword", expired.result.userId, "soapstone2")
assert result == "", result  # the word of suds for an element without content
say("with a new one", expired.user_name())
say("login with the old one", fault(expired.login))

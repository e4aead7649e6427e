"""Salesforce sessions from login to login, step by step, without what a stack has to do with them.

Each step prints what it saw; a surprise ends it all.
"""
import datetime
import urllib.parse

from step import REST, advance, operator, say

(API,) = REST  # u for partner and c for enterprise, and its version
VERSION = float(API[2:])


class SalesforceConnection:
    """One user's connection, which goes on where the login says. A stack's program says how it does the first five."""

    def __init__(self, user, password="soapstone"):
        self.user, self.password = user, password

    def log_in(self):
        """Calls login, without a session, and returns the result."""
        raise NotImplementedError

    def goes_on(self, address, session):
        """Has all other calls go to an address, in a session."""
        raise NotImplementedError

    def call(self, operation, *parameters):
        """Runs an operation and returns what is in its answer. From 29.0 on, answers have a header with the use of the API."""
        raise NotImplementedError

    def timestamp(self, answer):
        """The time in what getServerTimestamp was answered with."""
        raise NotImplementedError

    def fault(self, call):
        """What a call that must fail failed with: the code and the text, and the type of the detail."""
        raise NotImplementedError

    def login(self):
        self.result = self.log_in()
        self.goes_on_in(self.result.sessionId)
        return self

    def goes_on_in(self, session):
        self.id = session
        self.goes_on(self.result.serverUrl, session)

    def user_name(self):
        return self.call("getUserInfo").userName

    def void(self, operation, *parameters):
        """Runs an operation whose answer has nothing in it, for which stacks have None or an empty text."""
        answer = self.call(operation, *parameters)
        assert answer is None or answer == "", answer
        return "done"

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


def live(connect):
    """Lives sessions in connections, each made of a user and perhaps a password."""
    operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z")
    alice = connect("alice@example.com")
    say("login, wrong password", alice.fault(connect("alice@example.com", "wrong").login))
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
    stamp = alice.timestamp(alice.call("getServerTimestamp"))
    assert stamp.utcoffset() == datetime.timedelta(), stamp
    say("server timestamp", stamp.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    another_and_its_own(alice, connect("bob@example.com").login())
    logout(alice)
    idle(alice.login())
    expired(connect("expired@example.com").login())


def another_and_its_own(alice, bob):
    first = alice.id
    assert bob.id != alice.id, bob.id
    say("invalidate another and an unknown one", alice.invalidate(bob.id, "abc"))
    say("the other", bob.fault(bob.user_name))
    say("the other invalidates", bob.fault(lambda: bob.invalidate(alice.id)))
    say("the other logs in", bob.login().user_name())
    say("invalidate another and its own", alice.invalidate(bob.id, alice.id))
    say("its own", alice.fault(alice.user_name))
    say("its own again", alice.fault(lambda: alice.invalidate(alice.id)))
    assert alice.login().id != first, alice.id
    say("login after it", alice.user_name())
    say("201 ids", alice.fault(lambda: alice.invalidate(*[alice.id] * 201)))


def logout(alice):
    say("logout", alice.void("logout"))
    say("logout again", alice.fault(lambda: alice.void("logout")))
    say("call after it", alice.fault(alice.user_name))
    alice.goes_on_in("abc")
    say("no session id at all", alice.fault(alice.user_name))


def idle(alice):
    advance("7199s")
    say("idle for 7199 s of 7200", alice.user_name())
    advance("7200s")
    say("idle for 7200 s", alice.fault(alice.user_name))
    say("login after it", alice.login().user_name())


def expired(connection):
    say("login, password expired", str(connection.result.passwordExpired).lower())
    say("before a new one", connection.fault(connection.user_name))
    connection.void("setPassword", connection.result.userId, "soapstone2")
    say("with a new one", connection.user_name())
    say("login with the old one", connection.fault(connection.login))

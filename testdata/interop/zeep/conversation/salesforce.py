"""A conversation of zeep with Salesforce that any server can have: nothing moves its clock, and nothing stays.

    python3 salesforce.py http://127.0.0.1:8080 together

With "apart" no session sees another: each can be told, and played again, without the others.
"""
import datetime
import sys

import zeep
from zeep.cache import InMemoryCache
from zeep.transports import Transport


class Connection:
    """One user's connection, which goes on where the login says."""

    def __init__(self, user, password="soapstone"):
        self.user, self.password = user, password
        self.client = zeep.Client(URL + "/services/Soap/c/64.0?WSDL",
                                  transport=Transport(cache=InMemoryCache(), timeout=30, operation_timeout=30))
        (self.binding,) = self.client.wsdl.bindings  # its name

    def login(self):
        result = self.client.service.login(self.user, self.password)
        assert result.serverUrl.startswith(URL), result
        self.service = self.client.create_service(self.binding, result.serverUrl)
        self.id = result.sessionId
        return self

    def call(self, operation, *parameters):
        answer = self.service[operation](*parameters, _soapheaders={"SessionHeader": {"sessionId": self.id}})
        return answer.body and answer.body.result

    def user_name(self):
        return self.call("getUserInfo").userName


def fault(call):
    try:
        answer = call()
    except zeep.exceptions.Fault as fault:
        return "fault %s" % fault.code
    raise AssertionError("no fault: %s" % answer)


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


URL, HOW = sys.argv[1:]
say("wrong password", fault(Connection("alice@example.com", "wrong").login))
alice = Connection("alice@example.com").login()
first = alice.id
say("login again", "the same session" if alice.login().id == first else "another")
say("user", alice.user_name())
stamp = alice.call("getServerTimestamp").timestamp
assert abs(stamp - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(hours=1), stamp

if HOW == "together":
    bob = Connection("bob@example.com").login()
    say("invalidate the other and an unknown one", " ".join(str(r.success) for r in alice.call("invalidateSessions", [bob.id, "abc"])))
    say("the other", fault(bob.user_name))
say("invalidate its own", " ".join(str(r.success) for r in alice.call("invalidateSessions", [alice.id])))
say("its own", fault(alice.user_name))
alice.login()
assert alice.id != first, alice.id
say("login after it", alice.user_name())
alice.call("logout")
say("use after the end", fault(alice.user_name))
alice.id = "abc"
say("no session id at all", fault(alice.user_name))

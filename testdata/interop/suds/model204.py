"""Sessions of Model 204 from login to logoff with suds, from the served WSDL.

    python3 model204.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
"""
import sys
import time
import urllib.request

import suds
import suds.client
from suds.transport.http import HttpAuthenticated, HttpTransport


def user(userid, password="soapstone"):
    """Logs in, and returns the token of the thread."""
    return call(None, "Login", userid=userid, password=password).thread


def login(userid, password="soapstone"):
    answer = call(None, "Login", userid=userid, password=password)
    assert len(answer.thread) == 32, answer
    return answer.thread, "user %d%s" % (answer.userNumber, ", privileged" if answer.privileged else "")


def call(thread, operation, **arguments):
    """Runs an operation on a thread, or without one, and returns what suds does: the only field of the answer."""
    client.set_options(soapheaders={} if thread is None else {"Thread": thread})
    return getattr(client.service, operation)(**arguments)


def create(thread, sesid, **more):
    return call(thread, "Session_Create", sesid=sesid, **more)


def opens(thread, sesid, owner=None, timeout=None):
    return call(thread, "Session_Open", sesid=sesid, owner=owner, timeout=timeout)


def close(thread, **changes):
    return call(thread, "Session_Close", **changes)


def delete(thread, sesid, owner=None):
    return call(thread, "Session_Delete", sesid=sesid, owner=owner)


def state(thread):
    """What the functions without arguments say."""
    saw = [call(thread, "Session" + name) for name in ["", "_Id", "_Owner", "_Timeout"]]
    return ", ".join("-" if s is None else str(s) for s in saw)


def sessions(thread, owner=None):
    answer = call(thread, "Session_List", owner=owner)
    assert answer.rc == len(answer.item), answer
    for item in answer.item:
        text = item.value
        columns = [text[:10], text[10:16], text[16:30], text[30:44], text[44:50], text[50:]]
        number = str(getattr(item, "_userNumber", ""))
        attributes = [item._owner, str(item._timeout), item._created, item._lastAccess, number, item._sesid]
        assert [c.strip() for c in columns] == attributes, item
    return " ".join([str(answer.rc)] + ["[%s]" % item.value for item in answer.item])


def put(thread, name, value):
    answer = call(thread, "SetSession", name=name, value=value)
    assert answer is None, answer
    return "done"


def value(thread, name):
    found = call(thread, "GetSession", name=name)
    return "none" if found is None else found


def discard(thread, name):
    answer = call(thread, "DiscardSession", name=name)
    assert answer is None, answer
    return "done"


def fault(work):
    """What a call that must fail failed with: the code and the text, and what the detail says."""
    try:
        answer = work()
    except suds.WebFault as e:
        saw = "fault %s, %s" % (e.fault.faultcode, e.fault.faultstring)
        if hasattr(e.fault, "detail"):
            inner = e.fault.detail.RequestCancelled
            saw += ", %s %s" % (inner.function, inner.reason)
        return saw
    raise AssertionError("no fault: %s" % answer)


def operator(method, call):
    urllib.request.urlopen(urllib.request.Request(ADMIN + call, method=method), timeout=30).close()


def advance(by):
    operator("POST", "/clock/advance?by=" + by)


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


URL, ADMIN = sys.argv[1:]
operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z")
client = suds.client.Client(URL + "/m204/session?wsdl", cache=None, timeout=30)

say("login, wrong password", fault(lambda: user("HARPO", "wrong")))
say("login, no such user", fault(lambda: user("GUMMO")))
say("not logged in", fault(lambda: state("none")))
harpo, saw = login("HARPO")
say("HARPO", saw)
second, saw = login("harpo")
say("HARPO", saw)
zeppo, saw = login("ZEPPO")
say("ZEPPO", saw)
sysadm, saw = login("SYSADM")
say("SYSADM", saw)

say("nothing open", state(harpo))
say("close", close(harpo))
say("get", fault(lambda: value(harpo, "horn")))
say("open", opens(harpo, "NOPE"))
say("create without an id", fault(lambda: create(harpo, None)))
say("create, timeout -2", fault(lambda: create(harpo, "A", timeout=-2)))
say("create, neither OPEN nor NOOPEN", fault(lambda: create(harpo, "A", opts="MAYBE")))
say("create for ZEPPO", fault(lambda: create(harpo, "A", owner="ZEPPO")))
say("create A", create(harpo, "A"))
say("state", state(harpo))
say("create B as well", fault(lambda: create(harpo, "B")))
say("set", put(harpo, "horn", "Zoë & <Co>"))
say("get", value(harpo, "horn"))
say("list", sessions(harpo))
say("second thread opens A", opens(second, "A"))
operator("PUT", "/clock?frozen=false")
began = time.monotonic()
say("second thread waits 1 s", opens(second, "A", timeout=1))
assert time.monotonic() - began > 0.9
operator("PUT", "/clock?frozen=true&now=2024-01-31T10:16:00Z")

say("close as B", close(harpo, sesid="B"))
say("state", state(harpo))
say("open A", opens(harpo, "A"))
say("second thread opens B", opens(second, "B"))
say("state", state(second))
say("get", value(second, "horn"))
say("get another", value(second, "harp"))
say("discard", discard(second, "horn"))
say("get", value(second, "horn"))
say("create B", create(harpo, "B", opts="NOOPEN"))
say("create C", create(harpo, "C", opts="NOOPEN"))
say("close for 60 s", close(second, timeout=60))
advance("59s")
say("closed for 59 s of 60", opens(harpo, "B"))
say("state", state(harpo))
say("close", close(harpo))
advance("60s")
say("closed for 60 s", opens(harpo, "B"))

say("create C", create(harpo, "C", timeout=3600))
say("set", put(harpo, "horn", "honk"))
say("close for everyone", close(harpo, owner="*"))
say("ZEPPO lists what is public", sessions(zeppo, '"*'))
say("ZEPPO opens C", opens(zeppo, "C"))
say("ZEPPO opens the public C", opens(zeppo, "C", "*"))
say("state", state(zeppo))
say("get", value(zeppo, "horn"))
say("HARPO opens it", opens(harpo, "C", "*"))
say("ZEPPO closes it as his own", close(zeppo, owner="ZEPPO"))
say("HARPO opens ZEPPO's", opens(harpo, "C", "ZEPPO"))
say("HARPO deletes ZEPPO's", delete(harpo, "C", "ZEPPO"))
say("SYSADM opens ZEPPO's", opens(sysadm, "C", "ZEPPO"))
say("state", state(sysadm))
say("SYSADM closes", close(sysadm))
say("SYSADM creates D for ZEPPO", create(sysadm, "D", owner="ZEPPO"))

say("ZEPPO opens C", opens(zeppo, "C"))
say("deletes it", delete(zeppo, "C"))
say("state", state(zeppo))
say("deletes it", delete(zeppo, "C"))
say("closes", close(zeppo))
say("opens C", opens(zeppo, "C"))
say("creates E", create(zeppo, "E", opts="NOOPEN"))
say("deletes it", delete(zeppo, "E"))
say("deletes it", delete(zeppo, "E"))

say("create F", create(harpo, "F"))
advance("4m59s")
say("silent for 4m59s of 5m", state(harpo))
advance("5m")
say("silent for 5m", fault(lambda: state(harpo)))
harpo, saw = login("HARPO")
say("HARPO", saw)
say("open F", opens(harpo, "F"))
say("logoff", call(harpo, "Logoff"))
say("after it", fault(lambda: state(harpo)))
client.set_options(transport=HttpAuthenticated(username="HARPO", password="soapstone"))
say("HARPO by Basic, open F", opens(None, "F"))
say("state", state(None))
say("close", close(None))
client.set_options(transport=HttpAuthenticated(username="HARPO", password="wrong"))
try:
    raise AssertionError(state(None))
except AssertionError:
    raise
except Exception as e:  # suds raises this class for a status that is none of SOAP's
    say("wrong password", e.args[0][0])
client.set_options(transport=HttpTransport())
say("nobody, create W", create(None, "W"))
say("list", sessions(None))

operator("POST", "/systems/model204/reset?set=publicLimit=1")
harpo, saw = login("HARPO")
say("HARPO", saw)
say("create a public P", create(harpo, "P", owner="*", opts="NOOPEN"))
say("create a public Q", create(harpo, "Q", owner="*", opts="NOOPEN"))
say("create P", create(harpo, "P"))
say("close as the public P", close(harpo, owner="*"))
say("close as a public Q", close(harpo, sesid="Q", owner="*"))
say("close", close(harpo))
say("open the public P", opens(harpo, "P", "*"))
say("close as P", close(harpo, owner="HARPO"))
say("close as R", close(harpo, sesid="R", owner="HARPO"))
say("state", state(harpo))

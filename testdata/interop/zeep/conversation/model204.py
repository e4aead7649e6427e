"""A conversation of zeep with Model 204 that any server can have: nothing moves its clock, and nothing stays.

    python3 model204.py http://127.0.0.1:8080 together

With "apart" no session sees another: each can be told, and played again, without the others.
"""
import datetime
import sys

import requests
import zeep
from zeep.cache import InMemoryCache
from zeep.transports import Transport


def login(userid, password="soapstone"):
    return service.Login(userid=userid, password=password).thread


def call(thread, operation, **arguments):
    """Runs an operation on a thread, or without one, and returns what zeep does: the only field of the answer."""
    headers = {} if thread is None else {"_soapheaders": {"Thread": thread}}
    return service[operation](**arguments, **headers)


def state(thread):
    """What the functions without arguments say."""
    saw = [call(thread, "Session" + name) for name in ["", "_Id", "_Owner", "_Timeout"]]
    return ", ".join("-" if s is None else str(s) for s in saw)


def sessions(thread):
    """How many there are, and their ids; the times have to be now."""
    answer = call(thread, "Session_List")
    for item in answer.item:
        created = datetime.datetime.strptime(item.created, "%Y%m%d%H%M%S")
        assert abs(created - datetime.datetime.now()) < datetime.timedelta(days=1), item
        assert item.created in item["_value_1"], item
    return " ".join([str(answer.rc)] + [item.sesid for item in answer.item])


def fault(work):
    try:
        answer = work()
    except zeep.exceptions.Fault as fault:
        return "fault %s, %s" % (fault.code, fault.message)
    raise AssertionError("no fault: %s" % answer)


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


URL, HOW = sys.argv[1:]
web = requests.Session()  # whose credentials are for calls without a thread
client = zeep.Client(URL + "/m204/session?wsdl",
                     transport=Transport(session=web, cache=InMemoryCache(), timeout=30, operation_timeout=30))
service = client.service

say("wrong password", fault(lambda: login("HARPO", "wrong")))
say("no such user", fault(lambda: login("GUMMO")))
say("not logged in", fault(lambda: state("none")))
harpo = login("HARPO")
say("nothing open", state(harpo))
say("open", call(harpo, "Session_Open", sesid="NOPE"))
say("create A", call(harpo, "Session_Create", sesid="A"))
say("state", state(harpo))
say("set", call(harpo, "SetSession", name="horn", value="Zoë & <Co>"))
say("get", call(harpo, "GetSession", name="horn"))
say("create B", fault(lambda: call(harpo, "Session_Create", sesid="B")))
say("list", sessions(harpo))
say("close", call(harpo, "Session_Close"))
say("open again", call(harpo, "Session_Open", sesid="A"))
say("delete", call(harpo, "Session_Delete", sesid="A"))
say("close", call(harpo, "Session_Close"))
say("delete it again", call(harpo, "Session_Delete", sesid="A"))
say("list", sessions(harpo))

if HOW == "together":
    second, zeppo = login("harpo"), login("ZEPPO")
    say("create A", call(harpo, "Session_Create", sesid="A"))
    say("set", call(harpo, "SetSession", name="horn", value="honk"))
    say("create B for later", call(second, "Session_Create", sesid="B", opts="NOOPEN"))
    say("list", sessions(harpo))
    say("second thread opens A", call(second, "Session_Open", sesid="A"))
    say("second thread waits 1 s", call(second, "Session_Open", sesid="A", timeout=1))
    say("close", call(harpo, "Session_Close"))
    say("second thread opens A", call(second, "Session_Open", sesid="A"))
    say("get", call(second, "GetSession", name="horn"))
    say("close for everyone", call(second, "Session_Close", owner="*"))
    say("ZEPPO opens it", call(zeppo, "Session_Open", sesid="A", owner="*"))
    say("get", call(zeppo, "GetSession", name="horn"))
    say("delete", call(zeppo, "Session_Delete", sesid="A", owner="*"))
    say("close", call(zeppo, "Session_Close"))
    say("delete B", call(harpo, "Session_Delete", sesid="B"))
    say("list", sessions(harpo))
    say("logoff", " ".join(str(call(thread, "Logoff")) for thread in [second, zeppo]))

say("logoff", call(harpo, "Logoff"))
say("use after the end", fault(lambda: state(harpo)))
web.auth = ("HARPO", "soapstone")
say("HARPO by Basic, open", call(None, "Session_Open", sesid="A"))
web.auth = ("HARPO", "wrong")
try:
    raise AssertionError(state(None))
except zeep.exceptions.TransportError as e:
    say("wrong password", e.status_code)

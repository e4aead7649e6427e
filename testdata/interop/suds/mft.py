"""The sessions of TIBCO MFT from beginning to end with suds, from the served WSDLs.

    python3 mft.py http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef

The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints
what it saw; a surprise ends it all.
"""
import sys
import urllib.request

import suds
import suds.client
import suds.plugin
from suds.transport.http import HttpAuthenticated

CONTROL = "/cfcc/control?view=services/"
ids = []


class Answer(suds.plugin.MessagePlugin):
    """Keeps the last answer as it came: suds resolves references in what it hands out."""
    last = None

    def received(self, context):
        self.last = context.reply


def client(service, user, password, path=CONTROL):
    """The operations of a service as one user, at the documented address instead of that of the WSDL."""
    login = {"transport": HttpAuthenticated(username=user, password=password)} if user else {}
    return suds.client.Client(URL + path + service + "?WSDL", location=URL + path + service, plugins=[answer],
                              cache=None, timeout=30, **login)


def administrator(user, password="soapstone"):
    return client("AdministratorService", user, password).service


def transfer(user, password="soapstone"):
    return client("FTService", user, password).service


def issued(sid):
    """Keeps an id that was just issued, and lets a second pass: lists are in the order of birth."""
    assert isinstance(sid, str) and 0 < len(sid) <= 64, sid
    ids.append(sid)
    advance("1s")
    return sid


def show(sessions):
    return "; ".join(["%d items" % len(sessions)] + ["null" if s is None else show_one(s) for s in sessions])


def show_one(s):
    at = s.sessionIDDate
    return "#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d" % (
        ids.index(s.sessionID) + 1, s.userID, s.addTerminatingNull, s.remoteIPAddress,
        at.year, at.month, at.day, at.hour, at.minute, at.second)


def yes(*answers):
    """What answers of type boolean say, in the words of XML."""
    assert all(type(a) is bool for a in answers), answers
    return ", ".join(str(a).lower() for a in answers)


def attempt(step, work, *args):
    try:
        say(step, work(*args))
    except suds.WebFault as e:
        say(step, "fault %s, %s" % (e.fault.faultcode, e.fault.faultstring))


def attempts(who, port, sid):
    """The four calls that need a right. The one session that is to be deleted is none."""
    attempt(who + " lists active", lambda: "%d items" % len(port.listActiveSessionIds(sid)))
    attempt(who + " lists expired", lambda: "%d items" % len(port.getExpiredSessionIds(sid)))
    attempt(who + " deletes expired", lambda: yes(port.deleteExpiredSessionIds(sid)))
    attempt(who + " deletes", lambda: yes(port.deleteSessionId("none", sid)))


def operator(method, call):
    urllib.request.urlopen(urllib.request.Request(ADMIN + call, method=method), timeout=30).close()


def advance(by):
    operator("POST", "/clock/advance?by=" + by)


def say(step, saw):
    print("%s: %s" % (step, saw))


URL, ADMIN, BEANS = sys.argv[1:]
answer = Answer()
operator("POST", "/systems/mft/reset?set=beans=" + BEANS)
operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z")

web = client("AdministratorService", "admin", "soapstone")
port = web.service
say("wsdl", " ".join(sorted(web.wsdl.services[0].ports[0].methods)))

attempt("wrong password", administrator("admin", "wrong").getSession)
attempt("wrong password, BW", administrator("admin", "wrong").getBWSession)
attempt("no such user", administrator("nobody").getSession)
attempt("no password", administrator(None).getSession)

one = issued(administrator("TransferUser").getSession())
two = issued(administrator("AuditorUser").getBWSession())
advance("9m58s")
plain = issued(port.getSession())
bw = issued(port.getBWSession())
help_desk = issued(administrator("HelpDeskUser").getSession())
viewer = issued(administrator("Viewer").getSession())
say("sessions", len(set(ids)))

say("validate", yes(port.validateSession(plain)))
say("validate none", yes(port.validateSession("none")))
say("validate null", yes(port.validateSession(suds.null())))
say("active", show(port.listActiveSessionIds(plain)))
say("beans", "multiRef" if b' href="#' in answer.last else "inline")
say("active, BW", show(port.listActiveSessionIds(bw)))
say("nothing expired", show(port.getExpiredSessionIds(plain)))
say("nothing expired, BW", show(port.getExpiredSessionIds(bw)))

attempts("TransferUser", port, one)
attempts("AuditorUser", port, two)
attempts("Viewer", port, viewer)
attempts("HelpDeskUser", port, help_desk)
department = issued(administrator("DeptAdmin").getSession())
sales = issued(administrator("SalesUser").getBWSession())
say("DeptAdmin sees", show(port.listActiveSessionIds(department)))
attempts("DeptAdmin", port, department)

advance("19m54s")
say("idle for 30m of 30m", yes(port.validateSession(one)))
advance("1s")
say("idle for 30m1s of 30m", yes(port.validateSession(one)))
advance("1s")
say("expired", show(port.getExpiredSessionIds(plain)))
say("expired, BW", show(port.getExpiredSessionIds(bw)))
attempts("expired", port, one)
say("delete one expired", yes(port.deleteSessionId(one, help_desk)))
attempt("delete it again", port.deleteSessionId, one, help_desk)
say("expired, BW", show(port.getExpiredSessionIds(bw)))
say("delete expired", yes(port.deleteExpiredSessionIds(plain)))
say("expired", show(port.getExpiredSessionIds(plain)))
say("delete one active", yes(port.deleteSessionId(viewer, plain)))
say("validate", yes(port.validateSession(viewer)))
attempts("deleted", port, viewer)

advance("10m5s")
say("expired, BW", show(port.getExpiredSessionIds(bw)))
attempt("FT, wrong password", transfer("TransferUser", "wrong").getSession)
say("FT purged nothing", "%d items" % len(port.getExpiredSessionIds(bw)))
file = transfer("TransferUser")
third = issued(file.getSession())
say("FT purges", show(port.getExpiredSessionIds(bw)))
say("active, BW", show(port.listActiveSessionIds(bw)))
say("FT validates", yes(file.validateSession(third), file.validateSession(bw), file.validateSession(sales)))
say("FT closes", yes(file.closeSession(third), file.closeSession(third), port.validateSession(third)))

say("close", yes(port.closeSession(bw)))
say("close again", yes(port.closeSession(bw)))
say("validate", yes(port.validateSession(bw)))
attempts("closed", port, bw)
advance("19m54s")
say("listed after 30m of 30m", show(port.listActiveSessionIds(plain)))
advance("30m")
say("and after 30m more", show(port.listActiveSessionIds(plain)))
advance("30m1s")
attempts("too late", port, plain)
say("close too late", yes(port.closeSession(plain), port.closeSession(plain)))

# The path of Axis itself, which is the one that the WSDL has.
direct = client("AdministratorService", "admin", "soapstone", "/cfcc/services/").service
say("again", show(direct.listActiveSessionIds(issued(direct.getSession()))))

operator("POST", "/systems/mft/reset?set=badCredentials=401")
try:
    say("wrong password, the other choice", administrator("admin", "wrong").getSession())
except Exception as e:  # suds raises this class for a status that is none of SOAP's
    say("wrong password, the other choice", e.args[0][0])

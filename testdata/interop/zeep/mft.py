"""The sessions of TIBCO MFT from beginning to end with zeep, from the served WSDLs.

    python3 mft.py http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef

The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints
what it saw; a surprise ends it all.
"""
import sys

import requests
import zeep
from zeep.transports import Transport

CONTROL = "/cfcc/control?view=services/"
ids = []

# What zeep needs of the schema of SOAP's encoding, which the WSDL imports without saying where it is: zeep would look for it
# at its namespace, on the web.
ENCODING = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"
    targetNamespace="http://schemas.xmlsoap.org/soap/encoding/">
  <xs:attribute name="arrayType" type="xs:string"/>
  <xs:complexType name="Array">
    <xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xs:sequence>
    <xs:attribute ref="soapenc:arrayType"/>
  </xs:complexType>
</xs:schema>"""


class Offline(Transport):
    def load(self, url):
        return ENCODING if url.rstrip("/") == "http://schemas.xmlsoap.org/soap/encoding" else super().load(url)


def came(response, **_):
    """Keeps the last answer as it came: zeep resolves references in what it hands out."""
    global last
    last = response


def client(service, user, password, path=CONTROL):
    """The operations of a service as one user, at the documented address instead of that of the WSDL."""
    web = requests.Session()
    web.auth = user and (user, password)
    web.hooks["response"].append(came)
    made = zeep.Client(URL + path + service + "?WSDL",
                       transport=Offline(session=web, timeout=30, operation_timeout=30))
    (binding,) = made.wsdl.bindings  # its name
    return made.create_service(binding, URL + path + service)


def administrator(user, password="soapstone"):
    return client("AdministratorService", user, password)


def transfer(user, password="soapstone"):
    return client("FTService", user, password)


def issued(sid):
    """Keeps an id that was just issued, and lets a second pass: lists are in the order of birth."""
    assert isinstance(sid, str) and 0 < len(sid) <= 64, sid
    ids.append(sid)
    advance("1s")
    return sid


def show(sessions):
    """A list. What is null in an array is a bean without a content to zeep."""
    return "; ".join(["%d items" % len(sessions)] + ["null" if s.sessionID is None else show_one(s) for s in sessions])


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
    except zeep.exceptions.Fault as fault:
        say(step, "fault %s, %s" % (fault.code, fault.message))


def attempts(who, port, sid):
    """The four calls that need a right. The one session that is to be deleted is none."""
    attempt(who + " lists active", lambda: "%d items" % len(port.listActiveSessionIds(sid)))
    attempt(who + " lists expired", lambda: "%d items" % len(port.getExpiredSessionIds(sid)))
    attempt(who + " deletes expired", lambda: yes(port.deleteExpiredSessionIds(sid)))
    attempt(who + " deletes", lambda: yes(port.deleteSessionId("none", sid)))


def operator(method, call):
    requests.request(method, ADMIN + call, timeout=30).raise_for_status()


def advance(by):
    operator("POST", "/clock/advance?by=" + by)


def say(step, saw):
    print("%s: %s" % (step, saw))


URL, ADMIN, BEANS = sys.argv[1:]
operator("POST", "/systems/mft/reset?set=beans=" + BEANS)
operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z")

port = administrator("admin")
say("wsdl", " ".join(sorted(port._binding.all())))

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
say("validate null", yes(port.validateSession(zeep.xsd.Nil)))
say("active", show(port.listActiveSessionIds(plain)))
say("beans", "multiRef" if b' href="#' in last.content else "inline")
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
direct = client("AdministratorService", "admin", "soapstone", "/cfcc/services/")
say("again", show(direct.listActiveSessionIds(issued(direct.getSession()))))

operator("POST", "/systems/mft/reset?set=badCredentials=401")
try:
    say("wrong password, the other choice", administrator("admin", "wrong").getSession())
except zeep.exceptions.Fault as fault:  # zeep reads it, whatever the status
    assert fault.message == "User authentication failed", fault
    say("wrong password, the other choice", last.status_code)

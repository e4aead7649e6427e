"""Salesforce sessions from login to login with simple-salesforce.

    python3 salesforce.py https://127.0.0.1:8443 http://127.0.0.1:8081 ca.pem

The first address is that of the services over TLS, the second that of the operator's API, which moves the clock; the file
has the certificate of soapstone's own authority. Each step prints what it saw; a surprise ends it all.

simple-salesforce logs in at https://login.salesforce.com, and nothing of it is changed: this process resolves the names below
salesforce.com to the first address, and trusts that authority. What it has no call for, ending sessions, is written as its
users write it: an envelope in its own HTTP session.
"""
import os
import re
import socket
import sys
import urllib.parse
from xml.sax.saxutils import escape

import requests
from simple_salesforce import Salesforce, SalesforceLogin
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceExpiredSession

SERVER, ADMIN = urllib.parse.urlparse(sys.argv[1]), sys.argv[2]
os.environ["REQUESTS_CA_BUNDLE"] = sys.argv[3]
VERSION = "59.0"
real_getaddrinfo = socket.getaddrinfo


def getaddrinfo(host, port, *rest, **named):
    """The only thing that is not as on any other machine."""
    if str(host).endswith(".salesforce.com"):
        host, port = SERVER.hostname, SERVER.port
    return real_getaddrinfo(host, port, *rest, **named)


socket.getaddrinfo = getaddrinfo

ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com">
  <soapenv:Header><urn:SessionHeader><urn:sessionId>%s</urn:sessionId></urn:SessionHeader></soapenv:Header>
  <soapenv:Body>%s</soapenv:Body>
</soapenv:Envelope>"""


def soap(sf, body):
    """The status of a call of SOAP, and its answer."""
    answer = sf.session.post("https://%s/services/Soap/u/%s" % (sf.sf_instance, VERSION),
                             (ENVELOPE % (escape(sf.session_id), body)).encode(),
                             headers={"content-type": "text/xml", "charset": "UTF-8", "SOAPAction": '""'}, timeout=30)
    return answer.status_code, answer.text


def invalidate(sf, *ids):
    """What became of each of some sessions."""
    status, text = soap(sf, "<urn:invalidateSessions>%s</urn:invalidateSessions>" % "".join(
        "<urn:sessionIds>%s</urn:sessionIds>" % escape(i) for i in ids))
    saw = re.findall("<success>(true|false)</success>", text)
    assert status == 200 and len(saw) == len(ids), text
    return ", ".join(saw)


def logout(sf):
    status, text = soap(sf, "<urn:logout/>")
    if status == 200:
        assert "<logoutResponse/>" in text, text
        return "done"
    return "%d %s" % (status, re.search("<faultcode>(.*)</faultcode>", text)[1])


def limits(sf):
    return sf.limits()["DailyApiRequests"]["Max"]


def renewed(sf):
    """A call of a connection that logged in with a password, and whether it had to do it again."""
    before = sf.session_id
    return "%s, %s" % (limits(sf), "the same session" if sf.session_id == before else "another session")


def fault(call):
    """What a call that must fail failed with."""
    try:
        answer = call()
    except SalesforceAuthenticationFailed as e:
        return "SalesforceAuthenticationFailed %s, %s" % (e.code, e.auth_message)
    except SalesforceExpiredSession as e:
        return "SalesforceExpiredSession %s, %s" % (e.status, e.content)
    raise AssertionError("no fault: %s" % (answer,))


def login(user, password="soapstone", security_token="", **how):
    return Salesforce(username=user, password=password, security_token=security_token, version=VERSION, **how)


def operator(method, call):
    requests.request(method, ADMIN + call, timeout=30).raise_for_status()


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z")

say("login, wrong password", fault(lambda: login("alice@example.com", "wrong")))
say("login at an organisation, wrong password",
    fault(lambda: SalesforceLogin("alice@example.com", "wrong", organizationId="00D5e000000SoAP")))
alice = login("alice@example.com", security_token="TOKEN")
first = alice.session_id
say("login", "%d characters of %s, %s" % (len(first), first.split("!")[0], alice.sf_instance))
say("login again", "the same session" if login("alice@example.com").session_id == first else "another session")
session_id, instance = SalesforceLogin("alice@example.com", "soapstone", organizationId="00D5e000000SoAP", domain="test",
                                       sf_version="27.0")
say("login at an organisation", "%s, %s" % ("the same session" if session_id == first else "another session", instance))
session_id, _ = SalesforceLogin("alice@example.com", "soapstone", client_id="other")
say("login of another client", "the same session" if session_id == first else "another session")
say("limits", limits(alice))

bob = login("bob@example.com")
shared = Salesforce(session_id=bob.session_id, instance=bob.sf_instance, version=VERSION)
say("shared", limits(shared))
say("invalidate another and an unknown one", invalidate(alice, bob.session_id, "abc"))
say("the other", fault(lambda: limits(shared)))
say("the other, with its password", renewed(bob))
own = Salesforce(session_id=alice.session_id, instance=alice.sf_instance, version=VERSION)
say("invalidate another and its own", invalidate(alice, bob.session_id, alice.session_id))
say("its own", fault(lambda: limits(own)))
say("its own, with its password", renewed(alice))

say("logout", logout(alice))
say("logout again", logout(alice))
say("call after it, with its password", renewed(alice))

operator("POST", "/clock/advance?by=7199s")
say("idle for 7199 s of 7200", renewed(alice))
idle = Salesforce(session_id=alice.session_id, instance=alice.sf_instance, version=VERSION)
operator("POST", "/clock/advance?by=7200s")
say("idle for 7200 s", fault(lambda: limits(idle)))
say("idle for 7200 s, with its password", renewed(alice))

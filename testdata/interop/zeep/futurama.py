"""The sessions of Futurama's WebAPI from beginning to end with zeep, from the served WSDL, and with requests over REST.

    python3 futurama.py http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl

The second address is the operator's API, which moves the clock; the last word is the query that asks for the WSDL. Each
step prints what it saw; a surprise ends it all.
"""
import datetime
import sys
import xml.etree.ElementTree

import requests
import zeep
from zeep.cache import InMemoryCache
from zeep.transports import Transport

NAMESPACE = "{http://www.ActuIT.nl/Futurama/WebAPI/2014/10/}"


def shown(text):
    """A text with the place of an id among those that were issued, instead of the id."""
    for i, one in enumerate(ids):
        text = text.replace(one, "#%d" % (i + 1))
    return text


def until(at):
    return "until " + ("none" if at is None else at.astimezone(datetime.timezone.utc).strftime("%H:%M:%S"))


def start(**request):
    result = service.StartSession(request=request)
    if result.SessionID is None:
        return "%s, no id, %s" % (result.Message, until(result.NextTimeout))
    ids.append(result.SessionID)
    assert len(set(ids)) == len(ids), ids
    return "%s, %d characters, %s" % (result.Message, len(result.SessionID), until(result.NextTimeout))


def keep(id):
    result = service.SessionKeepAlive(request={"SessionID": id})
    return shown(result.Message) + ", " + until(result.NextTimeout)


def keep_without():
    result = service.SessionKeepAlive(request=None)
    return result.Message + ", " + until(result.NextTimeout)


def end(id):
    message = service.SessionEnd(request={"SessionID": id})  # zeep returns the only field of a result
    return shown(message)


def fault(call):
    """What a call that must fail failed with."""
    try:
        answer = call()
    except zeep.exceptions.Fault as fault:
        assert fault.detail is None, fault.detail
        return "fault %s, %s" % (fault.code, fault.message)
    raise AssertionError("no fault: %s" % answer)


def rest(path, content_type, body):
    answer = requests.post(URL + "/rest/webapi" + path, data=body, headers={"Content-Type": content_type}, timeout=30)
    answer.raise_for_status()
    return answer


def operator(method, call):
    requests.request(method, ADMIN + call, timeout=30).raise_for_status()


def advance(by):
    operator("POST", "/clock/advance?by=" + by)


def reset(setting):
    operator("POST", "/systems/futurama/reset?set=" + setting)


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


URL, ADMIN, QUERY = sys.argv[1:]
ids = []
operator("PUT", "/clock?frozen=true&now=2017-08-15T12:00:00Z")
client = zeep.Client(URL + "/WebAPIService.svc?" + QUERY,
                     transport=Transport(cache=InMemoryCache(), timeout=30, operation_timeout=30))
service = client.service

(port,) = (port for service_ in client.wsdl.services.values() for port in service_.ports.values())
say("wsdl", " ".join(sorted(port.binding._operations)))
say("start", start(Folder="Savingsaccount", Document="start.xml"))
say("start another", start())
say("keep alive", keep(ids[0]))
advance("1s")
say("1 s later", keep(ids[0]))
advance("19m59s")
say("idle for 19m59s of 20m", keep(ids[0]))
say("the other, idle for 20m", keep(ids[1]))
say("once more", keep(ids[1]))
advance("20m")
say("idle for 20m", keep(ids[0]))
say("end it", end(ids[0]))
say("never issued", keep("abc"))
say("end it", end("abc"))
say("keep alive <&>", keep("<&>"))
say("empty", keep(""))
say("null", keep(zeep.xsd.Nil))
say("no request", keep_without())

say("start", start())
say("start another", start())
say("white space around it", keep("\n " + ids[2] + " "))
say("end", end(ids[2]))
say("keep alive", keep(ids[2]))
say("end again", end(ids[2]))
say("the other", keep(ids[3]))
resource = service.GetResource(Parameters={"Folder": "Savingsaccount", "Identifier": "logo.png", "Type": "File"})
say("resource", "%s, %s, %s" % (resource.Data or "no data", resource.Error, resource.MimeType or "no type"))

advance("1m")
answer = rest("/SessionKeepAlive", "application/json", '{"sessionID":"%s"}' % ids[3])
assert sorted(answer.json()) == ["Message", "NextTimeout"], answer.text
at = datetime.datetime.fromisoformat(answer.json()["NextTimeout"])
say("JSON keeps it alive", "%s, %s" % (answer.json()["Message"], until(at)))
answer = rest("/SessionEnd", "application/xml", "<SessionEndRequest><SessionID>%s</SessionID></SessionEndRequest>" % ids[3])
(message,) = xml.etree.ElementTree.fromstring(answer.content)
assert message.tag == NAMESPACE + "Message", message.tag
say("XML ends it", message.text)
say("keep alive", keep(ids[3]))
ids.append(rest("", "application/json", '{"folder":"Savingsaccount"}').json()["sessionID"])
say("started with JSON", keep(ids[4]))
operator("POST", "/systems/futurama/restart")
say("after a restart", keep(ids[4]))

reset("documents=start.xml")
say("no such document", start(Document="end.xml"))
reset("enabled=false")
say("not enabled, start", start())
say("not enabled, keep alive", keep("abc"))
reset("missingRequest=fault")
say("no request, the other choice", fault(keep_without))
reset("startSession=off")
say("no StartSession", fault(start))

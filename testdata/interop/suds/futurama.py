"""The sessions of Futurama's WebAPI from beginning to end with suds, from the served WSDL, and over REST.

    python3 futurama.py http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl

The second address is the operator's API, which moves the clock; the last word is the query that asks for the WSDL. Each
step prints what it saw; a surprise ends it all.
"""
import datetime
import json
import sys
import urllib.request
import xml.etree.ElementTree

import suds
import suds.client

NAMESPACE = "{http://www.ActuIT.nl/Futurama/WebAPI/2014/10/}"


def shown(text):
    """A text with the place of an id among those that were issued, instead of the id."""
    for i, one in enumerate(ids):
        text = text.replace(one, "#%d" % (i + 1))
    return text


def until(at):
    return "until " + ("none" if at is None else at.astimezone(datetime.timezone.utc).strftime("%H:%M:%S"))


def start(**request):
    result = service.StartSession(request)
    if result.SessionID is None:
        return "%s, no id, %s" % (result.Message, until(result.NextTimeout))
    ids.append(result.SessionID)
    assert len(set(ids)) == len(ids), ids
    return "%s, %d characters, %s" % (result.Message, len(result.SessionID), until(result.NextTimeout))


def keep(id):
    result = service.SessionKeepAlive({"SessionID": id})
    return shown(result.Message) + ", " + until(result.NextTimeout)


def keep_without():
    result = service.SessionKeepAlive(suds.null())  # of None suds makes nothing at all
    return result.Message + ", " + until(result.NextTimeout)


def end(id):
    message = service.SessionEnd({"SessionID": id}).Message
    return shown(message)


def fault(call):
    """What a call that must fail failed with."""
    try:
        answer = call()
    except suds.WebFault as e:
        assert not hasattr(e.fault, "detail"), e.fault
        return "fault %s, %s" % (e.fault.faultcode, e.fault.faultstring)
    raise AssertionError("no fault: %s" % answer)


def rest(path, content_type, body):
    request = urllib.request.Request(URL + "/rest/webapi" + path, body.encode(), {"Content-Type": content_type})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def operator(method, call):
    urllib.request.urlopen(urllib.request.Request(ADMIN + call, method=method), timeout=30).close()


def advance(by):
    operator("POST", "/clock/advance?by=" + by)


def reset(setting):
    operator("POST", "/systems/futurama/reset?set=" + setting)


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


URL, ADMIN, QUERY = sys.argv[1:]
ids = []
operator("PUT", "/clock?frozen=true&now=2017-08-15T12:00:00Z")
client = suds.client.Client(URL + "/WebAPIService.svc?" + QUERY, cache=None, timeout=30)
service = client.service

say("wsdl", " ".join(sorted(client.wsdl.services[0].ports[0].methods)))
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
say("null", keep(suds.null()))
say("no request", keep_without())

say("start", start())
say("start another", start())
say("white space around it", keep("\n " + ids[2] + " "))
say("end", end(ids[2]))
say("keep alive", keep(ids[2]))
say("end again", end(ids[2]))
say("the other", keep(ids[3]))
resource = service.GetResource({"Folder": "Savingsaccount", "Identifier": "logo.png", "Type": "File"})
say("resource", "%s, %s, %s" % (resource.Data or "no data", resource.Error, resource.MimeType or "no type"))

advance("1m")
answer = rest("/SessionKeepAlive", "application/json", '{"sessionID":"%s"}' % ids[3])
told = json.loads(answer)
assert sorted(told) == ["Message", "NextTimeout"], answer
say("JSON keeps it alive", "%s, %s" % (told["Message"], until(datetime.datetime.fromisoformat(told["NextTimeout"]))))
answer = rest("/SessionEnd", "application/xml", "<SessionEndRequest><SessionID>%s</SessionID></SessionEndRequest>" % ids[3])
(message,) = xml.etree.ElementTree.fromstring(answer)
assert message.tag == NAMESPACE + "Message", message.tag
say("XML ends it", message.text)
say("keep alive", keep(ids[3]))
ids.append(json.loads(rest("", "application/json", '{"folder":"Savingsaccount"}'))["sessionID"])
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

"""The sessions of Futurama's WebAPI from beginning to end, step by step, over REST where the steps say so, and else without
what a stack has to do with them.

Each step prints what it saw; a surprise ends it all.
"""
import datetime
import json
import urllib.request
import xml.etree.ElementTree

from step import URL, advance, operator, say

NAMESPACE = "{http://www.ActuIT.nl/Futurama/WebAPI/2014/10/}"


def until(at):
    return "until " + ("none" if at is None else at.astimezone(datetime.timezone.utc).strftime("%H:%M:%S"))


def rest(path, content_type, body):
    request = urllib.request.Request(URL + "/rest/webapi" + path, body.encode(), {"Content-Type": content_type})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def reset(setting):
    operator("POST", "/systems/futurama/reset?set=" + setting)


class FuturamaLife:
    """A stack's program says what is null to it, and how it does the rest."""
    null = None  # a field of a request that goes out as null
    nothing = None  # a request that does not go out, or goes out as null

    def __init__(self):
        self.ids = []

    def operations(self):
        """The operations that the stack knows of the WSDL."""
        raise NotImplementedError

    def call(self, operation, **arguments):
        """Runs an operation, and returns what the stack does."""
        raise NotImplementedError

    def message(self, ended):
        """The message in what the stack returns of SessionEnd."""
        raise NotImplementedError

    def fault(self, call):
        """What a call that must fail failed with: the code and the text."""
        raise NotImplementedError

    def shown(self, text):
        """A text with the place of an id among those that were issued, instead of the id."""
        for i, one in enumerate(self.ids):
            text = text.replace(one, "#%d" % (i + 1))
        return text

    def start(self, **request):
        result = self.call("StartSession", request=request)
        if result.SessionID is None:
            return "%s, no id, %s" % (result.Message, until(result.NextTimeout))
        self.ids.append(result.SessionID)
        assert len(set(self.ids)) == len(self.ids), self.ids
        return "%s, %d characters, %s" % (result.Message, len(result.SessionID), until(result.NextTimeout))

    def keep_alive(self, request):
        result = self.call("SessionKeepAlive", request=request)
        return self.shown(result.Message) + ", " + until(result.NextTimeout)

    def keep(self, id):
        return self.keep_alive({"SessionID": id})

    def keep_nothing(self):
        return self.keep_alive(self.nothing)

    def end(self, id):
        return self.shown(self.message(self.call("SessionEnd", request={"SessionID": id})))

    def live(self):
        operator("PUT", "/clock?frozen=true&now=2017-08-15T12:00:00Z")
        say("wsdl", " ".join(sorted(self.operations())))
        self.idle()
        self.unknown()
        self.second()
        self.other_forms()
        self.settings()

    def idle(self):
        say("start", self.start(Folder="Savingsaccount", Document="start.xml"))
        say("start another", self.start())
        say("keep alive", self.keep(self.ids[0]))
        advance("1s")
        say("1 s later", self.keep(self.ids[0]))
        advance("19m59s")
        say("idle for 19m59s of 20m", self.keep(self.ids[0]))
        say("the other, idle for 20m", self.keep(self.ids[1]))
        say("once more", self.keep(self.ids[1]))
        advance("20m")
        say("idle for 20m", self.keep(self.ids[0]))
        say("end it", self.end(self.ids[0]))

    def unknown(self):
        say("never issued", self.keep("abc"))
        say("end it", self.end("abc"))
        say("keep alive <&>", self.keep("<&>"))
        say("empty", self.keep(""))
        say("null", self.keep(self.null))
        say("no request", self.keep_nothing())

    def second(self):
        say("start", self.start())
        say("start another", self.start())
        say("white space around it", self.keep("\n " + self.ids[2] + " "))
        say("end", self.end(self.ids[2]))
        say("keep alive", self.keep(self.ids[2]))
        say("end again", self.end(self.ids[2]))
        say("the other", self.keep(self.ids[3]))
        resource = self.call("GetResource", Parameters={"Folder": "Savingsaccount", "Identifier": "logo.png", "Type": "File"})
        say("resource", "%s, %s, %s" % (resource.Data or "no data", resource.Error, resource.MimeType or "no type"))

    def other_forms(self):
        advance("1m")
        told = json.loads(rest("/SessionKeepAlive", "application/json", '{"sessionID":"%s"}' % self.ids[3]))
        assert sorted(told) == ["Message", "NextTimeout"], told
        say("JSON keeps it alive", "%s, %s" % (told["Message"], until(datetime.datetime.fromisoformat(told["NextTimeout"]))))
        answer = rest("/SessionEnd", "application/xml",
                      "<SessionEndRequest><SessionID>%s</SessionID></SessionEndRequest>" % self.ids[3])
        (message,) = xml.etree.ElementTree.fromstring(answer)
        assert message.tag == NAMESPACE + "Message", message.tag
        say("XML ends it", message.text)
        say("keep alive", self.keep(self.ids[3]))
        self.ids.append(json.loads(rest("", "application/json", '{"folder":"Savingsaccount"}'))["sessionID"])
        say("started with JSON", self.keep(self.ids[4]))
        operator("POST", "/systems/futurama/restart")
        say("after a restart", self.keep(self.ids[4]))

    def settings(self):
        reset("documents=start.xml")
        say("no such document", self.start(Document="end.xml"))
        reset("enabled=false")
        say("not enabled, start", self.start())
        say("not enabled, keep alive", self.keep("abc"))
        reset("missingRequest=fault")
        say("no request, the other choice", self.fault(self.keep_nothing))
        reset("startSession=off")
        say("no StartSession", self.fault(self.start))

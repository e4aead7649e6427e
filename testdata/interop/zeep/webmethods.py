"""Web methods of SQL Server with zeep, from the served WSDL: an endpoint without ad-hoc batches.

    python3 webmethods.py http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl

The second address is the operator's API, which moves the clock, the last argument the form of the WSDL, wsdl or wsdlsimple. Each
step prints what it saw; a surprise ends it all.
"""
import base64
import sys

import requests
import zeep
from lxml import etree
from zeep.transports import Transport

OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"
ROW = "{urn:schemas-microsoft-com:sql:SqlRowSet1}row"
MESSAGE = "{http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlMessage}"


class Answer(zeep.Plugin):
    """Keeps the last answer: of what the contract leaves open zeep returns little."""
    envelope = None

    def ingress(self, envelope, http_headers, operation):
        self.envelope = envelope
        return envelope, http_headers

    def session(self):
        block = self.envelope.find(".//{%s}sqlSession" % OPTIONS)
        return "none" if block is None else " ".join("%s=%s" % a for a in block.items())

    def rows(self):
        return ", ".join(" ".join("%s=%s" % (etree.QName(c).localname, c.text.strip()) for c in row)
                         for row in self.envelope.iter(ROW))


def call(method, session=None, **parameters):
    block = client.get_element("{%s}sqlSession" % OPTIONS)
    return client.service[method](_soapheaders=[block(**session)] if session else None, **parameters)


def operator(method, path):
    requests.request(method, ADMIN + path, timeout=30).raise_for_status()


def say(step, saw):
    print("%s: %s" % (step, saw))


URL, ADMIN, FORM = sys.argv[1:]
sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale says
operator("PUT", "/clock?frozen=true")
web = requests.Session()
web.auth = ("alice", "soapstone")
answer = Answer()
client = zeep.Client(URL + "/sql/methods?" + FORM, plugins=[answer],
                     transport=Transport(session=web, timeout=30, operation_timeout=30))
say("wsdl", ", ".join(client.service._binding.all()))

result = call("GetCustomerInfo", CustomerID="1", OutputParam="")
say("procedure", answer.rows())
say("parameter that comes back", result.OutputParam)
if FORM == "wsdl":
    items = [list(item.items())[0] for item in result.GetCustomerInfoResult._value_1]
    assert [name for name, _ in items] == ["SqlRowSet", "SqlRowCount", "SqlResultCode"], items
    assert items[1][1].Count == 2 and items[2][1] == 0, items
call("GetCustomerInfo", CustomerID=zeep.xsd.Nil, OutputParam=zeep.xsd.Nil)
say("parameter that is NULL", answer.rows())
say("function", call("Greeting", Name="Zoë & <Co>"))
say("function of nothing", call("Greeting", Name=""))

call("SetLanguage", dict(initiate=True, timeout=12), Language="French")
sid = answer.session().split()[0].removeprefix("sessionId=")
assert answer.session() == "sessionId=%s timeout=12" % sid, answer.session()
of = dict(sessionId=base64.b64decode(sid))
say("initiate", "id of %d bytes" % len(of["sessionId"]))
call("GetLanguage", of)
assert answer.session() == "sessionId=" + sid, answer.session()
say("enlist", answer.rows())
call("GetLanguage")
say("no session", "%s, header %s" % (answer.rows(), answer.session()))
call("SetLanguage", of, Language="Latin")
text, number, procedure = (answer.envelope.find(".//" + MESSAGE + n).text for n in ("Message", "Number", "Procedure"))
say("error of T-SQL", "%s in %s, %s" % (number, procedure, text))
call("GetLanguage", dict(of, terminate=True))
say("terminate", answer.rows())
assert answer.session() == "terminate=true sessionId=" + sid, answer.session()
for step, method, parameters in (("use after the end", "GetLanguage", {}), ("terminate again", "Greeting", {"Name": "x"})):
    try:
        raise AssertionError("no fault: %s" % call(method, of, **parameters))
    except zeep.exceptions.Fault as fault:
        say(step, "%s, header %s" % (fault.message.split("  ")[1].split(", ", 1)[1], answer.session()))
try:
    client.service["sqlbatch"]
except AttributeError:
    say("sqlbatch", "not in the WSDL")

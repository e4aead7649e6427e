"""Sessions of Model 204 from login to logoff with xsdata, with the classes that it generated from the served WSDL.

    xsdata generate --package m204 "$URL/m204/session?wsdl"
    PYTHONPATH=. python3 model204.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. The steps are in python/model204_life.py.
"""
import m204
import requests
from generated import Fault, body, client, headers, only
from model204_life import Model204Life
from step import URL, fails
from xsdata.formats.dataclass.transports import DefaultTransport


class Model204(Model204Life):
    def __init__(self):
        self.credentials()

    def call(self, thread, operation, **arguments):
        service = getattr(m204, "M204SessionPort" + operation.replace("_", ""))
        blocks = {} if thread is None else {"Thread": {"value": thread}}
        sent = {name: value for name, value in arguments.items() if value is not None}
        request = {**headers(service, **blocks), "Body": {operation: sent}}
        answer = only(body(client(service, self.transport, location=URL + "/m204/session").send(request)))
        return None if answer == "" else answer

    def item(self, item):
        return item.value, [item.owner, item.timeout, item.created, item.lastAccess, item.userNumber, item.sesid]

    def fault(self, work):
        fault = fails(work, Fault).fault
        saw = "fault %s, %s" % (fault.faultcode, fault.faultstring)
        if fault.detail is not None:
            inner = fault.detail.request_cancelled
            saw += ", %s %s" % (inner.function, inner.reason)
        return saw

    def credentials(self, user=None, password=None):
        session = requests.Session()
        session.auth = (user, password) if user else None
        self.transport = DefaultTransport(timeout=30, session=session)

    def unauthorized(self, work):
        return fails(work, requests.HTTPError).response.status_code


Model204().live()

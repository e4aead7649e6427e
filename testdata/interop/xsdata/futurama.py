"""The sessions of Futurama's WebAPI from beginning to end with xsdata, with the classes that it generated from the served WSDL, and
over REST.

    xsdata generate --package webapi "$URL/WebAPIService.svc?wsdl"
    PYTHONPATH=. python3 futurama.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. The steps are in python/futurama_life.py.
"""
import webapi
from generated import Fault, body, client, only, services
from futurama_life import FuturamaLife
from step import URL, fails

PREFIX = "IwebApiservice"  # what xsdata makes of IWebAPIService


class Futurama(FuturamaLife):
    def operations(self):
        return [service.soap_action.rsplit("/", 1)[1] for service in services(webapi)]

    def call(self, operation, **arguments):
        service = getattr(webapi, PREFIX + operation)
        return only(body(client(service, location=URL + "/WebAPIService.svc").send({"Body": {operation: arguments}})))

    def message(self, ended):
        return ended.Message

    def fault(self, call):
        fault = fails(call, Fault).fault
        assert fault.detail is None, fault
        return "fault %s, %s" % (fault.faultcode, fault.faultstring)


Futurama().live()

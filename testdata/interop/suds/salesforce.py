"""Salesforce sessions from login to login with suds, from the served WSDL.

    python3 salesforce.py http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0

The second address is the operator's API, which moves the clock; the last is the API, u for partner and c for enterprise,
and its version. The steps are in python/salesforce_life.py.
"""
import os
import sys

import suds
import suds.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from salesforce_life import API, VERSION, SalesforceConnection, live
from step import URL, fails


class Connection(SalesforceConnection):
    def __init__(self, user, password="soapstone"):
        super().__init__(user, password)
        self.client = suds.client.Client(URL + "/services/Soap/" + API + "?WSDL", cache=None, timeout=30)

    def log_in(self):
        self.client.set_options(soapheaders=())
        return self.client.service.login(self.user, self.password)

    def goes_on(self, address, session):
        self.client.set_options(location=address, soapheaders={"SessionHeader": {"sessionId": session}})

    def call(self, operation, *parameters):
        answer = getattr(self.client.service, operation)(*parameters)
        header = self.client.last_received().getChild("Envelope").getChild("Header")  # suds does not return it
        if VERSION < 29 or operation == "logout":
            assert header is None, header
            return answer
        info = header.getChild("LimitInfoHeader").getChild("limitInfo")
        assert (info.getChild("type").getText(), info.getChild("limit").getText()) == ("API REQUESTS", "15000"), info
        return answer

    def timestamp(self, answer):
        return answer.timestamp

    def fault(self, call):
        fault = fails(call, suds.WebFault).fault
        ((kind, inner),) = fault.detail
        assert "%s: %s" % (inner.exceptionCode, inner.exceptionMessage) == fault.faultstring, inner
        return "fault %s, %s, %s" % (fault.faultcode, fault.faultstring.replace("\n", "\\n"), kind)


live(Connection)

"""Salesforce sessions from login to login with zeep, from the served WSDL.

    python3 salesforce.py http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0

The second address is the operator's API, which moves the clock; the last is the API, u for partner and c for enterprise,
and its version. The steps are in python/salesforce_life.py.
"""
import os
import sys

import zeep
from zeep.cache import InMemoryCache
from zeep.transports import Transport

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from salesforce_life import API, VERSION, SalesforceConnection, live
from step import URL, fails


class Connection(SalesforceConnection):
    def __init__(self, user, password="soapstone"):
        super().__init__(user, password)
        self.client = zeep.Client(URL + "/services/Soap/" + API + "?WSDL",
                                  transport=Transport(cache=InMemoryCache(), timeout=30, operation_timeout=30))
        (self.binding,) = self.client.wsdl.bindings  # its name

    def log_in(self):
        return self.client.service.login(self.user, self.password)

    def goes_on(self, address, session):
        self.service = self.client.create_service(self.binding, address)
        self.header = {"SessionHeader": {"sessionId": session}}

    def call(self, operation, *parameters):
        answer = self.service[operation](*parameters, _soapheaders=self.header)
        if VERSION < 29:
            return answer
        if operation == "logout":
            assert answer.header is None, answer
            return answer.body
        (info,) = answer.header.LimitInfoHeader.limitInfo
        assert (info.type, info.limit) == ("API REQUESTS", 15000), info
        return answer.body.result

    def timestamp(self, answer):
        return answer if VERSION < 29 else answer.timestamp  # without a header, zeep returns the only field of the only field

    def fault(self, call):
        fault = fails(call, zeep.exceptions.Fault)
        (detail,) = fault.detail
        inner = self.client.wsdl.types.deserialize(detail)
        assert "%s: %s" % (inner.exceptionCode, inner.exceptionMessage) == fault.message, inner
        text = fault.message.replace("\n", "\\n")
        return "fault %s, %s, %s" % (fault.code, text, detail.tag.split("}")[1])


live(Connection)

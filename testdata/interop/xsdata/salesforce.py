"""Salesforce sessions from login to login with xsdata, with the classes that it generated from the served WSDL.

    xsdata generate --package sforce "$URL/services/Soap/u/64.0?WSDL"
    PYTHONPATH=. python3 salesforce.py http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0

The second address is the operator's API, which moves the clock; the last is the API, u for partner and c for enterprise,
and its version. The steps are in python/salesforce_life.py.
"""
import dataclasses
from types import SimpleNamespace

import sforce
from generated import Fault, body, client, headers, plain
from salesforce_life import API, VERSION, SalesforceConnection, live
from step import URL, fails


def without_header(output):
    """From 29.0 on, the WSDL binds a header of answers. xsdata takes it for required, and reads no fault then, none of which has it,
    and no answer of logout: here it is optional."""
    header = output.__dataclass_fields__.get("header")
    if header is None:
        return output
    optional = dataclasses.field(default=None, metadata=header.metadata)
    return dataclasses.make_dataclass(output.__name__, [("header", None | output.Header, optional)], bases=(output,), kw_only=True,
                                      namespace={"Meta": output.Meta})


class Connection(SalesforceConnection):
    def log_in(self):
        self.address, self.blocks = URL + "/services/Soap/" + API, {}
        return self.called("login", username=self.user, password=self.password).result

    def goes_on(self, address, session):
        self.address, self.blocks = address, {"SessionHeader": {"sessionId": session}}

    def called(self, operation, **arguments):
        """Runs an operation and returns the body of its answer. A SOAPAction that is empty xsdata does not send by itself."""
        service = getattr(sforce, "Soap" + operation[0].upper() + operation[1:])
        request = {**headers(service, **self.blocks), "Body": {operation: arguments}}
        made = client(service, location=self.address, output=without_header(service.output))
        answer = made.send(request, {"SOAPAction": '""'})
        result = plain(body(answer))
        if VERSION >= 29 and operation not in ("login", "logout"):
            (info,) = answer.header.limit_info_header.limit_info
            assert (info.type_value, info.limit) == ("API REQUESTS", 15000), info
        return result

    def call(self, operation, *parameters):
        names = {"invalidateSessions": ["sessionIds"], "setPassword": ["userId", "password"]}.get(operation, [])
        answer = self.called(operation, **dict(zip(names, parameters, strict=True)))
        result = getattr(answer, "result", None)
        return None if result == SimpleNamespace() else result  # a class without fields

    def timestamp(self, answer):
        return answer.timestamp

    def fault(self, call):
        fault = fails(call, Fault).fault
        ((kind, inner),) = [one for one in vars(plain(fault.detail)).items() if one[1] is not None]
        assert "%s: %s" % (inner.exceptionCode, inner.exceptionMessage) == fault.faultstring, inner
        return "fault %s, %s, %s" % (fault.faultcode, fault.faultstring.replace("\n", "\\n"), kind)


live(Connection)

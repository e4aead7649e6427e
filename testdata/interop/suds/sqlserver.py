"""A SQL Server session from beginning to end with suds, from the served WSDL.

    python3 sqlserver.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. The steps are in python/sqlserver_life.py.
"""
import base64
import http.client
import logging
import os
import sys

import suds
import suds.client
from suds.sax.element import Element
from suds.transport import TransportError
from suds.transport.http import HttpAuthenticated
from suds.wsse import Security, UsernameToken

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from sqlserver_life import SQLServerEndpoint, live
from step import URL, fails

OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"
logging.getLogger("suds").setLevel(logging.CRITICAL)  # it complains of attributes that the WSDL does not have


def attribute(value):
    """The text of an attribute that suds knows no type of."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value).lower()


def listed(value):
    """A list: what the schema says nothing of is one for suds, what it has once is not."""
    return value if isinstance(value, list) else [value]


class Endpoint(SQLServerEndpoint):
    Lost = http.client.RemoteDisconnected

    def __init__(self, path, user="alice", password="soapstone", login=None):
        wsse = Security()
        wsse.tokens = [UsernameToken(*login)] if login else []
        self.client = suds.client.Client(URL + path + "?wsdl", cache=None, timeout=30, wsse=wsse if login else None,
                                         transport=HttpAuthenticated(username=user, password=password))

    @staticmethod
    def status(call):
        return fails(call, TransportError).httpcode

    def operations(self):
        return self.client.wsdl.services[0].ports[0].methods

    def batch(self, commands, parameters=None, **session):
        block = Element("sqlSession", ns=("o", OPTIONS))
        for name, value in session.items():
            block.set(name, attribute(value))
        self.client.set_options(soapheaders=block if session else ())
        # The name of an attribute begins with _ in suds.
        beans = [{name if name == "Value" else "_" + name: p[name] for name in p} for p in parameters or []]
        return self.client.service.sqlbatch(commands, {"SqlParameter": beans} if beans else None)

    def empty(self, answer):
        return answer.sqlbatchResult == ""  # suds's word for an element without content

    def cell(self, answer):
        result = answer.sqlbatchResult
        assert result.SqlRowCount.Count == 1, result
        (rowset,) = (part.SqlRowSet1 for part in listed(result.SqlRowSet.diffgram))
        (row,) = listed(listed(rowset)[0].row)
        (column,) = (value for name, value in row)
        (value,) = listed(column)
        return value

    def message(self, answer):
        message = answer.sqlbatchResult.SqlMessage
        return message.Number, message.Class, message.Message

    def out(self, answer):
        (out,) = answer.Parameters.SqlParameter
        return out._direction, out._name, out._sqlDbType, out.Value

    def header(self):
        header = self.client.last_received().getChild("Envelope").getChild("Header")
        return header if header is None else {a.name: a.value for a in header.getChild("sqlSession").attributes}

    def fault(self, call):
        fault = fails(call, suds.WebFault).fault
        return "fault %s, %s" % (fault.faultcode, fault.faultstring)

    def unauthorized(self, password):
        self.client.set_options(transport=HttpAuthenticated(username="alice", password=password))
        return fails(lambda: self.batch(""), Exception).args[0][0]  # suds raises this class for a status that is none of SOAP's


live(Endpoint)

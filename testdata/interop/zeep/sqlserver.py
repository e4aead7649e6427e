"""A SQL Server session from beginning to end with zeep, from the served WSDL.

    python3 sqlserver.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. The steps are in python/sqlserver_life.py.
"""
import os
import sys

import requests
import zeep
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from sqlserver_life import SQLServerEndpoint, live
from step import URL, fails

OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"
ROW = "{urn:schemas-microsoft-com:sql:SqlRowSet1}row"


class Session(zeep.Plugin):
    """Keeps the sqlSession of the last answer."""
    last = None

    def ingress(self, envelope, http_headers, operation):
        self.last = envelope.find(".//{%s}sqlSession" % OPTIONS)
        return envelope, http_headers


class Endpoint(SQLServerEndpoint):
    Lost = requests.ConnectionError

    def __init__(self, path, user="alice", password="soapstone", login=None):
        self.web = requests.Session()
        self.web.auth = (user, password)  # for the WSDL, too
        self.plugin = Session()
        self.client = zeep.Client(URL + path + "?wsdl", wsse=login and UsernameToken(*login), plugins=[self.plugin],
                                  transport=Transport(session=self.web, timeout=30, operation_timeout=30))

    @staticmethod
    def status(call):
        return fails(call, requests.HTTPError).response.status_code

    def operations(self):
        return self.client.service._binding.all()

    def batch(self, commands, parameters=None, **session):
        block = self.client.get_element("{%s}sqlSession" % OPTIONS)
        return self.client.service.sqlbatch(commands, parameters and {"SqlParameter": parameters},
                                            _soapheaders=[block(**session)] if session else None)

    def empty(self, answer):
        return answer.sqlbatchResult is None  # zeep's word for an element without content

    def cell(self, answer):
        rowset, count = answer.sqlbatchResult._value_1
        assert count["SqlRowCount"].Count == 1, count
        rows = [row for part in rowset["SqlRowSet"]._value_1 for row in part.iter(ROW)]
        assert len(rows) == 1 and len(rows[0]) == 1, answer
        return rows[0][0].text

    def message(self, answer):
        message = answer.sqlbatchResult._value_1[0]["SqlMessage"]
        return message.Number, message.Class, message.Message

    def out(self, answer):
        (out,) = answer.Parameters.SqlParameter
        return out.direction, out.name, out.sqlDbType, out.Value

    def header(self):
        return self.plugin.last if self.plugin.last is None else dict(self.plugin.last.items())

    def fault(self, call):
        fault = fails(call, zeep.exceptions.Fault)
        return "fault %s, %s" % (fault.code, fault.message)

    def unauthorized(self, password):
        self.web.auth = ("alice", password)
        return fails(lambda: self.batch(""), zeep.exceptions.TransportError).status_code


live(Endpoint)

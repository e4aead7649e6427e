"""A SQL Server session from beginning to end with xsdata, with the classes that it generated from the served WSDL.

    curl -s -u alice:soapstone "$URL/sql/demo?wsdl" > sql.wsdl && xsdata generate --package sqlbatch sql.wsdl
    PYTHONPATH=. python3 sqlserver.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. The steps are in python/sqlserver_life.py.
"""
import base64
from dataclasses import dataclass, field

import requests
import sqlbatch
from generated import Fault, body, client, services
from sqlserver_life import SQLServerEndpoint, live
from step import URL, fails
from xsdata.formats.dataclass.transports import DefaultTransport

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
SQL = "http://schemas.microsoft.com/sqlserver/2004/SOAP"
OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"


def element(name, namespace):
    return field(default=None, metadata={"name": name, "type": "Element", "namespace": namespace})


# The WSDL binds no header: its user adds one to the envelopes, of classes that are generated, and of those that are not there.
@dataclass(kw_only=True)
class UsernameToken:
    username: str = element("Username", WSSE)
    password: str = element("Password", WSSE)


@dataclass(kw_only=True)
class Security:
    token: UsernameToken = element("UsernameToken", WSSE)


@dataclass(kw_only=True)
class Header:
    session: None | sqlbatch.SqlSession = element("sqlSession", OPTIONS)
    security: None | Security = element("Security", WSSE)


@dataclass(kw_only=True)
class Request:
    class Meta:
        name = "Envelope"
        namespace = ENVELOPE

    header: None | Header = element("Header", ENVELOPE)
    body: sqlbatch.DemoSoapSqlbatchInput.Body = element("Body", ENVELOPE)


@dataclass(kw_only=True)
class SqlFault:
    """A fault. The WSDL declares none, and in the detail, left out here, xsdata's own class expects a text."""
    faultcode: str = element("faultcode", "")
    faultstring: str = element("faultstring", "")


@dataclass(kw_only=True)
class Body:
    response: None | sqlbatch.SqlbatchResponse = element("sqlbatchResponse", SQL)
    fault: None | SqlFault = element("Fault", ENVELOPE)


@dataclass(kw_only=True)
class Answer:
    class Meta:
        name = "Envelope"
        namespace = ENVELOPE

    header: None | Header = element("Header", ENVELOPE)
    body: Body = element("Body", ENVELOPE)


class Endpoint(SQLServerEndpoint):
    Lost = requests.ConnectionError

    def __init__(self, path, user="alice", password="soapstone", login=None):
        self.path, self.last = path, None
        self.login = Security(token=UsernameToken(username=login[0], password=login[1])) if login else None
        self.web = requests.Session()
        self.web.auth = (user, password)
        answer = self.web.get(URL + path + "?wsdl", timeout=30)  # as its user fetched it, whose classes are there already
        answer.raise_for_status()

    @staticmethod
    def status(call):
        return fails(call, requests.HTTPError).response.status_code

    def operations(self):
        return [service.soap_action.removeprefix(SQL) for service in services(sqlbatch)]

    def batch(self, commands, parameters=None, **session):
        array = None
        if parameters:
            array = sqlbatch.ArrayOfSqlParameter(sql_parameter=[self.parameter(**p) for p in parameters])
        names = {"sessionId": "session_id"}
        block = sqlbatch.SqlSession(**{names.get(name, name): value for name, value in session.items()}) if session else None
        header = Header(session=block, security=self.login) if session or self.login else None
        made = sqlbatch.Sqlbatch(batch_commands=commands, parameters=array)
        self.last = None
        self.last = self.client().send(Request(header=header, body=sqlbatch.DemoSoapSqlbatchInput.Body(sqlbatch=made)))
        return body(self.last)

    def client(self):
        """What attributes are by default xsdata sends, a precision for texts among them, unless it is told not to."""
        made = client(sqlbatch.DemoSoapSqlbatch, DefaultTransport(timeout=30, session=self.web), location=URL + self.path,
                      input=Request, output=Answer)
        made.serializer.config.ignore_default_attributes = True
        made.parser.config.fail_on_unknown_properties = False
        return made

    @staticmethod
    def parameter(Value, name, sqlDbType, maxLength=None, direction="Input"):
        return sqlbatch.SqlParameter(value=Value, name=name, sql_db_type=sqlbatch.SqlDbTypeEnum(sqlDbType), max_length=maxLength,
                                     direction=sqlbatch.ParameterDirection(direction))

    def empty(self, answer):
        return answer.sqlbatch_result == sqlbatch.SqlResultStream()

    def cell(self, answer):
        (count,), (rowset,) = answer.sqlbatch_result.sql_row_count, answer.sqlbatch_result.sql_row_set
        assert count.count == 1, count
        (diffgram,) = [e for e in rowset.other_element if e.qname.endswith("}diffgram")]
        (rows,) = diffgram.children
        (row,) = rows.children
        (column,) = row.children
        return column.text

    def message(self, answer):
        (message,) = answer.sqlbatch_result.sql_message
        return message.number, message.class_value, message.message

    def out(self, answer):
        (out,) = answer.parameters.sql_parameter
        return out.direction.value, out.name, out.sql_db_type.value, out.value

    def header(self):
        """The attributes of the last answer's sqlSession that are not what they are by default."""
        if self.last is None or self.last.header is None:
            return None
        block = self.last.header.session
        shown = {"initiate": block.initiate and "true", "terminate": block.terminate and "true", "timeout": block.timeout,
                 "sessionId": block.session_id and base64.b64encode(block.session_id).decode()}
        return {name: str(value) for name, value in shown.items() if value}

    def fault(self, call):
        fault = fails(call, Fault).fault
        return "fault %s, %s" % (fault.faultcode, fault.faultstring)

    def unauthorized(self, password):
        self.web.auth = ("alice", password)
        return fails(lambda: self.batch(""), requests.HTTPError).response.status_code


live(Endpoint)

"""The sessions of TIBCO MFT from beginning to end with zeep, from the served WSDLs.

    python3 mft.py http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef

The second address is the operator's API, which moves the clock; the last word is the form of beans. The steps are in
python/mft_life.py.
"""
import os
import sys

import requests
import zeep
from zeep.transports import Transport

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from mft_life import MFTLife
from step import URL, fails

# What zeep needs of the schema of SOAP's encoding, which the WSDL imports without saying where it is: zeep would look for it
# at its namespace, on the web.
ENCODING = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"
    targetNamespace="http://schemas.xmlsoap.org/soap/encoding/">
  <xs:attribute name="arrayType" type="xs:string"/>
  <xs:complexType name="Array">
    <xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xs:sequence>
    <xs:attribute ref="soapenc:arrayType"/>
  </xs:complexType>
</xs:schema>"""


class Offline(Transport):
    def load(self, url):
        return ENCODING if url.rstrip("/") == "http://schemas.xmlsoap.org/soap/encoding" else super().load(url)


class MFT(MFTLife):
    Fault = zeep.exceptions.Fault
    null = zeep.xsd.Nil

    def operations(self, port):
        return port._binding.all()

    def came(self, response, **_):
        self.answer = response

    def port(self, path, user, password):
        web = requests.Session()
        web.auth = user and (user, password)
        web.hooks["response"].append(self.came)
        made = zeep.Client(URL + path + "?WSDL", transport=Offline(session=web, timeout=30, operation_timeout=30))
        (binding,) = made.wsdl.bindings  # its name
        return made.create_service(binding, URL + path)

    def missing(self, session):
        return session.sessionID is None  # what is null in an array is a bean without a content to zeep

    def told(self, fault):
        return fault.code, fault.message

    def last(self):
        return self.answer.content

    def unauthorized(self, call):
        fault = fails(call, zeep.exceptions.Fault)  # zeep reads it, whatever the status
        assert fault.message == "User authentication failed", fault
        return self.answer.status_code


MFT().live()

"""The sessions of TIBCO MFT from beginning to end with suds, from the served WSDLs.

    python3 mft.py http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef

The second address is the operator's API, which moves the clock; the last word is the form of beans. The steps are in
python/mft_life.py.
"""
import os
import sys

import suds
import suds.client
import suds.plugin
from suds.transport.http import HttpAuthenticated

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from mft_life import MFTLife
from step import URL, fails


class Answer(suds.plugin.MessagePlugin):
    """Keeps the last answer."""
    last = None

    def received(self, context):
        self.last = context.reply


class MFT(MFTLife):
    Fault = suds.WebFault
    null = suds.null()

    def __init__(self):
        super().__init__()
        self.answer = Answer()

    def operations(self, port):
        return self.client.wsdl.services[0].ports[0].methods

    def port(self, path, user, password):
        login = {"transport": HttpAuthenticated(username=user, password=password)} if user else {}
        self.client = suds.client.Client(URL + path + "?WSDL", location=URL + path, plugins=[self.answer],
                                         cache=None, timeout=30, **login)
        return self.client.service

    def missing(self, session):
        return session is None

    def told(self, fault):
        return fault.fault.faultcode, fault.fault.faultstring

    def last(self):
        return self.answer.last

    def unauthorized(self, call):
        return fails(call, Exception).args[0][0]  # suds raises this class for a status that is none of SOAP's


MFT().live()

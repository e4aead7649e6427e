"""Sessions of Model 204 from login to logoff with suds, from the served WSDL.

    python3 model204.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. The steps are in python/model204_life.py.
"""
import os
import sys

import suds
import suds.client
from suds.transport.http import HttpAuthenticated, HttpTransport

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from model204_life import Model204Life
from step import URL, fails


class Model204(Model204Life):
    def __init__(self):
        self.client = suds.client.Client(URL + "/m204/session?wsdl", cache=None, timeout=30)

    def call(self, thread, operation, **arguments):
        self.client.set_options(soapheaders={} if thread is None else {"Thread": thread})
        return getattr(self.client.service, operation)(**arguments)

    def item(self, item):
        number = getattr(item, "_userNumber", None)
        return item.value, [item._owner, item._timeout, item._created, item._lastAccess, number, item._sesid]

    def fault(self, work):
        fault = fails(work, suds.WebFault).fault
        saw = "fault %s, %s" % (fault.faultcode, fault.faultstring)
        if hasattr(fault, "detail"):
            inner = fault.detail.RequestCancelled
            saw += ", %s %s" % (inner.function, inner.reason)
        return saw

    def credentials(self, user=None, password=None):
        self.client.set_options(transport=HttpAuthenticated(username=user, password=password) if user else HttpTransport())

    def unauthorized(self, work):
        return fails(work, Exception).args[0][0]  # suds raises this class for a status that is none of SOAP's


Model204().live()

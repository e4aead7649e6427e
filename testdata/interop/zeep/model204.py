"""Sessions of Model 204 from login to logoff with zeep, from the served WSDL.

    python3 model204.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. The steps are in python/model204_life.py.
"""
import os
import sys

import requests
import zeep
from zeep.cache import InMemoryCache
from zeep.transports import Transport

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from model204_life import Model204Life
from step import URL, fails


class Model204(Model204Life):
    def __init__(self):
        self.web = requests.Session()  # whose credentials are for calls without a thread
        self.client = zeep.Client(URL + "/m204/session?wsdl",
                                  transport=Transport(session=self.web, cache=InMemoryCache(), timeout=30, operation_timeout=30))

    def call(self, thread, operation, **arguments):
        headers = {} if thread is None else {"_soapheaders": {"Thread": thread}}
        return self.client.service[operation](**arguments, **headers)

    def item(self, item):
        return item["_value_1"], [item.owner, item.timeout, item.created, item.lastAccess, item.userNumber, item.sesid]

    def fault(self, work):
        fault = fails(work, zeep.exceptions.Fault)
        saw = "fault %s, %s" % (fault.code, fault.message)
        if fault.detail is not None:
            (detail,) = fault.detail
            inner = self.client.wsdl.types.deserialize(detail)
            saw += ", %s %s" % (inner.function, inner.reason)
        return saw

    def credentials(self, user=None, password=None):
        self.web.auth = user and (user, password)

    def unauthorized(self, work):
        return fails(work, zeep.exceptions.TransportError).status_code


Model204().live()

"""The sessions of Futurama's WebAPI from beginning to end with suds, from the served WSDL, and over REST.

    python3 futurama.py http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl

The second address is the operator's API, which moves the clock; the last word is the query that asks for the WSDL. The
steps are in python/futurama_life.py.
"""
import os
import sys

import suds
import suds.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from futurama_life import FuturamaLife
from step import REST, URL, fails


class Futurama(FuturamaLife):
    null = nothing = suds.null()  # of None suds makes nothing at all

    def __init__(self):
        super().__init__()
        self.client = suds.client.Client(URL + "/WebAPIService.svc?" + REST[0], cache=None, timeout=30)

    def operations(self):
        return self.client.wsdl.services[0].ports[0].methods

    def call(self, operation, **arguments):
        return getattr(self.client.service, operation)(**arguments)

    def message(self, ended):
        return ended.Message

    def fault(self, call):
        fault = fails(call, suds.WebFault).fault
        assert not hasattr(fault, "detail"), fault
        return "fault %s, %s" % (fault.faultcode, fault.faultstring)


Futurama().live()

"""The sessions of Futurama's WebAPI from beginning to end with zeep, from the served WSDL, and over REST.

    python3 futurama.py http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl

The second address is the operator's API, which moves the clock; the last word is the query that asks for the WSDL. The
steps are in python/futurama_life.py.
"""
import os
import sys

import zeep
from zeep.cache import InMemoryCache
from zeep.transports import Transport

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from futurama_life import FuturamaLife
from step import REST, URL, fails


class Futurama(FuturamaLife):
    null = zeep.xsd.Nil

    def __init__(self):
        super().__init__()
        self.client = zeep.Client(URL + "/WebAPIService.svc?" + REST[0],
                                  transport=Transport(cache=InMemoryCache(), timeout=30, operation_timeout=30))

    def operations(self):
        (port,) = (port for service in self.client.wsdl.services.values() for port in service.ports.values())
        return port.binding._operations

    def call(self, operation, **arguments):
        return self.client.service[operation](**arguments)

    def message(self, ended):
        return ended  # zeep returns the only field of a result

    def fault(self, call):
        fault = fails(call, zeep.exceptions.Fault)
        assert fault.detail is None, fault.detail
        return "fault %s, %s" % (fault.code, fault.message)


Futurama().live()

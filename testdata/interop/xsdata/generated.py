"""What the programs of this folder make of xsdata's classes: calls, and results whose fields have the names of the WSDL."""
import dataclasses
import enum
import inspect
import os
import sys
from types import SimpleNamespace

from xsdata.formats.dataclass.client import Client, Config
from xsdata.formats.dataclass.transports import DefaultTransport
from xsdata.models.datatype import XmlDateTime

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))


class Fault(Exception):
    """The fault of an answer, as the generated class has it."""

    def __init__(self, fault):
        super().__init__(fault.faultstring)
        self.fault = fault


def client(service, transport=None, **changes):
    """A client of a generated service, whose own transport would wait for two seconds. Without an encoding it names no charset."""
    config = Config.from_service(service, encoding="utf-8", **changes)
    return Client(config, transport=transport or DefaultTransport(timeout=30))


def body(answer):
    """What is in an answer's body, unless that is a fault."""
    if answer.body.fault is not None:
        raise Fault(answer.body.fault)
    (result,) = [getattr(answer.body, f.name) for f in dataclasses.fields(answer.body) if f.name != "fault"]
    return result


def services(stubs):
    """The operations that were generated, as classes."""
    return [one for _, one in inspect.getmembers(stubs, inspect.isclass) if hasattr(one, "soap_action")]


def headers(service, **blocks):
    """The header of a request. To xsdata each that the WSDL binds is required, but it takes None for those that are not sent."""
    if "header" not in service.input.__dataclass_fields__:
        return {}
    if not blocks:
        return {"Header": None}
    names = [f.metadata["name"] for f in dataclasses.fields(service.input.Header)]
    return {"Header": {**dict.fromkeys(names), **blocks}}


def plain(value):
    """A value with its fields under the names of the WSDL, which xsdata spells as Python does. It forgets that an element may be
    null whose type is a simple one of the WSDL's own: an id of 18 characters that is empty is one."""
    if dataclasses.is_dataclass(value) and not isinstance(value, XmlDateTime):
        result = SimpleNamespace()
        for f in dataclasses.fields(value):
            field = plain(getattr(value, f.name))
            setattr(result, f.metadata.get("name", f.name), None if field == "" and "length" in f.metadata else field)
        return result
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    return value.to_datetime() if isinstance(value, XmlDateTime) else value


def only(value):
    """The only field of an answer, None if it has none, and itself if it has several."""
    fields = list(vars(plain(value)).values())
    return plain(value) if len(fields) > 1 else fields[0] if fields else None

import pytest
import zeep


def log_in(soapstone):
    """What the code under test does: log in, and go on at the address that the login names."""
    client = zeep.Client(soapstone.url + "/services/Soap/u/58.0?WSDL")
    login = client.service.login("anybody@example.com", "soapstone")
    (binding,) = client.wsdl.bindings
    service = client.create_service(binding, login.serverUrl)
    return service, {"SessionHeader": {"sessionId": login.sessionId}}


def test_a_session_works(soapstone):
    service, session = log_in(soapstone)
    assert service.getUserInfo(_soapheaders=session).body.result.userName == "anybody@example.com"


def test_a_session_expires(soapstone):
    service, session = log_in(soapstone)
    soapstone.advance("2h")
    with pytest.raises(zeep.exceptions.Fault) as fault:
        service.getUserInfo(_soapheaders=session)
    assert fault.value.code == "sf:INVALID_SESSION_ID"

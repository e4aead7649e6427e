"""Runs soapstone for a test session, and gives each test an empty one."""
import json
import os
import subprocess
import time
import urllib.request

import pytest


class Soapstone:
    """Where the emulated systems are, and the operator's API."""

    def __init__(self, addresses):
        self.url, self.admin = addresses["url"], addresses["admin"]

    def operate(self, method, path):
        urllib.request.urlopen(urllib.request.Request(self.admin + path, method=method), timeout=30).close()

    def advance(self, by):
        """Lets time pass for sessions: "30m", "2h"."""
        self.operate("POST", "/clock/advance?by=" + by)


def without_proxy(host):
    """Python's clients would ask a company's proxy for this machine, too."""
    others = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    if others != "*":
        os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join(filter(None, [others, host]))


@pytest.fixture(scope="session")
def soapstone_server(tmp_path_factory):
    without_proxy("127.0.0.1")
    ready = tmp_path_factory.mktemp("soapstone") / "ready.json"
    server = subprocess.Popen(
        [os.environ.get("SOAPSTONE", "soapstone"), "serve", "--listen=localhost:0", "--admin=localhost:0",
         "--ready-file", str(ready), "--stop-on-stdin-eof"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        while not ready.exists():
            assert server.poll() is None, "soapstone did not start: its log is above"
            time.sleep(0.02)
        yield Soapstone(json.loads(ready.read_text()))
    finally:
        server.stdin.close()
        server.wait(timeout=30)


@pytest.fixture
def soapstone(soapstone_server):
    soapstone_server.operate("POST", "/reset")
    return soapstone_server

"""HTTP Digest with requests, which zeep uses.

    python3 digest.py http://127.0.0.1:8080 http://127.0.0.1:8081

The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
"""
import re
import sys

import requests
from requests.auth import HTTPDigestAuth

url, admin = sys.argv[1:3]
BATCH = """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>SELECT @@LANGUAGE</BatchCommands></sqlbatch>
</e:Body></e:Envelope>"""


def client(password):
    session = requests.Session()
    session.auth = HTTPDigestAuth("CORP\\alice", password)
    return session


def ask(session):
    answer = session.post(url + "/sql/demo", data=BATCH, headers={"Content-Type": "text/xml"})
    if answer.status_code != 200:
        return answer.reason
    count = re.search("nc=([0-9a-f]+)", answer.request.headers["Authorization"]).group(1)
    return "%d%s" % (int(count, 16), " us_english" if "us_english" in answer.text else "")


alice = client("soapstone")
for step in "first", "second", "third":
    print("%s: %s" % (step, ask(alice)))
requests.post(admin + "/clock/advance", json={"by": "11h"}).raise_for_status()
print("a nonce too old: " + ask(alice))
print("wrong password: " + ask(client("Soapstone")))

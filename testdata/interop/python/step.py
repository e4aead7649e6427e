"""What the programs of zeep, suds and xsdata say with, check with and call the operator with. None of it is SOAP."""
import sys
import urllib.request

URL, ADMIN, *REST = sys.argv[1:]  # of the services, of the operator's API, and what a program is told beside them
sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale says


def say(step, saw):
    print("%s: %s" % (step, saw), flush=True)


def fails(call, kind):
    """The exception of a kind that a call raises which must fail."""
    try:
        answer = call()
    except kind as failure:
        return failure
    raise AssertionError("no fault: %s" % answer)


def operator(method, call):
    """Calls the operator's API, which moves the clock and resets systems."""
    urllib.request.urlopen(urllib.request.Request(ADMIN + call, method=method), timeout=30).close()


def advance(by):
    operator("POST", "/clock/advance?by=" + by)

"""Sessions of Model 204 from login to logoff, step by step, without what a stack has to do with them.

Each step prints what it saw; a surprise ends it all.
"""
import time

from step import advance, operator, say


class Model204Life:
    """A stack's program says how it does these five."""

    def call(self, thread, operation, **arguments):
        """Runs an operation on a thread, or without one, and returns what the stack does: the only field of the answer."""
        raise NotImplementedError

    def item(self, item):
        """The text of an item of a list, and its attributes: owner, timeout, created, lastAccess, userNumber, sesid."""
        raise NotImplementedError

    def fault(self, work):
        """What a call that must fail failed with: the code and the text, and what the detail says."""
        raise NotImplementedError

    def credentials(self, user=None, password=None):
        """Has calls without a thread come from a user, or from nobody."""
        raise NotImplementedError

    def unauthorized(self, work):
        """The HTTP status with which a call is refused that has a wrong password."""
        raise NotImplementedError

    def refused(self, userid, password="soapstone"):
        return self.fault(lambda: self.call(None, "Login", userid=userid, password=password).thread)

    def login(self, step, userid):
        """Logs in, and returns the token of the thread."""
        answer = self.call(None, "Login", userid=userid, password="soapstone")
        assert len(answer.thread) == 32, answer
        say(step, "user %d%s" % (answer.userNumber, ", privileged" if answer.privileged else ""))
        return answer.thread

    def create(self, thread, sesid, **more):
        return self.call(thread, "Session_Create", sesid=sesid, **more)

    def opens(self, thread, sesid, owner=None, timeout=None):
        return self.call(thread, "Session_Open", sesid=sesid, owner=owner, timeout=timeout)

    def close(self, thread, **changes):
        return self.call(thread, "Session_Close", **changes)

    def delete(self, thread, sesid, owner=None):
        return self.call(thread, "Session_Delete", sesid=sesid, owner=owner)

    def state(self, thread):
        """What the functions without arguments say."""
        saw = [self.call(thread, "Session" + name) for name in ["", "_Id", "_Owner", "_Timeout"]]
        return ", ".join("-" if s is None else str(s) for s in saw)

    def sessions(self, thread, owner=None):
        answer = self.call(thread, "Session_List", owner=owner)
        assert answer.rc == len(answer.item), answer
        saw = [str(answer.rc)]
        for item in answer.item:
            text, attributes = self.item(item)
            columns = [text[:10], text[10:16], text[16:30], text[30:44], text[44:50], text[50:]]
            assert [c.strip() for c in columns] == ["" if a is None else str(a) for a in attributes], item
            saw.append("[%s]" % text)
        return " ".join(saw)

    def put(self, thread, name, value):
        answer = self.call(thread, "SetSession", name=name, value=value)
        assert answer is None, answer
        return "done"

    def value(self, thread, name):
        found = self.call(thread, "GetSession", name=name)
        return "none" if found is None else found

    def discard(self, thread, name):
        answer = self.call(thread, "DiscardSession", name=name)
        assert answer is None, answer
        return "done"

    def live(self):
        operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z")
        say("login, wrong password", self.refused("HARPO", "wrong"))
        say("login, no such user", self.refused("GUMMO"))
        say("not logged in", self.fault(lambda: self.state("none")))
        harpo = self.login("HARPO", "HARPO")
        second = self.login("HARPO", "harpo")
        zeppo = self.login("ZEPPO", "ZEPPO")
        sysadm = self.login("SYSADM", "SYSADM")
        self.first_session(harpo, second)
        self.several(harpo, second)
        self.everyones(harpo, zeppo, sysadm)
        self.deleted(zeppo)
        self.silent(harpo)
        self.without_thread()
        self.limited()

    def first_session(self, harpo, second):
        say("nothing open", self.state(harpo))
        say("close", self.close(harpo))
        say("get", self.fault(lambda: self.value(harpo, "horn")))
        say("open", self.opens(harpo, "NOPE"))
        say("create without an id", self.fault(lambda: self.create(harpo, None)))
        say("create, timeout -2", self.fault(lambda: self.create(harpo, "A", timeout=-2)))
        say("create, neither OPEN nor NOOPEN", self.fault(lambda: self.create(harpo, "A", opts="MAYBE")))
        say("create for ZEPPO", self.fault(lambda: self.create(harpo, "A", owner="ZEPPO")))
        say("create A", self.create(harpo, "A"))
        say("state", self.state(harpo))
        say("create B as well", self.fault(lambda: self.create(harpo, "B")))
        say("set", self.put(harpo, "horn", "Zoë & <Co>"))
        say("get", self.value(harpo, "horn"))
        say("list", self.sessions(harpo))
        say("second thread opens A", self.opens(second, "A"))
        operator("PUT", "/clock?frozen=false")
        began = time.monotonic()
        say("second thread waits 1 s", self.opens(second, "A", timeout=1))
        assert time.monotonic() - began > 0.9
        operator("PUT", "/clock?frozen=true&now=2024-01-31T10:16:00Z")

    def several(self, harpo, second):
        say("close as B", self.close(harpo, sesid="B"))
        say("state", self.state(harpo))
        say("open A", self.opens(harpo, "A"))
        say("second thread opens B", self.opens(second, "B"))
        say("state", self.state(second))
        say("get", self.value(second, "horn"))
        say("get another", self.value(second, "harp"))
        say("discard", self.discard(second, "horn"))
        say("get", self.value(second, "horn"))
        say("create B", self.create(harpo, "B", opts="NOOPEN"))
        say("create C", self.create(harpo, "C", opts="NOOPEN"))
        say("close for 60 s", self.close(second, timeout=60))
        advance("59s")
        say("closed for 59 s of 60", self.opens(harpo, "B"))
        say("state", self.state(harpo))
        say("close", self.close(harpo))
        advance("60s")
        say("closed for 60 s", self.opens(harpo, "B"))

    def everyones(self, harpo, zeppo, sysadm):
        say("create C", self.create(harpo, "C", timeout=3600))
        say("set", self.put(harpo, "horn", "honk"))
        say("close for everyone", self.close(harpo, owner="*"))
        say("ZEPPO lists what is public", self.sessions(zeppo, '"*'))
        say("ZEPPO opens C", self.opens(zeppo, "C"))
        say("ZEPPO opens the public C", self.opens(zeppo, "C", "*"))
        say("state", self.state(zeppo))
        say("get", self.value(zeppo, "horn"))
        say("HARPO opens it", self.opens(harpo, "C", "*"))
        say("ZEPPO closes it as his own", self.close(zeppo, owner="ZEPPO"))
        say("HARPO opens ZEPPO's", self.opens(harpo, "C", "ZEPPO"))
        say("HARPO deletes ZEPPO's", self.delete(harpo, "C", "ZEPPO"))
        say("SYSADM opens ZEPPO's", self.opens(sysadm, "C", "ZEPPO"))
        say("state", self.state(sysadm))
        say("SYSADM closes", self.close(sysadm))
        say("SYSADM creates D for ZEPPO", self.create(sysadm, "D", owner="ZEPPO"))

    def deleted(self, zeppo):
        say("ZEPPO opens C", self.opens(zeppo, "C"))
        say("deletes it", self.delete(zeppo, "C"))
        say("state", self.state(zeppo))
        say("deletes it", self.delete(zeppo, "C"))
        say("closes", self.close(zeppo))
        say("opens C", self.opens(zeppo, "C"))
        say("creates E", self.create(zeppo, "E", opts="NOOPEN"))
        say("deletes it", self.delete(zeppo, "E"))
        say("deletes it", self.delete(zeppo, "E"))

    def silent(self, harpo):
        say("create F", self.create(harpo, "F"))
        advance("4m59s")
        say("silent for 4m59s of 5m", self.state(harpo))
        advance("5m")
        say("silent for 5m", self.fault(lambda: self.state(harpo)))
        harpo = self.login("HARPO", "HARPO")
        say("open F", self.opens(harpo, "F"))
        say("logoff", self.call(harpo, "Logoff"))
        say("after it", self.fault(lambda: self.state(harpo)))

    def without_thread(self):
        self.credentials("HARPO", "soapstone")
        say("HARPO by Basic, open F", self.opens(None, "F"))
        say("state", self.state(None))
        say("close", self.close(None))
        self.credentials("HARPO", "wrong")
        say("wrong password", self.unauthorized(lambda: self.state(None)))
        self.credentials()
        say("nobody, create W", self.create(None, "W"))
        say("list", self.sessions(None))

    def limited(self):
        operator("POST", "/systems/model204/reset?set=publicLimit=1")
        harpo = self.login("HARPO", "HARPO")
        say("create a public P", self.create(harpo, "P", owner="*", opts="NOOPEN"))
        say("create a public Q", self.create(harpo, "Q", owner="*", opts="NOOPEN"))
        say("create P", self.create(harpo, "P"))
        say("close as the public P", self.close(harpo, owner="*"))
        say("close as a public Q", self.close(harpo, sesid="Q", owner="*"))
        say("close", self.close(harpo))
        say("open the public P", self.opens(harpo, "P", "*"))
        say("close as P", self.close(harpo, owner="HARPO"))
        say("close as R", self.close(harpo, sesid="R", owner="HARPO"))
        say("state", self.state(harpo))

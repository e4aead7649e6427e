"""The sessions of TIBCO MFT from beginning to end, step by step, without what a stack has to do with them.

Each step prints what it saw; a surprise ends it all.
"""
from step import REST, advance, operator, say

CONTROL = "/cfcc/control?view=services/"  # the documented path of the services, but for the last word


def yes(*answers):
    """What answers of type boolean say, in the words of XML."""
    assert all(type(a) is bool for a in answers), answers
    return ", ".join(str(a).lower() for a in answers)


class MFTLife:
    """A stack's program says what is null to it, and how it does the rest."""
    Fault = None  # the class of the stack's exceptions for faults
    null = None  # an argument that goes out as null

    def __init__(self):
        self.ids = []

    def operations(self, port):
        """The operations that the stack knows of the WSDL."""
        raise NotImplementedError

    def port(self, path, user, password):
        """The operations of a service as one user, at the path instead of that of the WSDL."""
        raise NotImplementedError

    def missing(self, session):
        """Whether an item of a list was null."""
        raise NotImplementedError

    def told(self, fault):
        """The code and the text of a Fault."""
        raise NotImplementedError

    def last(self):
        """The last answer as it came: stacks resolve references in what they hand out."""
        raise NotImplementedError

    def unauthorized(self, call):
        """The HTTP status with which a call is refused that has a wrong password."""
        raise NotImplementedError

    def administrator(self, user, password="soapstone"):
        return self.port(CONTROL + "AdministratorService", user, password)

    def transfer(self, user, password="soapstone"):
        return self.port(CONTROL + "FTService", user, password)

    def issued(self, sid):
        """Keeps an id that was just issued, and lets a second pass: lists are in the order of birth."""
        assert isinstance(sid, str) and 0 < len(sid) <= 64, sid
        self.ids.append(sid)
        advance("1s")
        return sid

    def show(self, sessions):
        items = ["null" if self.missing(s) else self.show_one(s) for s in sessions]
        return "; ".join(["%d items" % len(sessions)] + items)

    def show_one(self, s):
        at = s.sessionIDDate
        return "#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d" % (
            self.ids.index(s.sessionID) + 1, s.userID, s.addTerminatingNull, s.remoteIPAddress,
            at.year, at.month, at.day, at.hour, at.minute, at.second)

    def attempt(self, step, work, *args):
        try:
            say(step, work(*args))
        except self.Fault as fault:
            say(step, "fault %s, %s" % self.told(fault))

    def attempts(self, who, port, sid):
        """The four calls that need a right. The one session that is to be deleted is none."""
        self.attempt(who + " lists active", lambda: "%d items" % len(port.listActiveSessionIds(sid)))
        self.attempt(who + " lists expired", lambda: "%d items" % len(port.getExpiredSessionIds(sid)))
        self.attempt(who + " deletes expired", lambda: yes(port.deleteExpiredSessionIds(sid)))
        self.attempt(who + " deletes", lambda: yes(port.deleteSessionId("none", sid)))

    def live(self):
        operator("POST", "/systems/mft/reset?set=beans=" + REST[0])
        operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z")
        port = self.administrator("admin")
        say("wsdl", " ".join(sorted(self.operations(port))))
        self.attempt("wrong password", self.administrator("admin", "wrong").getSession)
        self.attempt("wrong password, BW", self.administrator("admin", "wrong").getBWSession)
        self.attempt("no such user", self.administrator("nobody").getSession)
        self.attempt("no password", self.administrator(None).getSession)

        one = self.issued(self.administrator("TransferUser").getSession())
        two = self.issued(self.administrator("AuditorUser").getBWSession())
        advance("9m58s")
        plain = self.issued(port.getSession())
        bw = self.issued(port.getBWSession())
        help_desk = self.issued(self.administrator("HelpDeskUser").getSession())
        viewer = self.issued(self.administrator("Viewer").getSession())
        say("sessions", len(set(self.ids)))

        say("validate", yes(port.validateSession(plain)))
        say("validate none", yes(port.validateSession("none")))
        say("validate null", yes(port.validateSession(self.null)))
        say("active", self.show(port.listActiveSessionIds(plain)))
        say("beans", "multiRef" if b' href="#' in self.last() else "inline")
        say("active, BW", self.show(port.listActiveSessionIds(bw)))
        say("nothing expired", self.show(port.getExpiredSessionIds(plain)))
        say("nothing expired, BW", self.show(port.getExpiredSessionIds(bw)))

        self.attempts("TransferUser", port, one)
        self.attempts("AuditorUser", port, two)
        self.attempts("Viewer", port, viewer)
        self.attempts("HelpDeskUser", port, help_desk)
        department = self.issued(self.administrator("DeptAdmin").getSession())
        sales = self.issued(self.administrator("SalesUser").getBWSession())
        say("DeptAdmin sees", self.show(port.listActiveSessionIds(department)))
        self.attempts("DeptAdmin", port, department)

        self.expire(port, plain, bw, one, help_desk, viewer)
        self.transfers(port, bw, sales)
        self.close(port, plain, bw)

        # The path of Axis itself, which is the one that the WSDL has.
        direct = self.port("/cfcc/services/AdministratorService", "admin", "soapstone")
        say("again", self.show(direct.listActiveSessionIds(self.issued(direct.getSession()))))
        operator("POST", "/systems/mft/reset?set=badCredentials=401")
        say("wrong password, the other choice", self.unauthorized(self.administrator("admin", "wrong").getSession))

    def expire(self, port, plain, bw, one, help_desk, viewer):
        advance("19m54s")
        say("idle for 30m of 30m", yes(port.validateSession(one)))
        advance("1s")
        say("idle for 30m1s of 30m", yes(port.validateSession(one)))
        advance("1s")
        say("expired", self.show(port.getExpiredSessionIds(plain)))
        say("expired, BW", self.show(port.getExpiredSessionIds(bw)))
        self.attempts("expired", port, one)
        say("delete one expired", yes(port.deleteSessionId(one, help_desk)))
        self.attempt("delete it again", port.deleteSessionId, one, help_desk)
        say("expired, BW", self.show(port.getExpiredSessionIds(bw)))
        say("delete expired", yes(port.deleteExpiredSessionIds(plain)))
        say("expired", self.show(port.getExpiredSessionIds(plain)))
        say("delete one active", yes(port.deleteSessionId(viewer, plain)))
        say("validate", yes(port.validateSession(viewer)))
        self.attempts("deleted", port, viewer)

    def transfers(self, port, bw, sales):
        advance("10m5s")
        say("expired, BW", self.show(port.getExpiredSessionIds(bw)))
        self.attempt("FT, wrong password", self.transfer("TransferUser", "wrong").getSession)
        say("FT purged nothing", "%d items" % len(port.getExpiredSessionIds(bw)))
        file = self.transfer("TransferUser")
        third = self.issued(file.getSession())
        say("FT purges", self.show(port.getExpiredSessionIds(bw)))
        say("active, BW", self.show(port.listActiveSessionIds(bw)))
        say("FT validates", yes(file.validateSession(third), file.validateSession(bw), file.validateSession(sales)))
        say("FT closes", yes(file.closeSession(third), file.closeSession(third), port.validateSession(third)))

    def close(self, port, plain, bw):
        say("close", yes(port.closeSession(bw)))
        say("close again", yes(port.closeSession(bw)))
        say("validate", yes(port.validateSession(bw)))
        self.attempts("closed", port, bw)
        advance("19m54s")
        say("listed after 30m of 30m", self.show(port.listActiveSessionIds(plain)))
        advance("30m")
        say("and after 30m more", self.show(port.listActiveSessionIds(plain)))
        advance("30m1s")
        self.attempts("too late", port, plain)
        say("close too late", yes(port.closeSession(plain), port.closeSession(plain)))

import java.io.InputStream;
import java.net.URL;

import javax.xml.rpc.Stub;

import org.apache.axis.AxisFault;
import org.apache.axis.client.Call;

import mftstub.AdminService;
import mftstub.AdminServiceServiceLocator;
import mftstub.DateTime;
import mftstub.Session;

/**
 * A session's whole life, as users of the vendor's client classes write it: the locator, user and password as
 * properties of the stub, the endpoint overridden, the session id last. The stubs are made by WSDL2Java from the served
 * WSDL.
 */
public class Life {
    static String server;

    static AdminService login(String user, String password) throws Exception {
        AdminService port = new AdminServiceServiceLocator().getAdministratorService();
        Stub stub = (Stub) port;
        stub._setProperty(Call.USERNAME_PROPERTY, user);
        stub._setProperty(Call.PASSWORD_PROPERTY, password);
        stub._setProperty(Stub.SESSION_MAINTAIN_PROPERTY, Boolean.TRUE);
        stub._setProperty(Stub.ENDPOINT_ADDRESS_PROPERTY, server + "/cfcc/control?view=services/AdministratorService");
        return port;
    }

    static void say(String what, Object result) {
        System.out.println(what + ": " + result);
    }

    static void advance(String by) throws Exception {
        try (InputStream in = new URL(server + "/advance?by=" + by).openStream()) {
            in.read();
        }
    }

    static String show(Session[] sessions) {
        if (sessions == null) {
            return "a null array";
        }
        StringBuilder b = new StringBuilder(sessions.length + " items");
        for (Session s : sessions) {
            if (s == null) {
                b.append(", null");
                continue;
            }
            DateTime d = s.getSessionIDDate();
            b.append(", ").append(s.getUserID()).append(' ').append(s.getAddTerminatingNull()).append(' ').append(s.getRemoteIPAddress());
            b.append(String.format(" %d-%02d-%02d %02d:%02d:%02d", d.getYear(), d.getMonth(), d.getDay(), d.getHour(), d.getMinute(), d.getSecond()));
        }
        return b.toString();
    }

    interface Try {
        Object call() throws Exception;
    }

    static void fails(String what, Try call) throws Exception {
        try {
            say(what, call.call());
        } catch (AxisFault fault) {
            say(what, "fault " + fault.getFaultCode().getLocalPart() + ", " + fault.getFaultString());
        }
    }

    public static void main(String[] args) throws Exception {
        server = args[0];
        AdminService admin = login("admin", "soapstone");
        AdminService user = login("TransferUser", "soapstone");

        String gone = user.getSession();
        advance("18m");
        String a = admin.getSession();
        advance("1m");
        String b = admin.getBWSession();
        advance("1m");
        String c = user.getSession();
        advance("11m");
        say("ids", !a.isEmpty() && a.length() <= 64 && !a.equals(b) && !b.equals(c));
        say("validate a", admin.validateSession(a));
        say("validate gone", admin.validateSession(gone));
        say("validate null", admin.validateSession(null));
        say("expired for a", show(admin.getExpiredSessionIds(a)));
        say("expired for b", show(admin.getExpiredSessionIds(b)));
        say("active for a", show(admin.listActiveSessionIds(a)));
        say("active for b", show(admin.listActiveSessionIds(b)));
        say("ids are as they were", admin.listActiveSessionIds(a)[3] == null && admin.getExpiredSessionIds(b)[0].getSessionID().equals(gone));
        fails("expired for c", () -> user.getExpiredSessionIds(c));
        say("delete expired", admin.deleteExpiredSessionIds(a));
        say("expired for a", show(admin.getExpiredSessionIds(a)));
        say("expired for b", show(admin.getExpiredSessionIds(b)));
        say("delete c", admin.deleteSessionId(c, a));
        fails("delete c", () -> admin.deleteSessionId(c, a));
        say("validate c", admin.validateSession(c));
        say("close b", admin.closeSession(b));
        say("close b", admin.closeSession(b));
        fails("active for b", () -> show(admin.listActiveSessionIds(b)));
        fails("wrong password", () -> login("admin", "secret").getSession());
        say("close a", admin.closeSession(a));
    }
}

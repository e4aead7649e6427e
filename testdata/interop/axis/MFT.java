import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;

import javax.xml.namespace.QName;
import javax.xml.rpc.Stub;

import org.apache.axis.AxisFault;
import org.apache.axis.Constants;
import org.apache.axis.MessageContext;
import org.apache.axis.client.Call;

import admin.AdminService;
import admin.AdminServiceServiceLocator;
import admin.DateTime;
import admin.Session;
import ft.FTServiceServiceLocator;
import ft.FTService_PortType;

/**
 * The sessions of TIBCO MFT from beginning to end with Axis 1.4, whose WSDL2Java made the packages admin and ft from the
 * served WSDLs. As in the vendor's sample, a stub has user and password as properties, keeps cookies, and its endpoint is
 * overridden with the documented one.
 *
 * <pre>java MFT http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef</pre>
 *
 * The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints
 * what it saw; a surprise ends it all.
 */
public class MFT {
    static final List<String> ids = new ArrayList<>();

    static <T> T as(T port, String service, String user, String password) {
        Stub stub = (Stub) port;
        if (user != null) {
            stub._setProperty(Call.USERNAME_PROPERTY, user);
            stub._setProperty(Call.PASSWORD_PROPERTY, password);
        }
        stub._setProperty(Stub.SESSION_MAINTAIN_PROPERTY, Boolean.TRUE);
        stub._setProperty(Stub.ENDPOINT_ADDRESS_PROPERTY, Step.url + "/cfcc/control?view=services/" + service);
        return port;
    }

    static AdminService administrator(String user, String password) throws Exception {
        return as(new AdminServiceServiceLocator().getAdministratorService(), "AdministratorService", user, password);
    }

    static FTService_PortType transfer(String user, String password) throws Exception {
        return as(new FTServiceServiceLocator().getFTService(), "FTService", user, password);
    }

    /** Keeps an id that was just issued, and lets a second pass: lists are in the order of birth. */
    static String issued(String id) throws Exception {
        Step.must(!id.isEmpty() && id.length() <= 64, id);
        ids.add(id);
        advance("1s");
        return id;
    }

    static String begin(String user) throws Exception {
        return issued(administrator(user, "soapstone").getSession());
    }

    static String beginBW(String user) throws Exception {
        return issued(administrator(user, "soapstone").getBWSession());
    }

    static void advance(String by) throws Exception {
        Step.operator("POST", "/clock/advance?by=" + by);
    }

    static String show(Session[] sessions) {
        StringBuilder b = new StringBuilder(sessions.length + " items");
        for (Session s : sessions) {
            b.append("; ").append(s == null ? "null" : show(s));
        }
        return b.toString();
    }

    static String show(Session s) {
        DateTime at = s.getSessionIDDate();
        return String.format("#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d", ids.indexOf(s.getSessionID()) + 1, s.getUserID(),
            s.getAddTerminatingNull(), s.getRemoteIPAddress(), at.getYear(), at.getMonth(), at.getDay(), at.getHour(),
            at.getMinute(), at.getSecond());
    }

    static void attempt(String step, Step.Call call) throws Exception {
        Object saw;
        try {
            saw = call.run();
        } catch (AxisFault fault) {
            Step.must(fault.getFaultCode().getNamespaceURI().equals(Constants.URI_SOAP11_ENV), fault.getFaultCode());
            saw = "fault soapenv:" + fault.getFaultCode().getLocalPart() + ", " + fault.getFaultString();
        }
        Step.say(step, saw);
    }

    /** The four calls that need a right. The one session that is to be deleted is none. */
    static void attempts(String who, AdminService port, String id) throws Exception {
        attempt(who + " lists active", () -> port.listActiveSessionIds(id).length + " items");
        attempt(who + " lists expired", () -> port.getExpiredSessionIds(id).length + " items");
        attempt(who + " deletes expired", () -> port.deleteExpiredSessionIds(id));
        attempt(who + " deletes", () -> port.deleteSessionId("none", id));
    }

    /** The form of the beans in the last answer. */
    static String beans(AdminService port) throws Exception {
        MessageContext last = ((org.apache.axis.client.Stub) port)._getCall().getMessageContext();
        String answer = last.getResponseMessage().getSOAPPartAsString();
        return answer.contains(" href=\"#") ? "multiRef" : "inline";
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("POST", "/systems/mft/reset?set=beans=" + args[2]);
        Step.operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z");

        TreeSet<String> names = new TreeSet<>();
        for (Method m : AdminService.class.getMethods()) {
            names.add(m.getName());
        }
        Step.say("wsdl", String.join(" ", names));

        attempt("wrong password", () -> administrator("admin", "wrong").getSession());
        attempt("wrong password, BW", () -> administrator("admin", "wrong").getBWSession());
        attempt("no such user", () -> administrator("nobody", "soapstone").getSession());
        attempt("no password", () -> administrator(null, null).getSession());

        AdminService port = administrator("admin", "soapstone");
        String one = begin("TransferUser");
        String two = beginBW("AuditorUser");
        advance("9m58s");
        String plain = begin("admin");
        String bw = beginBW("admin");
        String help = begin("HelpDeskUser");
        String viewer = begin("Viewer");
        Step.say("sessions", new HashSet<>(ids).size());

        Step.say("validate", port.validateSession(plain));
        Step.say("validate none", port.validateSession("none"));
        Step.say("validate null", port.validateSession(null));
        Step.say("active", show(port.listActiveSessionIds(plain)));
        Step.say("beans", beans(port));
        Step.say("active, BW", show(port.listActiveSessionIds(bw)));
        Step.say("nothing expired", show(port.getExpiredSessionIds(plain)));
        Step.say("nothing expired, BW", show(port.getExpiredSessionIds(bw)));

        attempts("TransferUser", port, one);
        attempts("AuditorUser", port, two);
        attempts("Viewer", port, viewer);
        attempts("HelpDeskUser", port, help);
        String department = begin("DeptAdmin");
        String sales = beginBW("SalesUser");
        Step.say("DeptAdmin sees", show(port.listActiveSessionIds(department)));
        attempts("DeptAdmin", port, department);

        advance("19m54s");
        Step.say("idle for 30m of 30m", port.validateSession(one));
        advance("1s");
        Step.say("idle for 30m1s of 30m", port.validateSession(one));
        advance("1s");
        Step.say("expired", show(port.getExpiredSessionIds(plain)));
        Step.say("expired, BW", show(port.getExpiredSessionIds(bw)));
        attempts("expired", port, one);
        Step.say("delete one expired", port.deleteSessionId(one, help));
        attempt("delete it again", () -> port.deleteSessionId(one, help));
        Step.say("expired, BW", show(port.getExpiredSessionIds(bw)));
        Step.say("delete expired", port.deleteExpiredSessionIds(plain));
        Step.say("expired", show(port.getExpiredSessionIds(plain)));
        Step.say("delete one active", port.deleteSessionId(viewer, plain));
        Step.say("validate", port.validateSession(viewer));
        attempts("deleted", port, viewer);

        advance("10m5s");
        Step.say("expired, BW", show(port.getExpiredSessionIds(bw)));
        attempt("FT, wrong password", () -> transfer("TransferUser", "wrong").getSession());
        Step.say("FT purged nothing", port.getExpiredSessionIds(bw).length + " items");
        FTService_PortType file = transfer("TransferUser", "soapstone");
        String third = issued(file.getSession());
        Step.say("FT purges", show(port.getExpiredSessionIds(bw)));
        Step.say("active, BW", show(port.listActiveSessionIds(bw)));
        Step.say("FT validates", file.validateSession(third) + ", " + file.validateSession(bw) + ", "
            + file.validateSession(sales));
        Step.say("FT closes", file.closeSession(third) + ", " + file.closeSession(third) + ", "
            + port.validateSession(third));

        Step.say("close", port.closeSession(bw));
        Step.say("close again", port.closeSession(bw));
        Step.say("validate", port.validateSession(bw));
        attempts("closed", port, bw);
        advance("19m54s");
        Step.say("listed after 30m of 30m", show(port.listActiveSessionIds(plain)));
        advance("30m");
        Step.say("and after 30m more", show(port.listActiveSessionIds(plain)));
        advance("30m1s");
        attempts("too late", port, plain);
        Step.say("close too late", port.closeSession(plain) + ", " + port.closeSession(plain));

        // The path of Axis itself, which is the one that the WSDL has, and no cookies.
        AdminService direct = new AdminServiceServiceLocator()
            .getAdministratorService(new URL(Step.url + "/cfcc/services/AdministratorService"));
        ((org.apache.axis.client.Stub) direct).setUsername("admin");
        ((org.apache.axis.client.Stub) direct).setPassword("soapstone");
        String last = issued(direct.getSession());
        Step.say("again", show(direct.listActiveSessionIds(last)));

        Step.operator("POST", "/systems/mft/reset?set=badCredentials=401");
        try {
            Step.say("wrong password, the other choice", administrator("admin", "wrong").getSession());
        } catch (AxisFault fault) {
            // Axis does not look into an answer with 401.
            Step.must(fault.getFaultCode().equals(new QName(Constants.NS_URI_AXIS, "HTTP")), fault.getFaultCode());
            Step.say("wrong password, the other choice",
                fault.lookupFaultDetail(Constants.QNAME_FAULTDETAIL_HTTPERRORCODE).getTextContent());
        }
    }
}

import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPException;
import jakarta.xml.soap.SOAPMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.xml.namespace.QName;

/**
 * The sessions of TIBCO MFT from beginning to end with SAAJ, in envelopes of rpc/encoded that are built by hand: each
 * argument has its type, and what an answer refers to is looked for by its id.
 *
 * <pre>java MFT http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef</pre>
 *
 * The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints
 * what it saw; a surprise ends it all.
 */
public class MFT {
    private static final String ENCODING = "http://schemas.xmlsoap.org/soap/encoding/";
    private static final String XSD = "http://www.w3.org/2001/XMLSchema";
    static final List<String> ids = new ArrayList<>();

    /** A service as one user. */
    private static final class Port {
        final String address;
        final String namespace;
        final String user;
        final String password;
        SOAPMessage last;

        Port(String path, String service, String user, String password) {
            address = Step.url + path + service;
            String name = service.startsWith("FT") ? "fileTransferService" : "administratorService";
            namespace = "http://" + name + ".soap.sift.proginet.com";
            this.user = user;
            this.password = password;
        }

        /** Calls an operation with arguments, each a name and a value, and returns what it returns. */
        SOAPElement call(String operation, String... arguments) throws Exception {
            SOAPMessage message = Wire.message("", user, password);
            message.getSOAPPart().getEnvelope().addNamespaceDeclaration("xsd", XSD);
            SOAPElement element = message.getSOAPBody().addBodyElement(new QName(namespace, operation, "ns1"));
            element.setEncodingStyle(ENCODING);
            for (int i = 0; i < arguments.length; i += 2) {
                Wire.add(element, new QName(arguments[i]), arguments[i + 1])
                    .addAttribute(new QName(Wire.XSI, "type", "xsi"), "xsd:string");
            }
            last = Wire.send(message, address);
            SOAPElement answer = Wire.first(last.getSOAPBody());
            Step.must(answer.getLocalName().equals(operation + "Response"), answer.getLocalName());
            return resolved(Wire.child(answer, operation + "Return"));
        }

        /** What an element refers to, or itself. */
        SOAPElement resolved(SOAPElement element) throws SOAPException {
            String href = element.getAttribute("href");
            if (href.isEmpty()) {
                return element;
            }
            for (SOAPElement other : Wire.children(last.getSOAPBody())) {
                if (href.equals("#" + other.getAttribute("id"))) {
                    return other;
                }
            }
            throw new AssertionError("nothing has the id of " + href);
        }

        private String text(String type, String operation, String... arguments) throws Exception {
            SOAPElement value = call(operation, arguments);
            Step.must(value.getAttributeNS(Wire.XSI, "type").equals("xsd:" + type), value.getAttributeNS(Wire.XSI, "type"));
            return value.getTextContent();
        }

        private List<SOAPElement> list(String operation, String id) throws Exception {
            SOAPElement array = call(operation, "sessionId", id);
            List<SOAPElement> items = new ArrayList<>();
            for (SOAPElement item : Wire.children(array)) {
                items.add(Wire.nil(item) ? null : resolved(item));
            }
            Step.must(array.getAttributeNS(ENCODING, "arrayType").endsWith(":Session[" + items.size() + "]"), array);
            return items;
        }

        String getSession() throws Exception {
            return text("string", "getSession");
        }

        String getBWSession() throws Exception {
            return text("string", "getBWSession");
        }

        String validateSession(String id) throws Exception {
            return text("boolean", "validateSession", "sessionId", id);
        }

        String closeSession(String id) throws Exception {
            return text("boolean", "closeSession", "sessionId", id);
        }

        String deleteSessionId(String which, String id) throws Exception {
            return text("boolean", "deleteSessionId", "deleteSessionId", which, "sessionId", id);
        }

        String deleteExpiredSessionIds(String id) throws Exception {
            return text("boolean", "deleteExpiredSessionIds", "sessionId", id);
        }

        List<SOAPElement> listActiveSessionIds(String id) throws Exception {
            return list("listActiveSessionIds", id);
        }

        List<SOAPElement> getExpiredSessionIds(String id) throws Exception {
            return list("getExpiredSessionIds", id);
        }

        String show(List<SOAPElement> sessions) throws SOAPException {
            StringBuilder b = new StringBuilder(sessions.size() + " items");
            for (SOAPElement s : sessions) {
                b.append("; ").append(s == null ? "null" : show(s));
            }
            return b.toString();
        }

        private String show(SOAPElement s) throws SOAPException {
            SOAPElement at = resolved(Wire.child(s, "sessionIDDate"));
            List<Object> words = new ArrayList<>(List.of(ids.indexOf(Wire.text(s, "sessionID")) + 1, Wire.text(s, "userID"),
                Wire.text(s, "addTerminatingNull"), Wire.text(s, "remoteIPAddress")));
            for (String field : List.of("year", "month", "day", "hour", "minute", "second")) {
                words.add(Integer.parseInt(Wire.text(at, field)));
            }
            return String.format("#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d", words.toArray());
        }
    }

    static Port administrator(String user, String password) {
        return new Port("/cfcc/control?view=services/", "AdministratorService", user, password);
    }

    static Port transfer(String user, String password) {
        return new Port("/cfcc/control?view=services/", "FTService", user, password);
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

    static void attempt(String step, Step.Call work) throws Exception {
        Object saw;
        try {
            saw = work.run();
        } catch (Wire.Refused refused) {
            Step.must(refused.code().getNamespaceURI().equals(Wire.ENVELOPE), refused.code());
            saw = "fault " + refused.fault.getFaultCode() + ", " + refused.getMessage();
        }
        Step.say(step, saw);
    }

    /** The four calls that need a right. The one session that is to be deleted is none. */
    static void attempts(String who, Port port, String id) throws Exception {
        attempt(who + " lists active", () -> port.listActiveSessionIds(id).size() + " items");
        attempt(who + " lists expired", () -> port.getExpiredSessionIds(id).size() + " items");
        attempt(who + " deletes expired", () -> port.deleteExpiredSessionIds(id));
        attempt(who + " deletes", () -> port.deleteSessionId("none", id));
    }

    /** The form of the beans in the last answer. */
    static String beans(Port port) throws Exception {
        return Wire.children(port.last.getSOAPBody()).size() > 1 ? "multiRef" : "inline";
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("POST", "/systems/mft/reset?set=beans=" + args[2]);
        Step.operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z");

        String wsdl = Step.url + "/cfcc/control?view=services/AdministratorService?WSDL";
        Step.say("wsdl", String.join(" ", Wire.operations(wsdl, null, null)));

        attempt("wrong password", () -> administrator("admin", "wrong").getSession());
        attempt("wrong password, BW", () -> administrator("admin", "wrong").getBWSession());
        attempt("no such user", () -> administrator("nobody", "soapstone").getSession());
        attempt("no password", () -> administrator(null, null).getSession());

        Port port = administrator("admin", "soapstone");
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
        Step.say("active", port.show(port.listActiveSessionIds(plain)));
        Step.say("beans", beans(port));
        Step.say("active, BW", port.show(port.listActiveSessionIds(bw)));
        Step.say("nothing expired", port.show(port.getExpiredSessionIds(plain)));
        Step.say("nothing expired, BW", port.show(port.getExpiredSessionIds(bw)));

        attempts("TransferUser", port, one);
        attempts("AuditorUser", port, two);
        attempts("Viewer", port, viewer);
        attempts("HelpDeskUser", port, help);
        String department = begin("DeptAdmin");
        String sales = beginBW("SalesUser");
        Step.say("DeptAdmin sees", port.show(port.listActiveSessionIds(department)));
        attempts("DeptAdmin", port, department);

        advance("19m54s");
        Step.say("idle for 30m of 30m", port.validateSession(one));
        advance("1s");
        Step.say("idle for 30m1s of 30m", port.validateSession(one));
        advance("1s");
        Step.say("expired", port.show(port.getExpiredSessionIds(plain)));
        Step.say("expired, BW", port.show(port.getExpiredSessionIds(bw)));
        attempts("expired", port, one);
        Step.say("delete one expired", port.deleteSessionId(one, help));
        attempt("delete it again", () -> port.deleteSessionId(one, help));
        Step.say("expired, BW", port.show(port.getExpiredSessionIds(bw)));
        Step.say("delete expired", port.deleteExpiredSessionIds(plain));
        Step.say("expired", port.show(port.getExpiredSessionIds(plain)));
        Step.say("delete one active", port.deleteSessionId(viewer, plain));
        Step.say("validate", port.validateSession(viewer));
        attempts("deleted", port, viewer);

        advance("10m5s");
        Step.say("expired, BW", port.show(port.getExpiredSessionIds(bw)));
        attempt("FT, wrong password", () -> transfer("TransferUser", "wrong").getSession());
        Step.say("FT purged nothing", port.getExpiredSessionIds(bw).size() + " items");
        Port file = transfer("TransferUser", "soapstone");
        String third = issued(file.getSession());
        Step.say("FT purges", port.show(port.getExpiredSessionIds(bw)));
        Step.say("active, BW", port.show(port.listActiveSessionIds(bw)));
        Step.say("FT validates", file.validateSession(third) + ", " + file.validateSession(bw) + ", "
            + file.validateSession(sales));
        Step.say("FT closes", file.closeSession(third) + ", " + file.closeSession(third) + ", "
            + port.validateSession(third));

        Step.say("close", port.closeSession(bw));
        Step.say("close again", port.closeSession(bw));
        Step.say("validate", port.validateSession(bw));
        attempts("closed", port, bw);
        advance("19m54s");
        Step.say("listed after 30m of 30m", port.show(port.listActiveSessionIds(plain)));
        advance("30m");
        Step.say("and after 30m more", port.show(port.listActiveSessionIds(plain)));
        advance("30m1s");
        attempts("too late", port, plain);
        Step.say("close too late", port.closeSession(plain) + ", " + port.closeSession(plain));

        // The path of Axis itself, which is the one that the WSDL has.
        Port direct = new Port("/cfcc/services/", "AdministratorService", "admin", "soapstone");
        String last = issued(direct.getSession());
        Step.say("again", direct.show(direct.listActiveSessionIds(last)));

        Step.operator("POST", "/systems/mft/reset?set=badCredentials=401");
        try {
            Step.say("wrong password, the other choice", administrator("admin", "wrong").getSession());
        } catch (SOAPException refused) {
            // SAAJ does not look into an answer with 401.
            Step.say("wrong password, the other choice", Wire.status(refused));
        }
    }
}

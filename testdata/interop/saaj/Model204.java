import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPException;
import jakarta.xml.soap.SOAPMessage;
import java.util.ArrayList;
import java.util.List;
import javax.xml.namespace.QName;

/**
 * Sessions of Model 204 from login to logoff with SAAJ, in envelopes that are built by hand.
 *
 * <pre>java Model204 http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Model204 {
    private static final String NAMESPACE = "urn:m204:janus:session:v1";

    /** A thread, or calls without one, with credentials or without. */
    private static final class Front {
        final String thread;
        final String user;
        final String password;

        Front(String thread, String user, String password) {
            this.thread = thread;
            this.user = user;
            this.password = password;
        }

        /** Calls a function with arguments, each a name and a value, of which those that are null are left out. */
        SOAPElement call(String function, Object... arguments) throws Exception {
            SOAPMessage message = Wire.message(NAMESPACE + "#" + function, user, password);
            if (thread != null) {
                message.getSOAPHeader().addHeaderElement(name("Thread")).addTextNode(thread);
            }
            SOAPElement element = message.getSOAPBody().addBodyElement(name(function));
            for (int i = 0; i < arguments.length; i += 2) {
                if (arguments[i + 1] != null) {
                    Wire.add(element, name((String) arguments[i]), String.valueOf(arguments[i + 1]));
                }
            }
            SOAPElement answer = Wire.first(Wire.send(message, Step.url + "/m204/session").getSOAPBody());
            Step.must(answer.getElementQName().equals(name(function + "Response")), answer.getElementQName());
            return answer;
        }

        private static QName name(String local) {
            return new QName(NAMESPACE, local, "m");
        }

        int create(String sesid, String owner, Integer timeout, String opts) throws Exception {
            return rc(call("Session_Create", "sesid", sesid, "owner", owner, "timeout", timeout, "opts", opts));
        }

        int create(String sesid) throws Exception {
            return create(sesid, null, null, null);
        }

        int open(String sesid, String owner, Integer timeout) throws Exception {
            return rc(call("Session_Open", "sesid", sesid, "owner", owner, "timeout", timeout));
        }

        int open(String sesid, String owner) throws Exception {
            return open(sesid, owner, null);
        }

        int open(String sesid) throws Exception {
            return open(sesid, null, null);
        }

        int close(String sesid, String owner, Integer timeout) throws Exception {
            return rc(call("Session_Close", "sesid", sesid, "owner", owner, "timeout", timeout));
        }

        int close(String sesid, String owner) throws Exception {
            return close(sesid, owner, null);
        }

        int close() throws Exception {
            return close(null, null, null);
        }

        int delete(String sesid, String owner) throws Exception {
            return rc(call("Session_Delete", "sesid", sesid, "owner", owner));
        }

        int delete(String sesid) throws Exception {
            return delete(sesid, null);
        }

        int logoff() throws Exception {
            return rc(call("Logoff"));
        }

        private static int rc(SOAPElement answer) {
            return Integer.parseInt(Wire.text(answer, "rc"));
        }

        /** What the functions without arguments say. */
        String state() throws Exception {
            List<String> saw = new ArrayList<>();
            for (String function : List.of("Session", "Session_Id", "Session_Owner", "Session_Timeout")) {
                saw.add(or(Wire.text(call(function), "result")));
            }
            return String.join(", ", saw);
        }

        private static String or(String text) {
            Step.must(text != null, "null");
            return text.isEmpty() ? "-" : text;
        }

        String list(String owner) throws Exception {
            SOAPElement list = call("Session_List", "owner", owner);
            StringBuilder saw = new StringBuilder().append(rc(list));
            int found = 0;
            for (SOAPElement item : Wire.children(list)) {
                if (item.getLocalName().equals("rc")) {
                    continue;
                }
                found++;
                String columns = String.format("%-10s%6s%s%s%6s%s", item.getAttribute("owner"), item.getAttribute("timeout"),
                    item.getAttribute("created"), item.getAttribute("lastAccess"), item.getAttribute("userNumber"),
                    item.getAttribute("sesid"));
                Step.must(item.getTextContent().equals(columns), item.getTextContent());
                saw.append(" [").append(columns).append("]");
            }
            Step.must(rc(list) == found, found);
            return saw.toString();
        }

        String get(String name) throws Exception {
            String value = Wire.text(call("GetSession", "name", name), "value");
            return value == null ? "none" : value;
        }

        String set(String name, String value) throws Exception {
            call("SetSession", "name", name, "value", value);
            return "done";
        }

        String discard(String name) throws Exception {
            call("DiscardSession", "name", name);
            return "done";
        }

        /** What a call that must fail failed with: the code and the text, and what is in the detail. */
        String fault(Step.Call call) throws Exception {
            Wire.Refused refused = Wire.refused(call);
            Step.must(refused.code().getNamespaceURI().equals(Wire.ENVELOPE), refused.code());
            String text = refused.getMessage();
            if (refused.fault.hasDetail()) {
                SOAPElement cancelled = Wire.children(refused.fault.getDetail()).get(0);
                Step.must(cancelled.getElementQName().equals(name("RequestCancelled")), cancelled.getElementQName());
                text += ", " + Wire.text(cancelled, "function") + " " + Wire.text(cancelled, "reason");
            }
            return "fault " + refused.fault.getFaultCode() + ", " + text;
        }
    }

    private static SOAPElement login(String user, String password) throws Exception {
        return new Front(null, null, null).call("Login", "userid", user, "password", password);
    }

    private static String refused(String user, String password) throws Exception {
        return new Front(null, null, null).fault(() -> login(user, password));
    }

    private static Front login(String step, String user, String password) throws Exception {
        SOAPElement answer = login(user, password);
        String thread = Wire.text(answer, "thread");
        Step.must(thread.length() == 32, thread);
        String privileged = Boolean.parseBoolean(Wire.text(answer, "privileged")) ? ", privileged" : "";
        Step.say(step, "user " + Wire.text(answer, "userNumber") + privileged);
        return new Front(thread, null, null);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z");

        Step.say("login, wrong password", refused("HARPO", "wrong"));
        Step.say("login, no such user", refused("GUMMO", "soapstone"));
        Front none = new Front("none", null, null);
        Step.say("not logged in", none.fault(none::state));
        Front harpo = login("HARPO", "HARPO", "soapstone");
        Front second = login("HARPO", "harpo", "soapstone");
        Front zeppo = login("ZEPPO", "ZEPPO", "soapstone");
        Front sysadm = login("SYSADM", "SYSADM", "soapstone");
        firstSession(harpo, second);
        several(harpo, second);
        everyones(harpo, zeppo, sysadm);
        deleted(zeppo);
        silent(harpo);
        withoutThread();
        limited();
    }

    private static void firstSession(Front harpo, Front second) throws Exception {
        Step.say("nothing open", harpo.state());
        Step.say("close", harpo.close());
        Step.say("get", harpo.fault(() -> harpo.get("horn")));
        Step.say("open", harpo.open("NOPE"));
        Step.say("create without an id", harpo.fault(() -> harpo.create(null)));
        Step.say("create, timeout -2", harpo.fault(() -> harpo.create("A", null, -2, null)));
        Step.say("create, neither OPEN nor NOOPEN", harpo.fault(() -> harpo.create("A", null, null, "MAYBE")));
        Step.say("create for ZEPPO", harpo.fault(() -> harpo.create("A", "ZEPPO", null, null)));
        Step.say("create A", harpo.create("A"));
        Step.say("state", harpo.state());
        Step.say("create B as well", harpo.fault(() -> harpo.create("B")));
        Step.say("set", harpo.set("horn", "Zoë & <Co>"));
        Step.say("get", harpo.get("horn"));
        Step.say("list", harpo.list(null));
        Step.say("second thread opens A", second.open("A"));
        Step.operator("PUT", "/clock?frozen=false");
        long began = System.nanoTime();
        Step.say("second thread waits 1 s", second.open("A", null, 1));
        Step.must(System.nanoTime() - began > 900_000_000L, "waited");
        Step.operator("PUT", "/clock?frozen=true&now=2024-01-31T10:16:00Z");
    }

    private static void several(Front harpo, Front second) throws Exception {
        Step.say("close as B", harpo.close("B", null));
        Step.say("state", harpo.state());
        Step.say("open A", harpo.open("A"));
        Step.say("second thread opens B", second.open("B"));
        Step.say("state", second.state());
        Step.say("get", second.get("horn"));
        Step.say("get another", second.get("harp"));
        Step.say("discard", second.discard("horn"));
        Step.say("get", second.get("horn"));
        Step.say("create B", harpo.create("B", null, null, "NOOPEN"));
        Step.say("create C", harpo.create("C", null, null, "NOOPEN"));
        Step.say("close for 60 s", second.close(null, null, 60));
        Step.operator("POST", "/clock/advance?by=59s");
        Step.say("closed for 59 s of 60", harpo.open("B"));
        Step.say("state", harpo.state());
        Step.say("close", harpo.close());
        Step.operator("POST", "/clock/advance?by=60s");
        Step.say("closed for 60 s", harpo.open("B"));
    }

    private static void everyones(Front harpo, Front zeppo, Front sysadm) throws Exception {
        Step.say("create C", harpo.create("C", null, 3600, null));
        Step.say("set", harpo.set("horn", "honk"));
        Step.say("close for everyone", harpo.close(null, "*"));
        Step.say("ZEPPO lists what is public", zeppo.list("\"*"));
        Step.say("ZEPPO opens C", zeppo.open("C"));
        Step.say("ZEPPO opens the public C", zeppo.open("C", "*"));
        Step.say("state", zeppo.state());
        Step.say("get", zeppo.get("horn"));
        Step.say("HARPO opens it", harpo.open("C", "*"));
        Step.say("ZEPPO closes it as his own", zeppo.close(null, "ZEPPO"));
        Step.say("HARPO opens ZEPPO's", harpo.open("C", "ZEPPO"));
        Step.say("HARPO deletes ZEPPO's", harpo.delete("C", "ZEPPO"));
        Step.say("SYSADM opens ZEPPO's", sysadm.open("C", "ZEPPO"));
        Step.say("state", sysadm.state());
        Step.say("SYSADM closes", sysadm.close());
        Step.say("SYSADM creates D for ZEPPO", sysadm.create("D", "ZEPPO", null, null));
    }

    private static void deleted(Front zeppo) throws Exception {
        Step.say("ZEPPO opens C", zeppo.open("C"));
        Step.say("deletes it", zeppo.delete("C"));
        Step.say("state", zeppo.state());
        Step.say("deletes it", zeppo.delete("C"));
        Step.say("closes", zeppo.close());
        Step.say("opens C", zeppo.open("C"));
        Step.say("creates E", zeppo.create("E", null, null, "NOOPEN"));
        Step.say("deletes it", zeppo.delete("E"));
        Step.say("deletes it", zeppo.delete("E"));
    }

    private static void silent(Front harpo) throws Exception {
        Step.say("create F", harpo.create("F"));
        Step.operator("POST", "/clock/advance?by=4m59s");
        Step.say("silent for 4m59s of 5m", harpo.state());
        Step.operator("POST", "/clock/advance?by=5m");
        Step.say("silent for 5m", harpo.fault(harpo::state));
        Front again = login("HARPO", "HARPO", "soapstone");
        Step.say("open F", again.open("F"));
        Step.say("logoff", again.logoff());
        Step.say("after it", again.fault(again::state));
    }

    private static void withoutThread() throws Exception {
        Front basic = new Front(null, "HARPO", "soapstone");
        Step.say("HARPO by Basic, open F", basic.open("F"));
        Step.say("state", basic.state());
        Step.say("close", basic.close());
        try {
            Step.say("wrong password", new Front(null, "HARPO", "wrong").state());
        } catch (SOAPException refused) {
            Step.say("wrong password", Wire.status(refused));
        }
        Front nobody = new Front(null, null, null);
        Step.say("nobody, create W", nobody.create("W"));
        Step.say("list", nobody.list(null));
    }

    private static void limited() throws Exception {
        Step.operator("POST", "/systems/model204/reset?set=publicLimit=1");
        Front harpo = login("HARPO", "HARPO", "soapstone");
        Step.say("create a public P", harpo.create("P", "*", null, "NOOPEN"));
        Step.say("create a public Q", harpo.create("Q", "*", null, "NOOPEN"));
        Step.say("create P", harpo.create("P"));
        Step.say("close as the public P", harpo.close(null, "*"));
        Step.say("close as a public Q", harpo.close("Q", "*"));
        Step.say("close", harpo.close());
        Step.say("open the public P", harpo.open("P", "*"));
        Step.say("close as P", harpo.close(null, "HARPO"));
        Step.say("close as R", harpo.close("R", "HARPO"));
        Step.say("state", harpo.state());
    }
}

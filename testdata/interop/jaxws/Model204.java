import jakarta.xml.ws.Holder;
import jakarta.xml.ws.WebServiceException;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.net.URI;
import java.util.List;
import m204.M204Session;
import m204.M204SessionPort;
import m204.ObjectFactory;
import m204.RequestCancelledFault;
import m204.SessionItem;

/**
 * Sessions of Model 204 from login to logoff with JAX-WS and the classes that wsimport or CXF's wsdl2java made of the
 * served WSDL, in the package m204.
 *
 * <pre>java Model204 http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Model204 {
    private static M204Session service;

    /** A thread, or calls without one, with credentials or without. */
    private static final class Front {
        final M204SessionPort port = service.getM204SessionSoap();
        final Stack.Header header;

        Front(String thread, String user, String password) {
            header = Stack.use(port, Stack.url + "/m204/session", user, password);
            if (thread != null) {
                header.block = new ObjectFactory().createThread(thread);
            }
        }

        int create(String sesid, String owner, Integer timeout, String opts) throws Exception {
            return port.sessionCreate(sesid, owner, timeout, opts);
        }

        int create(String sesid) throws Exception {
            return create(sesid, null, null, null);
        }

        int open(String sesid, String owner) throws Exception {
            return port.sessionOpen(sesid, owner, null);
        }

        int open(String sesid) throws Exception {
            return open(sesid, null);
        }

        int close(String sesid, String owner) throws Exception {
            return port.sessionClose(sesid, owner, null);
        }

        int close() throws Exception {
            return close(null, null);
        }

        int delete(String sesid) throws Exception {
            return port.sessionDelete(sesid, null, null);
        }

        /** What the functions without arguments say. */
        String state() throws Exception {
            return port.session() + ", " + or(port.sessionId()) + ", " + or(port.sessionOwner()) + ", " + port.sessionTimeout();
        }

        private static String or(String text) {
            Stack.must(text != null, "null");
            return text.isEmpty() ? "-" : text;
        }

        String list(String owner) throws Exception {
            Holder<Integer> rc = new Holder<>();
            Holder<List<SessionItem>> items = new Holder<>();
            port.sessionList(null, owner, rc, items);
            int found = items.value == null ? 0 : items.value.size();
            Stack.must(rc.value == found, rc.value);
            StringBuilder saw = new StringBuilder().append(rc.value);
            for (int i = 0; i < found; i++) {
                SessionItem item = items.value.get(i);
                String columns = String.format("%-10s%6d%s%s%6s%s", item.getOwner(), item.getTimeout(), item.getCreated(),
                    item.getLastAccess(), item.getUserNumber() == null ? "" : item.getUserNumber(), item.getSesid());
                Stack.must(item.getValue().equals(columns), item.getValue());
                saw.append(" [").append(columns).append("]");
            }
            return saw.toString();
        }

        String get(String name) throws Exception {
            String value = port.getSession(name);
            return value == null ? "none" : value;
        }

        String set(String name, String value) throws Exception {
            port.setSession(name, value);
            return "done";
        }

        /** What a call that must fail failed with: the code and the text, and what the exception's bean says. */
        String fault(Stack.Call call) throws Exception {
            String text;
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (RequestCancelledFault e) {
                text = e.getMessage() + ", " + e.getFaultInfo().getFunction() + " " + e.getFaultInfo().getReason();
            } catch (SOAPFaultException e) {
                Stack.must(e.getFault().getDetail() == null, e.getFault().getDetail());
                text = e.getFault().getFaultString();
            }
            Stack.must(header.code.getNamespaceURI().equals(Stack.ENVELOPE), header.code);
            return "fault soapenv:" + header.code.getLocalPart() + ", " + text;
        }
    }

    private static String refused(String user, String password) throws Exception {
        Front front = new Front(null, null, null);
        return front.fault(() -> {
            Holder<String> thread = new Holder<>();
            front.port.login(user, password, thread, new Holder<>(), new Holder<>());
            return thread.value;
        });
    }

    private static Front login(String step, String user) throws Exception {
        Holder<String> thread = new Holder<>();
        Holder<Integer> number = new Holder<>();
        Holder<Boolean> privileged = new Holder<>();
        new Front(null, null, null).port.login(user, "soapstone", thread, number, privileged);
        Stack.must(thread.value.length() == 32, thread.value);
        Stack.say(step, "user " + number.value + (privileged.value ? ", privileged" : ""));
        return new Front(thread.value, null, null);
    }

    public static void main(String[] args) throws Exception {
        Stack.url = args[0];
        Stack.admin = args[1];
        Stack.operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z");
        service = new M204Session(URI.create(Stack.url + "/m204/session?wsdl").toURL());

        Stack.say("login, wrong password", refused("HARPO", "wrong"));
        Stack.say("login, no such user", refused("GUMMO", "soapstone"));
        Front none = new Front("none", null, null);
        Stack.say("not logged in", none.fault(none::state));
        Front harpo = login("HARPO", "HARPO");
        Front second = login("HARPO", "harpo");
        Front zeppo = login("ZEPPO", "ZEPPO");
        Front sysadm = login("SYSADM", "SYSADM");
        firstSession(harpo, second);
        several(harpo, second);
        everyones(harpo, zeppo, sysadm);
        deleted(zeppo);
        silent(harpo);
        withoutThread();
        limited();
    }

    private static void firstSession(Front harpo, Front second) throws Exception {
        Stack.say("nothing open", harpo.state());
        Stack.say("close", harpo.close());
        Stack.say("get", harpo.fault(() -> harpo.get("horn")));
        Stack.say("open", harpo.open("NOPE"));
        Stack.say("create without an id", harpo.fault(() -> harpo.create(null)));
        Stack.say("create, timeout -2", harpo.fault(() -> harpo.create("A", null, -2, null)));
        Stack.say("create, neither OPEN nor NOOPEN", harpo.fault(() -> harpo.create("A", null, null, "MAYBE")));
        Stack.say("create for ZEPPO", harpo.fault(() -> harpo.create("A", "ZEPPO", null, null)));
        Stack.say("create A", harpo.create("A"));
        Stack.say("state", harpo.state());
        Stack.say("create B as well", harpo.fault(() -> harpo.create("B")));
        Stack.say("set", harpo.set("horn", "Zoë & <Co>"));
        Stack.say("get", harpo.get("horn"));
        Stack.say("list", harpo.list(null));
        Stack.say("second thread opens A", second.open("A"));
        Stack.operator("PUT", "/clock?frozen=false");
        long began = System.nanoTime();
        Stack.say("second thread waits 1 s", second.port.sessionOpen("A", null, 1));
        Stack.must(System.nanoTime() - began > 900_000_000L, "waited");
        Stack.operator("PUT", "/clock?frozen=true&now=2024-01-31T10:16:00Z");
    }

    private static void several(Front harpo, Front second) throws Exception {
        Stack.say("close as B", harpo.close("B", null));
        Stack.say("state", harpo.state());
        Stack.say("open A", harpo.open("A"));
        Stack.say("second thread opens B", second.open("B"));
        Stack.say("state", second.state());
        Stack.say("get", second.get("horn"));
        Stack.say("get another", second.get("harp"));
        second.port.discardSession("horn");
        Stack.say("discard", "done");
        Stack.say("get", second.get("horn"));
        Stack.say("create B", harpo.create("B", null, null, "NOOPEN"));
        Stack.say("create C", harpo.create("C", null, null, "NOOPEN"));
        Stack.say("close for 60 s", second.port.sessionClose(null, null, 60));
        Stack.operator("POST", "/clock/advance?by=59s");
        Stack.say("closed for 59 s of 60", harpo.open("B"));
        Stack.say("state", harpo.state());
        Stack.say("close", harpo.close());
        Stack.operator("POST", "/clock/advance?by=60s");
        Stack.say("closed for 60 s", harpo.open("B"));
    }

    private static void everyones(Front harpo, Front zeppo, Front sysadm) throws Exception {
        Stack.say("create C", harpo.create("C", null, 3600, null));
        Stack.say("set", harpo.set("horn", "honk"));
        Stack.say("close for everyone", harpo.close(null, "*"));
        Stack.say("ZEPPO lists what is public", zeppo.list("\"*"));
        Stack.say("ZEPPO opens C", zeppo.open("C"));
        Stack.say("ZEPPO opens the public C", zeppo.open("C", "*"));
        Stack.say("state", zeppo.state());
        Stack.say("get", zeppo.get("horn"));
        Stack.say("HARPO opens it", harpo.open("C", "*"));
        Stack.say("ZEPPO closes it as his own", zeppo.close(null, "ZEPPO"));
        Stack.say("HARPO opens ZEPPO's", harpo.open("C", "ZEPPO"));
        Stack.say("HARPO deletes ZEPPO's", harpo.port.sessionDelete("C", "ZEPPO", null));
        Stack.say("SYSADM opens ZEPPO's", sysadm.open("C", "ZEPPO"));
        Stack.say("state", sysadm.state());
        Stack.say("SYSADM closes", sysadm.close());
        Stack.say("SYSADM creates D for ZEPPO", sysadm.create("D", "ZEPPO", null, null));
    }

    private static void deleted(Front zeppo) throws Exception {
        Stack.say("ZEPPO opens C", zeppo.open("C"));
        Stack.say("deletes it", zeppo.delete("C"));
        Stack.say("state", zeppo.state());
        Stack.say("deletes it", zeppo.delete("C"));
        Stack.say("closes", zeppo.close());
        Stack.say("opens C", zeppo.open("C"));
        Stack.say("creates E", zeppo.create("E", null, null, "NOOPEN"));
        Stack.say("deletes it", zeppo.delete("E"));
        Stack.say("deletes it", zeppo.delete("E"));
    }

    private static void silent(Front harpo) throws Exception {
        Stack.say("create F", harpo.create("F"));
        Stack.operator("POST", "/clock/advance?by=4m59s");
        Stack.say("silent for 4m59s of 5m", harpo.state());
        Stack.operator("POST", "/clock/advance?by=5m");
        Stack.say("silent for 5m", harpo.fault(harpo::state));
        Front again = login("HARPO", "HARPO");
        Stack.say("open F", again.open("F"));
        Stack.say("logoff", again.port.logoff());
        Stack.say("after it", again.fault(again::state));
    }

    private static void withoutThread() throws Exception {
        Front basic = new Front(null, "HARPO", "soapstone");
        Stack.say("HARPO by Basic, open F", basic.open("F"));
        Stack.say("state", basic.state());
        Stack.say("close", basic.close());
        try {
            Stack.say("wrong password", new Front(null, "HARPO", "wrong").state());
        } catch (WebServiceException refused) {
            Stack.say("wrong password", Stack.status(refused));
        }
        Front nobody = new Front(null, null, null);
        Stack.say("nobody, create W", nobody.create("W"));
        Stack.say("list", nobody.list(null));
    }

    private static void limited() throws Exception {
        Stack.operator("POST", "/systems/model204/reset?set=publicLimit=1");
        Front harpo = login("HARPO", "HARPO");
        Stack.say("create a public P", harpo.create("P", "*", null, "NOOPEN"));
        Stack.say("create a public Q", harpo.create("Q", "*", null, "NOOPEN"));
        Stack.say("create P", harpo.create("P"));
        Stack.say("close as the public P", harpo.close(null, "*"));
        Stack.say("close as a public Q", harpo.close("Q", "*"));
        Stack.say("close", harpo.close());
        Stack.say("open the public P", harpo.open("P", "*"));
        Stack.say("close as P", harpo.close(null, "HARPO"));
        Stack.say("close as R", harpo.close("R", "HARPO"));
        Stack.say("state", harpo.state());
    }
}

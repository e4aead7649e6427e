import javax.xml.namespace.QName;
import m204.M204SessionStub;
import m204.M204SessionStub.DiscardSession;
import m204.M204SessionStub.GetSession;
import m204.M204SessionStub.Login;
import m204.M204SessionStub.LoginResponse;
import m204.M204SessionStub.Logoff;
import m204.M204SessionStub.RequestCancelled;
import m204.M204SessionStub.Session;
import m204.M204SessionStub.SessionItem;
import m204.M204SessionStub.Session_Close;
import m204.M204SessionStub.Session_Create;
import m204.M204SessionStub.Session_Delete;
import m204.M204SessionStub.Session_Id;
import m204.M204SessionStub.Session_List;
import m204.M204SessionStub.Session_ListResponse;
import m204.M204SessionStub.Session_Open;
import m204.M204SessionStub.Session_Owner;
import m204.M204SessionStub.Session_Timeout;
import m204.M204SessionStub.SetSession;
import m204.RequestCancelledFault;
import org.apache.axis2.AxisFault;

/**
 * Sessions of Model 204 from login to logoff with Axis2 and the classes that its WSDL2Java made of the served WSDL, in the
 * package m204.
 *
 * <pre>java Model204 http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Model204 {
    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

    /** A thread, or calls without one, with credentials or without. */
    private static final class Front {
        final M204SessionStub stub;
        M204SessionStub.Thread thread;

        Front(String thread, String user, String password) throws Exception {
            stub = Stack.use(new M204SessionStub(Step.url + "/m204/session"), user, password);
            if (thread != null) {
                this.thread = new M204SessionStub.Thread();
                this.thread.setThread(thread);
            }
        }

        int create(String sesid, String owner, Integer timeout, String opts) throws Exception {
            Session_Create call = new Session_Create();
            call.setSesid(sesid);
            call.setOwner(owner);
            call.setTimeout(orNone(timeout));
            call.setOpts(opts);
            return stub.session_Create(call, thread).getRc();
        }

        int create(String sesid) throws Exception {
            return create(sesid, null, null, null);
        }

        int open(String sesid, String owner, Integer timeout) throws Exception {
            Session_Open call = new Session_Open();
            call.setSesid(sesid);
            call.setOwner(owner);
            call.setTimeout(orNone(timeout));
            return stub.session_Open(call, thread).getRc();
        }

        int open(String sesid, String owner) throws Exception {
            return open(sesid, owner, null);
        }

        int open(String sesid) throws Exception {
            return open(sesid, null, null);
        }

        int close(String sesid, String owner, Integer timeout) throws Exception {
            Session_Close call = new Session_Close();
            call.setSesid(sesid);
            call.setOwner(owner);
            call.setTimeout(orNone(timeout));
            return stub.session_Close(call, thread).getRc();
        }

        int close(String sesid, String owner) throws Exception {
            return close(sesid, owner, null);
        }

        int close() throws Exception {
            return close(null, null, null);
        }

        int delete(String sesid, String owner) throws Exception {
            Session_Delete call = new Session_Delete();
            call.setSesid(sesid);
            call.setOwner(owner);
            return stub.session_Delete(call, thread).getRc();
        }

        int delete(String sesid) throws Exception {
            return delete(sesid, null);
        }

        int logoff() throws Exception {
            return stub.logoff(new Logoff(), thread).getRc();
        }

        /** A number of the generated classes that is not sent. */
        private static int orNone(Integer number) {
            return number == null ? Integer.MIN_VALUE : number;
        }

        /** What the functions without arguments say. */
        String state() throws Exception {
            return stub.session(new Session(), thread).getResult() + ", "
                + or(stub.session_Id(new Session_Id(), thread).getResult()) + ", "
                + or(stub.session_Owner(new Session_Owner(), thread).getResult()) + ", "
                + stub.session_Timeout(new Session_Timeout(), thread).getResult();
        }

        private static String or(String text) {
            Step.must(text != null, "null");
            return text.isEmpty() ? "-" : text;
        }

        String list(String owner) throws Exception {
            Session_List call = new Session_List();
            call.setOwner(owner);
            Session_ListResponse list = stub.session_List(call, thread);
            SessionItem[] items = list.getItem() == null ? new SessionItem[0] : list.getItem();
            Step.must(list.getRc() == items.length, list.getRc());
            StringBuilder saw = new StringBuilder().append(list.getRc());
            for (SessionItem item : items) {
                String user = item.getUserNumber() == Integer.MIN_VALUE ? "" : String.valueOf(item.getUserNumber());
                String columns = String.format("%-10s%6d%s%s%6s%s", item.getOwner(), item.getTimeout(), item.getCreated(),
                    item.getLastAccess(), user, item.getSesid());
                Step.must(item.getString().equals(columns), item.getString());
                saw.append(" [").append(columns).append("]");
            }
            return saw.toString();
        }

        String get(String name) throws Exception {
            GetSession call = new GetSession();
            call.setName(name);
            String value = stub.getSession(call, thread).getValue();
            return value == null ? "none" : value;
        }

        String set(String name, String value) throws Exception {
            SetSession call = new SetSession();
            call.setName(name);
            call.setValue(value);
            stub.setSession(call, thread);
            return "done";
        }

        String discard(String name) throws Exception {
            DiscardSession call = new DiscardSession();
            call.setName(name);
            stub.discardSession(call, thread);
            return "done";
        }

        /** What a call that must fail failed with: the code and the text, and what the exception's bean says. */
        String fault(Step.Call call) throws Exception {
            String text;
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (RequestCancelledFault e) {
                RequestCancelled cancelled = e.getFaultMessage();
                text = e.getMessage() + ", " + cancelled.getFunction() + " " + cancelled.getReason();
            } catch (AxisFault e) {
                Step.must(e.getDetail() == null, e.getDetail());
                text = e.getMessage();
            }
            QName code = Stack.code(stub);
            Step.must(code.getNamespaceURI().equals(ENVELOPE), code);
            return "fault soapenv:" + code.getLocalPart() + ", " + text;
        }
    }

    private static LoginResponse login(Front front, String user, String password) throws Exception {
        Login call = new Login();
        call.setUserid(user);
        call.setPassword(password);
        return front.stub.login(call);
    }

    private static String refused(String user, String password) throws Exception {
        Front front = new Front(null, null, null);
        return front.fault(() -> login(front, user, password).getThread());
    }

    private static Front login(String step, String user) throws Exception {
        LoginResponse answer = login(new Front(null, null, null), user, "soapstone");
        Step.must(answer.getThread().length() == 32, answer.getThread());
        Step.say(step, "user " + answer.getUserNumber() + (answer.getPrivileged() ? ", privileged" : ""));
        return new Front(answer.getThread(), null, null);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z");

        Step.say("login, wrong password", refused("HARPO", "wrong"));
        Step.say("login, no such user", refused("GUMMO", "soapstone"));
        Front none = new Front("none", null, null);
        Step.say("not logged in", none.fault(none::state));
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
        Front again = login("HARPO", "HARPO");
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
        } catch (AxisFault refused) {
            Step.say("wrong password", Stack.status(refused));
        }
        Front nobody = new Front(null, null, null);
        Step.say("nobody, create W", nobody.create("W"));
        Step.say("list", nobody.list(null));
    }

    private static void limited() throws Exception {
        Step.operator("POST", "/systems/model204/reset?set=publicLimit=1");
        Front harpo = login("HARPO", "HARPO");
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

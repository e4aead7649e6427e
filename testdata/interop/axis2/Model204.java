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
 * The second address is the operator's API, which moves the clock. The steps are in Model204Life.
 */
public class Model204 extends Model204Life {
    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

    /** A thread, or calls without one, with credentials or without. */
    private static final class Calls extends Front {
        final M204SessionStub stub;
        M204SessionStub.Thread thread;

        Calls(String thread, String user, String password) throws Exception {
            stub = Stack.use(new M204SessionStub(Step.url + "/m204/session"), user, password);
            if (thread != null) {
                this.thread = new M204SessionStub.Thread();
                this.thread.setThread(thread);
            }
        }

        @Override
        int create(String sesid, String owner, Integer timeout, String opts) throws Exception {
            Session_Create call = new Session_Create();
            call.setSesid(sesid);
            call.setOwner(owner);
            call.setTimeout(orNone(timeout));
            call.setOpts(opts);
            return stub.session_Create(call, thread).getRc();
        }

        @Override
        int open(String sesid, String owner, Integer timeout) throws Exception {
            Session_Open call = new Session_Open();
            call.setSesid(sesid);
            call.setOwner(owner);
            call.setTimeout(orNone(timeout));
            return stub.session_Open(call, thread).getRc();
        }

        @Override
        int close(String sesid, String owner, Integer timeout) throws Exception {
            Session_Close call = new Session_Close();
            call.setSesid(sesid);
            call.setOwner(owner);
            call.setTimeout(orNone(timeout));
            return stub.session_Close(call, thread).getRc();
        }

        @Override
        int delete(String sesid, String owner) throws Exception {
            Session_Delete call = new Session_Delete();
            call.setSesid(sesid);
            call.setOwner(owner);
            return stub.session_Delete(call, thread).getRc();
        }

        @Override
        int logoff() throws Exception {
            return stub.logoff(new Logoff(), thread).getRc();
        }

        /** A number of the generated classes that is not sent. */
        private static int orNone(Integer number) {
            return number == null ? Integer.MIN_VALUE : number;
        }

        @Override
        String state() throws Exception {
            return stub.session(new Session(), thread).getResult() + ", "
                + or(stub.session_Id(new Session_Id(), thread).getResult()) + ", "
                + or(stub.session_Owner(new Session_Owner(), thread).getResult()) + ", "
                + stub.session_Timeout(new Session_Timeout(), thread).getResult();
        }

        @Override
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

        @Override
        String get(String name) throws Exception {
            GetSession call = new GetSession();
            call.setName(name);
            String value = stub.getSession(call, thread).getValue();
            return value == null ? "none" : value;
        }

        @Override
        String set(String name, String value) throws Exception {
            SetSession call = new SetSession();
            call.setName(name);
            call.setValue(value);
            stub.setSession(call, thread);
            return "done";
        }

        @Override
        String discard(String name) throws Exception {
            DiscardSession call = new DiscardSession();
            call.setName(name);
            stub.discardSession(call, thread);
            return "done";
        }

        @Override // the code and the text, and what the exception's bean says
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

        @Override
        String unauthorized() throws Exception {
            try {
                return state();
            } catch (AxisFault refused) {
                return Stack.status(refused);
            }
        }
    }

    @Override
    Front front(String thread, String user, String password) throws Exception {
        return new Calls(thread, user, password);
    }

    @Override
    LoggedIn login(Front front, String user, String password) throws Exception {
        Login call = new Login();
        call.setUserid(user);
        call.setPassword(password);
        LoginResponse answer = ((Calls) front).stub.login(call);
        return new LoggedIn(answer.getThread(), answer.getUserNumber(), answer.getPrivileged());
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Model204().live();
    }
}

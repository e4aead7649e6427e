import java.net.URL;
import javax.xml.rpc.holders.BooleanHolder;
import javax.xml.rpc.holders.IntHolder;
import javax.xml.rpc.holders.StringHolder;

import m204.M204SessionLocator;
import m204.M204SessionPort;
import m204.RequestCancelled;
import m204.SessionItem;
import m204.holders.SessionItemArrayHolder;
import org.apache.axis.AxisFault;
import org.apache.axis.Constants;
import org.apache.axis.client.Stub;

/**
 * Sessions of Model 204 from login to logoff with Axis 1.4, whose WSDL2Java made the package m204 from the served WSDL.
 *
 * <pre>java Model204 http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in Model204Life.
 */
public class Model204 extends Model204Life {
    /** A thread, or calls without one, with credentials or without. */
    private static final class Calls extends Front {
        final M204SessionPort port;

        Calls(String thread, String user, String password) throws Exception {
            port = new M204SessionLocator().getM204SessionSoap(new URL(Step.url + "/m204/session"));
            Stub stub = (Stub) port;
            if (user != null) {
                stub.setUsername(user);
                stub.setPassword(password);
            }
            if (thread != null) {
                stub.setHeader("urn:m204:janus:session:v1", "Thread", thread);
            }
        }

        @Override
        int create(String sesid, String owner, Integer timeout, String opts) throws Exception {
            return port.session_Create(sesid, owner, timeout, opts);
        }

        @Override
        int open(String sesid, String owner, Integer timeout) throws Exception {
            return port.session_Open(sesid, owner, timeout);
        }

        @Override
        int close(String sesid, String owner, Integer timeout) throws Exception {
            return port.session_Close(sesid, owner, timeout);
        }

        @Override
        int delete(String sesid, String owner) throws Exception {
            return port.session_Delete(sesid, owner, null);
        }

        @Override
        int logoff() throws Exception {
            return port.logoff();
        }

        @Override
        String state() throws Exception {
            return port.session() + ", " + or(port.session_Id()) + ", " + or(port.session_Owner()) + ", " + port.session_Timeout();
        }

        @Override
        String list(String owner) throws Exception {
            IntHolder rc = new IntHolder();
            SessionItemArrayHolder items = new SessionItemArrayHolder();
            port.session_List(null, owner, rc, items);
            int found = items.value == null ? 0 : items.value.length;
            Step.must(rc.value == found, rc.value);
            StringBuilder saw = new StringBuilder().append(rc.value);
            for (int i = 0; i < found; i++) {
                SessionItem item = items.value[i];
                String user = item.getUserNumber() == 0 ? "" : String.valueOf(item.getUserNumber()); // Axis has no null for it
                String columns = String.format("%-10s%6d%s%s%6s%s", item.getOwner(), item.getTimeout(), item.getCreated(),
                    item.getLastAccess(), user, item.getSesid());
                Step.must(item.get_value().equals(columns), item.get_value());
                saw.append(" [").append(columns).append("]");
            }
            return saw.toString();
        }

        @Override
        String get(String name) throws Exception {
            String value = port.getSession(name);
            return value == null ? "none" : value;
        }

        @Override
        String set(String name, String value) throws Exception {
            port.setSession(name, value);
            return "done";
        }

        @Override
        String discard(String name) throws Exception {
            port.discardSession(name);
            return "done";
        }

        @Override // the code and the text, and what the exception's bean says
        String fault(Step.Call call) throws Exception {
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (RequestCancelled e) {
                return shown(e) + ", " + e.getFunction() + " " + e.getReason();
            } catch (AxisFault e) {
                return shown(e);
            }
        }

        private static String shown(AxisFault e) {
            Step.must(e.getFaultCode().getNamespaceURI().equals(Constants.URI_SOAP11_ENV), e.getFaultCode());
            return "fault soapenv:" + e.getFaultCode().getLocalPart() + ", " + e.getFaultString();
        }

        @Override
        String unauthorized() throws Exception {
            try {
                return state();
            } catch (AxisFault refused) {
                return refused.lookupFaultDetail(Constants.QNAME_FAULTDETAIL_HTTPERRORCODE).getTextContent();
            }
        }
    }

    @Override
    Front front(String thread, String user, String password) throws Exception {
        return new Calls(thread, user, password);
    }

    @Override
    LoggedIn login(Front front, String user, String password) throws Exception {
        StringHolder thread = new StringHolder();
        IntHolder number = new IntHolder();
        BooleanHolder privileged = new BooleanHolder();
        ((Calls) front).port.login(user, password, thread, number, privileged);
        return new LoggedIn(thread.value, number.value, privileged.value);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Model204().live();
    }
}

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
 * The second address is the operator's API, which moves the clock. The steps are in Model204Life.
 */
public class Model204 extends Model204Life {
    private static M204Session service;

    /** A thread, or calls without one, with credentials or without. */
    private static final class Calls extends Front {
        final M204SessionPort port = service.getM204SessionSoap();
        final Stack.Header header;

        Calls(String thread, String user, String password) {
            header = Stack.use(port, Step.url + "/m204/session", user, password);
            if (thread != null) {
                header.block = new ObjectFactory().createThread(thread);
            }
        }

        @Override
        int create(String sesid, String owner, Integer timeout, String opts) throws Exception {
            return port.sessionCreate(sesid, owner, timeout, opts);
        }

        @Override
        int open(String sesid, String owner, Integer timeout) throws Exception {
            return port.sessionOpen(sesid, owner, timeout);
        }

        @Override
        int close(String sesid, String owner, Integer timeout) throws Exception {
            return port.sessionClose(sesid, owner, timeout);
        }

        @Override
        int delete(String sesid, String owner) throws Exception {
            return port.sessionDelete(sesid, owner, null);
        }

        @Override
        int logoff() throws Exception {
            return port.logoff();
        }

        @Override
        String state() throws Exception {
            return port.session() + ", " + or(port.sessionId()) + ", " + or(port.sessionOwner()) + ", " + port.sessionTimeout();
        }

        @Override
        String list(String owner) throws Exception {
            Holder<Integer> rc = new Holder<>();
            Holder<List<SessionItem>> items = new Holder<>();
            port.sessionList(null, owner, rc, items);
            int found = items.value == null ? 0 : items.value.size();
            Step.must(rc.value == found, rc.value);
            StringBuilder saw = new StringBuilder().append(rc.value);
            for (int i = 0; i < found; i++) {
                SessionItem item = items.value.get(i);
                String columns = String.format("%-10s%6d%s%s%6s%s", item.getOwner(), item.getTimeout(), item.getCreated(),
                    item.getLastAccess(), item.getUserNumber() == null ? "" : item.getUserNumber(), item.getSesid());
                Step.must(item.getValue().equals(columns), item.getValue());
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
            String text;
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (RequestCancelledFault e) {
                text = e.getMessage() + ", " + e.getFaultInfo().getFunction() + " " + e.getFaultInfo().getReason();
            } catch (SOAPFaultException e) {
                Step.must(e.getFault().getDetail() == null, e.getFault().getDetail());
                text = e.getFault().getFaultString();
            }
            Step.must(header.code.getNamespaceURI().equals(Stack.ENVELOPE), header.code);
            return "fault soapenv:" + header.code.getLocalPart() + ", " + text;
        }

        @Override
        String unauthorized() throws Exception {
            try {
                return state();
            } catch (WebServiceException refused) {
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
        Holder<String> thread = new Holder<>();
        Holder<Integer> number = new Holder<>();
        Holder<Boolean> privileged = new Holder<>();
        ((Calls) front).port.login(user, password, thread, number, privileged);
        return new LoggedIn(thread.value, number.value, privileged.value);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        service = new M204Session(URI.create(Step.url + "/m204/session?wsdl").toURL());
        new Model204().live();
    }
}

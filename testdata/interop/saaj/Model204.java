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
 * The second address is the operator's API, which moves the clock. The steps are in Model204Life.
 */
public class Model204 extends Model204Life {
    private static final String NAMESPACE = "urn:m204:janus:session:v1";

    /** A thread, or calls without one, with credentials or without. */
    private static final class Calls extends Front {
        final String thread;
        final String user;
        final String password;

        Calls(String thread, String user, String password) {
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

        @Override
        int create(String sesid, String owner, Integer timeout, String opts) throws Exception {
            return rc(call("Session_Create", "sesid", sesid, "owner", owner, "timeout", timeout, "opts", opts));
        }

        @Override
        int open(String sesid, String owner, Integer timeout) throws Exception {
            return rc(call("Session_Open", "sesid", sesid, "owner", owner, "timeout", timeout));
        }

        @Override
        int close(String sesid, String owner, Integer timeout) throws Exception {
            return rc(call("Session_Close", "sesid", sesid, "owner", owner, "timeout", timeout));
        }

        @Override
        int delete(String sesid, String owner) throws Exception {
            return rc(call("Session_Delete", "sesid", sesid, "owner", owner));
        }

        @Override
        int logoff() throws Exception {
            return rc(call("Logoff"));
        }

        private static int rc(SOAPElement answer) {
            return Integer.parseInt(Wire.text(answer, "rc"));
        }

        @Override
        String state() throws Exception {
            List<String> saw = new ArrayList<>();
            for (String function : List.of("Session", "Session_Id", "Session_Owner", "Session_Timeout")) {
                saw.add(or(Wire.text(call(function), "result")));
            }
            return String.join(", ", saw);
        }

        @Override
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

        @Override
        String get(String name) throws Exception {
            String value = Wire.text(call("GetSession", "name", name), "value");
            return value == null ? "none" : value;
        }

        @Override
        String set(String name, String value) throws Exception {
            call("SetSession", "name", name, "value", value);
            return "done";
        }

        @Override
        String discard(String name) throws Exception {
            call("DiscardSession", "name", name);
            return "done";
        }

        @Override // the code and the text, and what is in the detail
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

        @Override
        String unauthorized() throws Exception {
            try {
                return state();
            } catch (SOAPException refused) {
                return Wire.status(refused);
            }
        }
    }

    @Override
    Front front(String thread, String user, String password) throws Exception {
        return new Calls(thread, user, password);
    }

    @Override
    LoggedIn login(Front front, String user, String password) throws Exception {
        SOAPElement answer = ((Calls) front).call("Login", "userid", user, "password", password);
        return new LoggedIn(Wire.text(answer, "thread"), Integer.parseInt(Wire.text(answer, "userNumber")),
            Boolean.parseBoolean(Wire.text(answer, "privileged")));
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Model204().live();
    }
}

import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPMessage;
import java.util.ArrayList;
import java.util.List;
import javax.xml.namespace.QName;

/**
 * Salesforce sessions from login to login with SAAJ, in envelopes of the partner API that are built by hand.
 *
 * <pre>java Salesforce http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in SalesforceLife.
 */
public class Salesforce extends SalesforceLife {
    private static final String NAMESPACE = "urn:partner.soap.sforce.com";
    private static final String FAULTS = "urn:fault.partner.soap.sforce.com";
    private final String api;

    private Salesforce(String api) {
        this.api = api;
    }

    private static final class Calls extends Connection {
        String address;
        String session;

        Calls(String address, String user) {
            super(user);
            this.address = address;
        }

        /** Calls an operation with parameters, each a name and a value, and returns the answer. */
        SOAPElement call(String operation, String... parameters) throws Exception {
            SOAPMessage message = Wire.message("", null, null);
            if (session != null) {
                Wire.add(message.getSOAPHeader().addHeaderElement(name("SessionHeader")), name("sessionId"), session);
            }
            SOAPElement element = message.getSOAPBody().addBodyElement(name(operation));
            for (int i = 0; i < parameters.length; i += 2) {
                Wire.add(element, name(parameters[i]), parameters[i + 1]);
            }
            SOAPElement answer = Wire.first(Wire.send(message, address).getSOAPBody());
            Step.must(answer.getElementQName().equals(name(operation + "Response")), answer.getElementQName());
            return answer;
        }

        private static QName name(String local) {
            return new QName(NAMESPACE, local, "p");
        }

        private static boolean holds(SOAPElement result, String field) {
            String value = Wire.text(result, field);
            Step.must(value.equals("true") || value.equals("false"), value);
            return value.equals("true");
        }

        @Override
        LoggedIn login(String password) throws Exception {
            session = null;
            SOAPElement result = Wire.child(call("login", "username", user, "password", password), "result");
            return new LoggedIn(Wire.text(result, "sessionId"), Wire.text(result, "serverUrl"), holds(result, "passwordExpired"),
                holds(result, "sandbox"), Wire.text(result, "userId"), user(Wire.child(result, "userInfo")));
        }

        @Override
        void goOn(String address, String id) {
            this.address = address;
            session = id;
        }

        private static User user(SOAPElement info) {
            return new User(Wire.text(info, "userId"), Wire.text(info, "roleId"), Wire.text(info, "userName"),
                Wire.text(info, "organizationName"));
        }

        @Override
        User info() throws Exception {
            return user(Wire.child(call("getUserInfo"), "result"));
        }

        @Override
        String timestamp() throws Exception {
            return Wire.text(Wire.child(call("getServerTimestamp"), "result"), "timestamp");
        }

        @Override
        void logout() throws Exception {
            Step.must(Wire.children(call("logout")).isEmpty(), "not empty");
        }

        @Override
        String invalidate(String... ids) throws Exception {
            String[] parameters = new String[2 * ids.length];
            for (int i = 0; i < ids.length; i++) {
                parameters[2 * i] = "sessionIds";
                parameters[2 * i + 1] = ids[i];
            }
            List<String> saw = new ArrayList<>();
            for (SOAPElement result : Wire.children(call("invalidateSessions", parameters))) {
                SOAPElement error = Wire.child(result, "errors");
                Step.must(holds(result, "success") == (error == null), result);
                saw.add(error == null ? "true" : "false " + Wire.text(error, "statusCode"));
            }
            return String.join(", ", saw);
        }

        @Override
        void setPassword(String userId, String password) throws Exception {
            call("setPassword", "userId", userId, "password", password);
        }

        @Override
        String fault(Step.Call call) throws Exception {
            Wire.Refused refused = Wire.refused(call);
            SOAPElement detail = Wire.children(refused.fault.getDetail()).get(0);
            String kind = detail.getLocalName();
            String code = Wire.text(detail, "exceptionCode");
            String text = Wire.text(detail, "exceptionMessage");
            Step.must(detail.getNamespaceURI().equals(FAULTS), detail.getNamespaceURI());
            Step.must(detail.getAttributeNS(Wire.XSI, "type").equals("sf:" + kind), detail.getAttributeNS(Wire.XSI, "type"));
            Step.must(refused.code().equals(new QName(FAULTS, code)), refused.code());
            Step.must(refused.getMessage().equals(code + ": " + text), refused.getMessage());
            return "fault " + kind + ", " + code + ", " + text.replace("\n", "\\n");
        }
    }

    @Override
    Connection connect(String user) {
        return new Calls(Step.url + "/services/Soap/" + api, user);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Salesforce(args[2]).live();
    }
}

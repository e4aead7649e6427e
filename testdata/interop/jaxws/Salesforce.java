import jakarta.xml.ws.BindingProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.xml.namespace.QName;
import partner.ApiFault;
import partner.GetUserInfoResult;
import partner.InvalidateSessionsResult;
import partner.LoginResult;
import partner.SessionHeader;
import partner.SforceService;
import partner.Soap;

/**
 * Salesforce sessions from login to login with JAX-WS and the classes that wsimport or CXF's wsdl2java made of the served
 * WSDL, in the package partner.
 *
 * <pre>java Salesforce http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in SalesforceLife.
 */
public class Salesforce extends SalesforceLife {
    private final String address;
    private final SforceService service;

    private Salesforce(String api) throws Exception {
        address = Step.url + "/services/Soap/" + api;
        service = new SforceService(URI.create(address + "?wsdl").toURL());
    }

    private static final class Calls extends Connection {
        final Soap port;
        final Stack.Header header;

        Calls(Soap port, String address, String user) {
            super(user);
            this.port = port;
            header = Stack.use(port, address, null, null);
        }

        @Override
        LoggedIn login(String password) throws Exception {
            header.block = null;
            LoginResult result = port.login(user, password);
            return new LoggedIn(result.getSessionId(), result.getServerUrl(), result.isPasswordExpired(), result.isSandbox(),
                result.getUserId(), user(result.getUserInfo()));
        }

        @Override
        void goOn(String address, String id) {
            ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, address);
            SessionHeader session = new SessionHeader();
            session.setSessionId(id);
            header.block = session;
        }

        private static User user(GetUserInfoResult info) {
            return new User(info.getUserId(), info.getRoleId(), info.getUserName(), info.getOrganizationName());
        }

        @Override
        User info() throws Exception {
            return user(port.getUserInfo());
        }

        @Override
        String timestamp() throws Exception {
            return port.getServerTimestamp().getTimestamp().toXMLFormat();
        }

        @Override
        void logout() throws Exception {
            port.logout();
        }

        @Override
        String invalidate(String... ids) throws Exception {
            List<String> saw = new ArrayList<>();
            for (InvalidateSessionsResult result : port.invalidateSessions(List.of(ids))) {
                Step.must(result.isSuccess() == result.getErrors().isEmpty(), result);
                saw.add(result.isSuccess() ? "true" : "false " + result.getErrors().get(0).getStatusCode().value());
            }
            return String.join(", ", saw);
        }

        @Override
        void setPassword(String userId, String password) throws Exception {
            port.setPassword(userId, password);
        }

        @Override // the type of the detail is that of the exception's bean
        String fault(Step.Call call) throws Exception {
            ApiFault fault;
            String text;
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (partner.LoginFault_Exception e) {
                fault = e.getFaultInfo();
                text = e.getMessage();
            } catch (partner.UnexpectedErrorFault_Exception e) {
                fault = e.getFaultInfo();
                text = e.getMessage();
            }
            String code = fault.getExceptionCode().value();
            Step.must(text.equals(code + ": " + fault.getExceptionMessage()), text);
            Step.must(header.code.equals(new QName("urn:fault.partner.soap.sforce.com", code)), header.code);
            return "fault " + fault.getClass().getSimpleName() + ", " + code + ", "
                + fault.getExceptionMessage().replace("\n", "\\n");
        }
    }

    @Override
    Connection connect(String user) {
        return new Calls(service.getSoap(), address, user);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Salesforce(args[2]).live();
    }
}

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import javax.xml.namespace.QName;
import partner.LoginFault;
import partner.SforceServiceStub;
import partner.SforceServiceStub.ApiFault;
import partner.SforceServiceStub.GetServerTimestamp;
import partner.SforceServiceStub.GetUserInfo;
import partner.SforceServiceStub.GetUserInfoResult;
import partner.SforceServiceStub.ID;
import partner.SforceServiceStub.InvalidateSessions;
import partner.SforceServiceStub.InvalidateSessionsResult;
import partner.SforceServiceStub.Login;
import partner.SforceServiceStub.LoginResult;
import partner.SforceServiceStub.Logout;
import partner.SforceServiceStub.SessionHeader;
import partner.SforceServiceStub.SetPassword;
import partner.UnexpectedErrorFault;

/**
 * Salesforce sessions from login to login with Axis2 and the classes that its WSDL2Java made of the served WSDL, in the
 * package partner.
 *
 * <pre>java Salesforce http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in SalesforceLife.
 */
public class Salesforce extends SalesforceLife {
    private final String api;

    private Salesforce(String api) {
        this.api = api;
    }

    private static final class Calls extends Connection {
        SforceServiceStub stub;
        SessionHeader session;

        Calls(String address, String user) throws Exception {
            super(user);
            stub = new SforceServiceStub(address);
        }

        @Override
        LoggedIn login(String password) throws Exception {
            Login login = new Login();
            login.setUsername(user);
            login.setPassword(password);
            LoginResult result = stub.login(login, null, null).getResult();
            return new LoggedIn(result.getSessionId(), result.getServerUrl(), result.getPasswordExpired(), result.getSandbox(),
                result.getUserId().getID(), user(result.getUserInfo()));
        }

        @Override
        void goOn(String address, String id) throws Exception {
            stub = new SforceServiceStub(address);
            session = new SessionHeader();
            session.setSessionId(id);
        }

        private static User user(GetUserInfoResult info) {
            return new User(info.getUserId().getID(), info.getRoleId() == null ? null : info.getRoleId().getID(),
                info.getUserName(), info.getOrganizationName());
        }

        @Override
        User info() throws Exception {
            return user(stub.getUserInfo(new GetUserInfo(), session, null).getResult());
        }

        @Override
        String timestamp() throws Exception {
            Calendar now = stub.getServerTimestamp(new GetServerTimestamp(), session, null).getResult().getTimestamp();
            return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC).format(now.toInstant());
        }

        @Override
        void logout() throws Exception {
            stub.logout(new Logout(), session, null);
        }

        @Override
        String invalidate(String... ids) throws Exception {
            List<String> saw = new ArrayList<>();
            InvalidateSessions call = new InvalidateSessions();
            call.setSessionIds(ids);
            for (InvalidateSessionsResult result : stub.invalidateSessions(call, session, null).getResult()) {
                Step.must(result.getSuccess() == (result.getErrors() == null), result);
                saw.add(result.getSuccess() ? "true" : "false " + result.getErrors()[0].getStatusCode().getValue());
            }
            return String.join(", ", saw);
        }

        @Override
        void setPassword(String userId, String password) throws Exception {
            ID id = new ID();
            id.setID(userId);
            SetPassword call = new SetPassword();
            call.setUserId(id);
            call.setPassword(password);
            stub.setPassword(call, session, null);
        }

        @Override // the type of the detail is that of the exception's bean
        String fault(Step.Call call) throws Exception {
            ApiFault fault;
            String text;
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (LoginFault e) {
                fault = e.getFaultMessage().getLoginFault();
                text = e.getMessage();
            } catch (UnexpectedErrorFault e) {
                fault = e.getFaultMessage().getUnexpectedErrorFault();
                text = e.getMessage();
            }
            String code = fault.getExceptionCode().getValue();
            Step.must(text.equals(code + ": " + fault.getExceptionMessage()), text);
            Step.must(Stack.code(stub).equals(new QName("urn:fault.partner.soap.sforce.com", code)), Stack.code(stub));
            return "fault " + fault.getClass().getSimpleName() + ", " + code + ", "
                + fault.getExceptionMessage().replace("\n", "\\n");
        }
    }

    @Override
    Connection connect(String user) throws Exception {
        return new Calls(Step.url + "/services/Soap/" + api, user);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Salesforce(args[2]).live();
    }
}

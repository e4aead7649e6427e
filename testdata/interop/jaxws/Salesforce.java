import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
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
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Salesforce {
    private static String api;
    private static SforceService service;

    /** One user's connection, which goes on where the login says. */
    private static final class Connection {
        final String user;
        final Soap port = service.getSoap();
        Stack.Header header = Stack.use(port, Step.url + "/services/Soap/" + api, null, null);
        LoginResult result;

        Connection(String user) {
            this.user = user;
        }

        Connection login() throws Exception {
            header.block = null;
            result = port.login(user, "soapstone");
            goesOnWith(result.getSessionId());
            ((jakarta.xml.ws.BindingProvider) port).getRequestContext()
                .put(jakarta.xml.ws.BindingProvider.ENDPOINT_ADDRESS_PROPERTY, result.getServerUrl());
            return this;
        }

        void goesOnWith(String id) {
            SessionHeader session = new SessionHeader();
            session.setSessionId(id);
            header.block = session;
        }

        String id() {
            return ((SessionHeader) header.block).getSessionId();
        }

        String userName() throws Exception {
            return port.getUserInfo().getUserName();
        }

        /** What became of each of some sessions. */
        String invalidate(String... ids) throws Exception {
            List<String> saw = new ArrayList<>();
            for (InvalidateSessionsResult result : port.invalidateSessions(List.of(ids))) {
                Step.must(result.isSuccess() == result.getErrors().isEmpty(), result);
                saw.add(result.isSuccess() ? "true" : "false " + result.getErrors().get(0).getStatusCode().value());
            }
            return String.join(", ", saw);
        }

        /** What a call that must fail failed with: the type of the exception's bean, its code and its text. */
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

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        api = args[2];
        Step.operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");
        service = new SforceService(URI.create(Step.url + "/services/Soap/" + api + "?wsdl").toURL());

        Connection alice = new Connection("alice@example.com");
        Step.say("login, wrong password", alice.fault(() -> alice.port.login("alice@example.com", "wrong")));
        alice.login();
        Step.must(!alice.result.isPasswordExpired() && !alice.result.isSandbox(), alice.result);
        Step.must(alice.result.getUserId().equals(alice.result.getUserInfo().getUserId()), alice.result);
        String first = alice.id();
        String path = URI.create(alice.result.getServerUrl()).getPath();
        Step.say("login", first.length() + " characters of " + first.split("!")[0] + ", " + path);
        Step.say("login again", alice.login().id().equals(first) ? "the same session" : alice.id());
        GetUserInfoResult info = alice.port.getUserInfo();
        Step.must(info.getUserId().equals(alice.result.getUserId()) && info.getRoleId() == null, info);
        Step.say("user", info.getUserName() + " of " + info.getOrganizationName());
        Step.say("server timestamp", alice.port.getServerTimestamp().getTimestamp().toXMLFormat());
        anotherAndItsOwn(alice, first);
        logout(alice);
        idle(alice.login());
        expired();
    }

    private static void anotherAndItsOwn(Connection alice, String first) throws Exception {
        Connection bob = new Connection("bob@example.com").login();
        Step.must(!bob.id().equals(first), bob.id());
        Step.say("invalidate another and an unknown one", alice.invalidate(bob.id(), "abc"));
        Step.say("the other", bob.fault(bob::userName));
        Step.say("the other invalidates", bob.fault(() -> bob.invalidate(first)));
        Step.say("the other logs in", bob.login().userName());
        Step.say("invalidate another and its own", alice.invalidate(bob.id(), first));
        Step.say("its own", alice.fault(alice::userName));
        Step.say("its own again", alice.fault(() -> alice.invalidate(first)));
        Step.must(!alice.login().id().equals(first), first);
        Step.say("login after it", alice.userName());
        String[] ids = Collections.nCopies(201, alice.id()).toArray(new String[0]);
        Step.say("201 ids", alice.fault(() -> alice.invalidate(ids)));
    }

    private static void logout(Connection alice) throws Exception {
        Step.Call logout = () -> { alice.port.logout(); return "done"; };
        Step.say("logout", logout.run());
        Step.say("logout again", alice.fault(logout));
        Step.say("call after it", alice.fault(alice::userName));
        alice.goesOnWith("abc");
        Step.say("no session id at all", alice.fault(alice::userName));
    }

    private static void idle(Connection alice) throws Exception {
        Step.operator("POST", "/clock/advance?by=7199s");
        Step.say("idle for 7199 s of 7200", alice.userName());
        Step.operator("POST", "/clock/advance?by=7200s");
        Step.say("idle for 7200 s", alice.fault(alice::userName));
        Step.say("login after it", alice.login().userName());
    }

    private static void expired() throws Exception {
        Connection expired = new Connection("expired@example.com").login();
        Step.say("login, password expired", expired.result.isPasswordExpired());
        Step.say("before a new one", expired.fault(expired::userName));
        expired.port.setPassword(expired.result.getUserId(), "soapstone2");
        Step.say("with a new one", expired.userName());
        Step.say("login with the old one", expired.fault(expired::login));
    }
}

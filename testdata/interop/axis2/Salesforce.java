import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.namespace.QName;
import partner.LoginFault;
import partner.SforceServiceStub;
import partner.SforceServiceStub.ApiFault;
import partner.SforceServiceStub.GetServerTimestamp;
import partner.SforceServiceStub.GetUserInfo;
import partner.SforceServiceStub.GetUserInfoResult;
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
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Salesforce {
    private static String api;

    /** One user's connection, which goes on where the login says. */
    private static final class Connection {
        final String user;
        SforceServiceStub stub;
        SessionHeader session;
        LoginResult result;

        Connection(String user) throws Exception {
            this.user = user;
            stub = new SforceServiceStub(Step.url + "/services/Soap/" + api);
        }

        LoginResult login(String password) throws Exception {
            Login login = new Login();
            login.setUsername(user);
            login.setPassword(password);
            return stub.login(login, null, null).getResult();
        }

        Connection login() throws Exception {
            result = login("soapstone");
            goesOnWith(result.getSessionId());
            stub = new SforceServiceStub(result.getServerUrl());
            return this;
        }

        void goesOnWith(String id) {
            session = new SessionHeader();
            session.setSessionId(id);
        }

        String id() {
            return session.getSessionId();
        }

        GetUserInfoResult info() throws Exception {
            return stub.getUserInfo(new GetUserInfo(), session, null).getResult();
        }

        String userName() throws Exception {
            return info().getUserName();
        }

        String logout() throws Exception {
            stub.logout(new Logout(), session, null);
            return "done";
        }

        /** What became of each of some sessions. */
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

        /** What a call that must fail failed with: the type of the exception's bean, its code and its text. */
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

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        api = args[2];
        Step.operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");

        Connection alice = new Connection("alice@example.com");
        Step.say("login, wrong password", alice.fault(() -> alice.login("wrong")));
        alice.login();
        Step.must(!alice.result.getPasswordExpired() && !alice.result.getSandbox(), alice.result);
        Step.must(alice.result.getUserId().getID().equals(alice.result.getUserInfo().getUserId().getID()), alice.result);
        String first = alice.id();
        String path = URI.create(alice.result.getServerUrl()).getPath();
        Step.say("login", first.length() + " characters of " + first.split("!")[0] + ", " + path);
        Step.say("login again", alice.login().id().equals(first) ? "the same session" : alice.id());
        GetUserInfoResult info = alice.info();
        Step.must(info.getUserId().getID().equals(alice.result.getUserId().getID()) && info.getRoleId() == null, info);
        Step.say("user", info.getUserName() + " of " + info.getOrganizationName());
        var now = alice.stub.getServerTimestamp(new GetServerTimestamp(), alice.session, null).getResult().getTimestamp();
        Step.say("server timestamp", DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC)
            .format(now.toInstant()));
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
        Step.say("logout", alice.logout());
        Step.say("logout again", alice.fault(alice::logout));
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
        Step.say("login, password expired", expired.result.getPasswordExpired());
        Step.say("before a new one", expired.fault(expired::userName));
        SetPassword call = new SetPassword();
        call.setUserId(expired.result.getUserId());
        call.setPassword("soapstone2");
        expired.stub.setPassword(call, expired.session, null);
        Step.say("with a new one", expired.userName());
        Step.say("login with the old one", expired.fault(expired::login));
    }
}

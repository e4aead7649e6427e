import com.sforce.soap.partner.Connector;
import com.sforce.soap.partner.GetUserInfoResult;
import com.sforce.soap.partner.InvalidateSessionsResult;
import com.sforce.soap.partner.LoginResult;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.fault.ApiFault;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;
import com.sforce.ws.SessionRenewer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.namespace.QName;

/**
 * Salesforce sessions from login to login with the Force.com Web Service Connector and the classes that its wsdlc made of
 * the served WSDL.
 *
 * <pre>java Salesforce http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0</pre>
 *
 * The first address is that of the services, the second that of the operator's API, which moves the clock; the last is
 * the API and its version. Prints what each step saw, one line per step; what does not look as it must ends the program.
 *
 * <p>This is for the partner API. With partner and Partner replaced by enterprise and Enterprise it is for the other one.
 */
public class Salesforce {
    private static String api;

    private static ConnectorConfig config(String user, String password) {
        ConnectorConfig config = new ConnectorConfig();
        config.setUsername(user);
        config.setPassword(password);
        config.setAuthEndpoint(Step.url + "/services/Soap/" + api);
        config.setConnectionTimeout(30_000);
        config.setReadTimeout(30_000);
        return config;
    }

    /** Logs in, as the connector does with a user's name and password, and goes on where the answer says. */
    private static PartnerConnection login(String user) throws ConnectionException {
        return Connector.newConnection(config(user, "soapstone"));
    }

    private static String id(PartnerConnection connection) {
        return connection.getSessionHeader().getSessionId();
    }

    /** Goes on with a session, as a second program does that was given its id. */
    private static PartnerConnection share(PartnerConnection connection, String id) throws ConnectionException {
        ConnectorConfig config = config(null, null);
        config.setSessionId(id);
        config.setServiceEndpoint(connection.getConfig().getServiceEndpoint());
        return Connector.newConnection(config);
    }

    private static String userName(PartnerConnection connection) throws ConnectionException {
        return connection.getUserInfo().getUserName();
    }

    /** What became of each of some sessions. */
    private static String invalidate(PartnerConnection connection, String... ids) throws ConnectionException {
        List<String> saw = new ArrayList<>();
        for (InvalidateSessionsResult result : connection.invalidateSessions(ids)) {
            Step.must(result.getSuccess() == (result.getErrors().length == 0), result);
            if (!result.getSuccess()) {
                Step.must(result.getErrors().length == 1 && !result.getErrors()[0].getMessage().isEmpty(), result);
            }
            saw.add(result.getSuccess() ? "true" : "false " + result.getErrors()[0].getStatusCode());
        }
        return String.join(", ", saw);
    }

    /** What a call that must fail failed with: the type of the fault, its code and its text. */
    private static String fault(Step.Call call) throws Exception {
        try {
            throw new AssertionError("no fault: " + call.run());
        } catch (ApiFault fault) {
            String code = fault.getExceptionCode().name();
            Step.must(fault.getFaultCode().equals(new QName("urn:fault.partner.soap.sforce.com", code)), fault.getFaultCode());
            String text = fault.getExceptionMessage().replace("\n", "\\n");
            return "fault " + fault.getClass().getSimpleName() + ", " + code + ", " + text;
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        api = args[2];
        Step.operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");

        Step.say("login, wrong password", fault(() -> Connector.newConnection(config("alice@example.com", "wrong"))));
        PartnerConnection alice = login("alice@example.com");
        String first = id(alice);
        String path = URI.create(alice.getConfig().getServiceEndpoint()).getPath();
        Step.say("login", first.length() + " characters of " + first.split("!")[0] + ", " + path);
        LoginResult again = alice.login("alice@example.com", "soapstone");
        Step.must(!again.getPasswordExpired() && !again.getSandbox(), again);
        Step.must(again.getUserId().equals(again.getUserInfo().getUserId()), again);
        Step.say("login again", again.getSessionId().equals(first) ? "the same session" : again.getSessionId());
        GetUserInfoResult info = alice.getUserInfo();
        Step.must(info.toString().equals(again.getUserInfo().toString()) && info.getRoleId() == null, info);
        Step.say("user", info.getUserName() + " of " + info.getOrganizationName());
        Step.say("server timestamp", alice.getServerTimestamp().getTimestamp().toInstant().toString().replace("Z", ".000Z"));
        anotherAndItsOwn(alice, first);
        alice = logout();
        idle(alice);
        expired();
        renewal();
    }

    private static void anotherAndItsOwn(PartnerConnection alice, String first) throws Exception {
        PartnerConnection bob = login("bob@example.com");
        Step.must(!id(bob).equals(first), id(bob));
        Step.say("invalidate another and an unknown one", invalidate(alice, id(bob), "abc"));
        Step.say("the other", fault(() -> userName(bob)));
        Step.say("the other invalidates", fault(() -> invalidate(bob, first)));
        PartnerConnection bobAgain = login("bob@example.com");
        Step.say("the other logs in", userName(bobAgain));
        Step.say("invalidate another and its own", invalidate(alice, id(bobAgain), first));
        Step.say("its own", fault(() -> userName(alice)));
        Step.say("its own again", fault(() -> invalidate(alice, first)));
        PartnerConnection next = login("alice@example.com");
        Step.must(!id(next).equals(first), id(next));
        Step.say("login after it", userName(next));
        String[] ids = Collections.nCopies(201, id(next)).toArray(new String[0]);
        Step.say("201 ids", fault(() -> invalidate(next, ids)));
    }

    private static PartnerConnection logout() throws Exception {
        PartnerConnection alice = login("alice@example.com");
        alice.logout();
        Step.say("logout", "done");
        Step.say("logout again", fault(() -> { alice.logout(); return "done"; }));
        Step.say("call after it", fault(() -> userName(alice)));
        Step.say("no session id at all", fault(() -> userName(share(alice, "abc"))));
        return login("alice@example.com");
    }

    private static void idle(PartnerConnection alice) throws Exception {
        Step.operator("POST", "/clock/advance?by=7199s");
        Step.say("idle for 7199 s of 7200", userName(alice));
        Step.operator("POST", "/clock/advance?by=7200s");
        Step.say("idle for 7200 s", fault(() -> userName(alice)));
        Step.say("login after it", userName(login("alice@example.com")));
    }

    private static void expired() throws Exception {
        ConnectorConfig config = config(null, null);
        config.setManualLogin(true);
        config.setServiceEndpoint(config.getAuthEndpoint());
        LoginResult result = Connector.newConnection(config).login("expired@example.com", "soapstone");
        Step.say("login, password expired", result.getPasswordExpired());
        config.setServiceEndpoint(result.getServerUrl());
        config.setSessionId(result.getSessionId());
        PartnerConnection expired = Connector.newConnection(config);
        Step.say("before a new one", fault(() -> userName(expired)));
        expired.setPassword(result.getUserId(), "soapstone2");
        Step.say("with a new one", userName(expired));
        Step.say("login with the old one", fault(() -> login("expired@example.com")));
    }

    /** The connector logs in by itself, once, when it meets the fault of a session that is gone, and sends the call again. */
    private static void renewal() throws Exception {
        PartnerConnection carol = login("carol@example.com");
        int[] renewals = {0};
        carol.getConfig().setSessionRenewer(config -> {
            renewals[0]++;
            PartnerConnection fresh = login(config.getUsername());
            config.setSessionId(id(fresh));
            carol.setSessionHeader(id(fresh));
            SessionRenewer.SessionRenewalHeader header = new SessionRenewer.SessionRenewalHeader();
            header.name = new QName("urn:partner.soap.sforce.com", "SessionHeader");
            header.headerElement = carol.getSessionHeader();
            return header;
        });
        String before = id(carol);
        Step.say("renewal, alive", userName(carol) + ", " + renewals[0]);
        share(carol, before).logout();
        Step.say("renewal, logged out elsewhere", userName(carol) + ", " + renewals[0]);
        Step.must(!id(carol).equals(before), before);
        Step.operator("POST", "/clock/advance?by=7200s");
        Step.say("renewal, idle for 7200 s", userName(carol) + ", " + renewals[0]);
        Step.say("renewal, its own invalidated", invalidate(carol, id(carol)));
        Step.say("renewal, after it", userName(carol) + ", " + renewals[0]);
        Step.say("renewal, no more needed", userName(carol) + ", " + renewals[0]);
    }
}

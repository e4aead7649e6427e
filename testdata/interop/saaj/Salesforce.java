import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPMessage;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.namespace.QName;

/**
 * Salesforce sessions from login to login with SAAJ, in envelopes of the partner API that are built by hand.
 *
 * <pre>java Salesforce http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Salesforce {
    private static String api;

    private static final String NAMESPACE = "urn:partner.soap.sforce.com";
    private static final String FAULTS = "urn:fault.partner.soap.sforce.com";

    /** One user's connection, which goes on where the login says. */
    private static final class Connection {
        final String user;
        String address = Step.url + "/services/Soap/" + api;
        String session;
        SOAPElement result;

        Connection(String user) {
            this.user = user;
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

        SOAPElement login(String password) throws Exception {
            session = null;
            return Wire.child(call("login", "username", user, "password", password), "result");
        }

        Connection login() throws Exception {
            result = login("soapstone");
            session = Wire.text(result, "sessionId");
            address = Wire.text(result, "serverUrl");
            return this;
        }

        String told(String field) {
            return Wire.text(result, field);
        }

        SOAPElement info() throws Exception {
            return Wire.child(call("getUserInfo"), "result");
        }

        String userName() throws Exception {
            return Wire.text(info(), "userName");
        }

        String logout() throws Exception {
            Step.must(Wire.children(call("logout")).isEmpty(), "not empty");
            return "done";
        }

        /** What became of each of some sessions. */
        String invalidate(String... ids) throws Exception {
            String[] parameters = new String[2 * ids.length];
            for (int i = 0; i < ids.length; i++) {
                parameters[2 * i] = "sessionIds";
                parameters[2 * i + 1] = ids[i];
            }
            List<String> saw = new ArrayList<>();
            for (SOAPElement result : Wire.children(call("invalidateSessions", parameters))) {
                SOAPElement error = Wire.child(result, "errors");
                String success = Wire.text(result, "success");
                Step.must(success.equals(String.valueOf(error == null)), success);
                saw.add(error == null ? "true" : "false " + Wire.text(error, "statusCode"));
            }
            return String.join(", ", saw);
        }

        /** What a call that must fail failed with: the type of the detail, its code and its text. */
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

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        api = args[2];
        Step.operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");

        Connection alice = new Connection("alice@example.com");
        Step.say("login, wrong password", alice.fault(() -> alice.login("wrong")));
        alice.login();
        Step.must(alice.told("passwordExpired").equals("false") && alice.told("sandbox").equals("false"), alice.result);
        Step.must(alice.told("userId").equals(Wire.text(Wire.child(alice.result, "userInfo"), "userId")), alice.result);
        String first = alice.session;
        String path = URI.create(alice.address).getPath();
        Step.say("login", first.length() + " characters of " + first.split("!")[0] + ", " + path);
        Step.say("login again", alice.login().session.equals(first) ? "the same session" : alice.session);
        SOAPElement info = alice.info();
        Step.must(Wire.text(info, "userId").equals(alice.told("userId")) && Wire.text(info, "roleId") == null, info);
        Step.say("user", Wire.text(info, "userName") + " of " + Wire.text(info, "organizationName"));
        SOAPElement now = Wire.child(alice.call("getServerTimestamp"), "result");
        Step.say("server timestamp", Wire.text(now, "timestamp"));
        anotherAndItsOwn(alice, first);
        logout(alice);
        idle(alice.login());
        expired();
    }

    private static void anotherAndItsOwn(Connection alice, String first) throws Exception {
        Connection bob = new Connection("bob@example.com").login();
        Step.must(!bob.session.equals(first), bob.session);
        Step.say("invalidate another and an unknown one", alice.invalidate(bob.session, "abc"));
        Step.say("the other", bob.fault(bob::userName));
        Step.say("the other invalidates", bob.fault(() -> bob.invalidate(first)));
        Step.say("the other logs in", bob.login().userName());
        Step.say("invalidate another and its own", alice.invalidate(bob.session, first));
        Step.say("its own", alice.fault(alice::userName));
        Step.say("its own again", alice.fault(() -> alice.invalidate(first)));
        Step.must(!alice.login().session.equals(first), first);
        Step.say("login after it", alice.userName());
        String[] ids = Collections.nCopies(201, alice.session).toArray(new String[0]);
        Step.say("201 ids", alice.fault(() -> alice.invalidate(ids)));
    }

    private static void logout(Connection alice) throws Exception {
        Step.say("logout", alice.logout());
        Step.say("logout again", alice.fault(alice::logout));
        Step.say("call after it", alice.fault(alice::userName));
        alice.session = "abc";
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
        Step.say("login, password expired", expired.told("passwordExpired"));
        Step.say("before a new one", expired.fault(expired::userName));
        expired.call("setPassword", "userId", expired.told("userId"), "password", "soapstone2");
        Step.say("with a new one", expired.userName());
        Step.say("login with the old one", expired.fault(expired::login));
    }
}

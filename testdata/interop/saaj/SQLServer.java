import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPException;
import jakarta.xml.soap.SOAPHeader;
import jakarta.xml.soap.SOAPMessage;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.namespace.QName;
import org.w3c.dom.Attr;
import org.w3c.dom.NamedNodeMap;

/**
 * A SQL Server session from beginning to end with SAAJ, in envelopes that are built by hand.
 *
 * <pre>java SQLServer http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class SQLServer {
    private static final String OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options";
    private static final String SOAP = "http://schemas.microsoft.com/sqlserver/2004/SOAP";
    private static final String PARAMETER = SOAP + "/types/SqlParameter";
    private static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    /** One endpoint as one user, perhaps with a login of SQL Server. */
    private static final class Endpoint {
        final String path;
        final String user;
        final String password;
        String login; // the password of app, which logs in at SQL Server
        SOAPHeader header;
        SOAPElement answer;

        Endpoint(String path, String user, String password) {
            this.path = path;
            this.user = user;
            this.password = password;
        }

        Endpoint(String path) {
            this(path, "alice", "soapstone");
        }

        Endpoint login(String password) {
            login = password;
            return this;
        }

        /** Runs a batch, in a session if there is one, and returns its results. */
        List<SOAPElement> batch(String commands, Map<String, String> session, String[]... parameters) throws Exception {
            SOAPMessage message = Wire.message(SOAP + "sqlbatch", user, password);
            if (session != null) {
                SOAPElement block = message.getSOAPHeader().addHeaderElement(new QName(OPTIONS, "sqlSession", "options"));
                for (Map.Entry<String, String> a : session.entrySet()) {
                    block.addAttribute(new QName(a.getKey()), a.getValue());
                }
            }
            if (login != null) {
                token(message.getSOAPHeader());
            }
            SOAPElement batch = message.getSOAPBody().addBodyElement(new QName(SOAP, "sqlbatch", "sql"));
            Wire.add(batch, new QName(SOAP, "BatchCommands", "sql"), commands);
            if (parameters.length > 0) {
                SOAPElement list = batch.addChildElement(new QName(SOAP, "Parameters", "sql"));
                for (String[] p : parameters) {
                    parameter(list, p);
                }
            }
            header = null;
            try {
                SOAPMessage got = Wire.send(message, Step.url + path);
                header = got.getSOAPHeader();
                answer = Wire.first(got.getSOAPBody());
            } catch (Wire.Refused refused) {
                header = refused.header;
                throw refused;
            }
            return Wire.children(Wire.child(answer, "sqlbatchResult"));
        }

        /** A parameter of SQL: its value, and its attributes by name. */
        private static void parameter(SOAPElement list, String... p) throws SOAPException {
            SOAPElement parameter = list.addChildElement(new QName(PARAMETER, "SqlParameter", "p"));
            for (int i = 1; i < p.length; i += 2) {
                parameter.addAttribute(new QName(p[i]), p[i + 1]);
            }
            Wire.add(parameter, new QName(PARAMETER, "Value", "p"), p[0]);
        }

        private void token(SOAPHeader header) throws SOAPException {
            SOAPElement token = header.addHeaderElement(new QName(WSSE, "Security", "wsse"))
                .addChildElement(new QName(WSSE, "UsernameToken", "wsse"));
            Wire.add(token, new QName(WSSE, "Username", "wsse"), "app");
            Wire.add(token, new QName(WSSE, "Password", "wsse"), login);
        }

        private SOAPElement block() {
            return header == null ? null : Wire.child(header, "sqlSession");
        }

        /** The attributes of the last answer's sqlSession. */
        String session() {
            SOAPElement block = block();
            if (block == null) {
                return "none";
            }
            Step.must(block.getNamespaceURI().equals(OPTIONS), block.getNamespaceURI());
            NamedNodeMap attributes = block.getAttributes();
            TreeSet<String> saw = new TreeSet<>();
            for (int i = 0; i < attributes.getLength(); i++) {
                Attr a = (Attr) attributes.item(i);
                if (!"http://www.w3.org/2000/xmlns/".equals(a.getNamespaceURI())) {
                    saw.add(a.getName() + "=" + a.getValue());
                }
            }
            return String.join(" ", saw);
        }

        /** Starts a session and returns what goes on in it. */
        Map<String, String> initiate(Integer timeout) throws Exception {
            Map<String, String> start = new TreeMap<>(Map.of("initiate", "true"));
            if (timeout != null) {
                start.put("timeout", String.valueOf(timeout));
            }
            Step.must(batch("", start).isEmpty(), "not empty");
            return in(block().getAttribute("sessionId"));
        }

        String timeout() {
            return "timeout " + block().getAttribute("timeout");
        }

        /** The only column of the only row of a batch's result. */
        String value(String commands, Map<String, String> session, String[]... parameters) throws Exception {
            String value = null;
            for (SOAPElement part : batch(commands, session, parameters)) {
                if (part.getLocalName().equals("SqlRowCount")) {
                    Step.must(Wire.text(part, "Count").equals("1"), Wire.text(part, "Count"));
                } else {
                    value = Wire.text(part, "diffgram");
                }
            }
            return value;
        }

        /** Runs a batch that must fail, and says how: what SOAP 1.1 has, and what the detail has for SOAP 1.2. */
        String fault(Map<String, String> session) throws Exception {
            Wire.Refused refused = Wire.refused(() -> batch("", session));
            Step.must(refused.code().equals(new QName(Wire.ENVELOPE, "Client")), refused.code());
            SOAPElement code = Wire.child(refused.fault.getDetail(), "Code");
            Step.must(code.getNamespaceURI().equals("http://www.w3.org/2003/05/soap-envelope"), code.getNamespaceURI());
            StringBuilder codes = new StringBuilder(Wire.text(code, "Value").replaceFirst(".*:", ""));
            for (SOAPElement sub = Wire.child(code, "Subcode"); sub != null; sub = Wire.child(sub, "Subcode")) {
                codes.append(", ").append(Wire.text(sub, "Value").replaceFirst(".*:", ""));
            }
            String sender = refused.getMessage().replaceFirst("  Client", "  Sender");
            Step.must(sender.endsWith("  " + codes), codes);
            Step.must(Wire.text(Wire.child(refused.fault.getDetail(), "Reason"), "Text").equals(sender), refused.fault.getDetail());
            return "fault " + refused.fault.getFaultCode() + ", " + refused.getMessage() + ", header " + session();
        }
    }

    private static Map<String, String> in(String id) {
        return Map.of("sessionId", id);
    }

    private static Map<String, String> end(Map<String, String> session) {
        return Map.of("sessionId", session.get("sessionId"), "terminate", "true");
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("PUT", "/clock?frozen=true");
        String wsdl = Step.url + "/sql/demo?wsdl";
        Step.say("wsdl, wrong password", Wire.operations(wsdl, "alice", "wrong") == null ? "refused" : "read");
        Step.say("wsdl", String.join(", ", Wire.operations(wsdl, "alice", "soapstone")));
        Endpoint demo = new Endpoint("/sql/demo");
        Step.say("no session", demo.value("SELECT @@LANGUAGE", null) + ", header " + demo.session());
        Map<String, String> session = demo.initiate(12);
        Step.say("initiate", "id of " + Base64.getDecoder().decode(session.get("sessionId")).length + " bytes, " + demo.timeout());
        Step.must(demo.batch("SET LANGUAGE French", session).isEmpty(), "not empty");
        Step.say("enlist", demo.value("SELECT @@LANGUAGE", session));
        Step.say("no session again", demo.value("SELECT @@LANGUAGE", null));
        Map<String, String> second = demo.initiate(90);
        Step.must(!second.equals(session), second);
        Step.say("initiate, above the cap", demo.timeout());
        parameters(demo, session);
        refused(demo, session);
        ends(demo, session, second);
        idle(demo);
        Step.say("sessions disabled", new Endpoint("/sql/nosessions").fault(Map.of("initiate", "true")));
        Step.say("sessions disabled, none asked", new Endpoint("/sql/nosessions").value("SELECT @@LANGUAGE", null));
    }

    private static void parameters(Endpoint demo, Map<String, String> session) throws Exception {
        String[] question = {"Noël", "name", "question", "sqlDbType", "NVarChar", "maxLength", "20"};
        String[] answer = {"", "name", "answer", "sqlDbType", "NVarChar", "maxLength", "20", "direction", "InputOutput"};
        Step.say("parameter in", demo.value("SELECT @question", session, question));
        demo.batch("SET @answer = @question + N' et adieu'", session, question, answer);
        List<SOAPElement> back = Wire.children(Wire.child(demo.answer, "Parameters"));
        Step.must(back.size() == 1, back.size());
        SOAPElement out = back.get(0);
        Step.say("parameter out", out.getAttribute("direction") + " " + out.getAttribute("name") + " "
            + out.getAttribute("sqlDbType") + " " + Wire.text(out, "Value"));
        String[] word = {"hello", "name", "word", "sqlDbType", "VarChar"};
        Step.say("parameter without maxLength", demo.value("SELECT @word", session, word));
        SOAPElement message = demo.batch("SELECT * FROM Missing", session).get(0);
        Step.say("error of T-SQL", Wire.text(message, "Number") + ", class " + Wire.text(message, "Class") + ", "
            + Wire.text(message, "Message"));
    }

    private static void refused(Endpoint demo, Map<String, String> session) throws Exception {
        Step.say("unknown id", demo.fault(in(Base64.getEncoder().encodeToString(new byte[16]))));
        Step.say("another user", new Endpoint("/sql/demo", "bob", "soapstone").fault(end(session)));
        Step.say("another endpoint", new Endpoint("/sql/other").fault(end(session)));
        Step.say("its owner", demo.value("SELECT @@LANGUAGE", session));
        Endpoint app = new Endpoint("/sql/demo").login("soapstone");
        Map<String, String> ofApp = app.initiate(null);
        Step.say("SQL login", app.timeout());
        Step.say("its session without the login", demo.fault(ofApp));
        Step.say("SQL login, wrong password", new Endpoint("/sql/demo").login("wrong").fault(null));
        try {
            Step.say("wrong password", new Endpoint("/sql/demo", "alice", "wrong").batch("", null));
        } catch (SOAPException e) {
            Step.say("wrong password", Wire.status(e));
        }
    }

    private static void ends(Endpoint demo, Map<String, String> session, Map<String, String> second) throws Exception {
        String language = demo.value("SELECT @@LANGUAGE", end(session));
        Step.must(demo.session().endsWith(" terminate=true"), demo.session());
        Step.say("terminate", language);
        Step.say("use after the end", demo.fault(session));
        Step.say("terminate again", demo.fault(end(session)));
        Step.operator("POST", "/faults?system=sqlserver&do=drop-reply&times=1");
        try {
            Step.say("terminate, answer lost", demo.batch("", end(second)));
        } catch (Wire.Refused again) {
            // HttpURLConnection sends a POST again by itself, once, when the connection that it kept is gone.
            Step.say("terminate, answer lost, again",
                "fault " + again.fault.getFaultCode() + ", " + again.getMessage() + ", header " + demo.session());
        } catch (SOAPException e) {
            Step.say("terminate, answer lost, again", demo.fault(end(second)));
        }
    }

    private static void idle(Endpoint demo) throws Exception {
        Map<String, String> session = demo.initiate(12);
        Step.operator("POST", "/clock/advance?by=12s");
        demo.batch("", session);
        Step.say("idle for 12 s of 12", "alive");
        Step.operator("POST", "/clock/advance?by=13s");
        Step.say("idle for 13 s of 12", demo.fault(session));
    }
}

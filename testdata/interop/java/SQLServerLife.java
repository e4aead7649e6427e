import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * A SQL Server session from beginning to end, step by step, without what a stack has to do with it: a SQLServer runs batches
 * as users of its stack do.
 *
 * Each step prints what it saw; a surprise ends it all.
 */
abstract class SQLServerLife {
    /** What a request says of its session, as the attributes of the header sqlSession; null for what it leaves out. */
    static final class Session {
        final Boolean initiate;
        final Integer timeout;
        final String id; // in base64
        final Boolean terminate;

        private Session(Boolean initiate, Integer timeout, String id, Boolean terminate) {
            this.initiate = initiate;
            this.timeout = timeout;
            this.id = id;
            this.terminate = terminate;
        }

        static Session start(Integer timeout) {
            return new Session(true, timeout, null, null);
        }

        static Session in(String id) {
            return new Session(null, null, id, null);
        }

        Session end() {
            return new Session(null, null, id, true);
        }

        byte[] bytes() {
            return id == null ? null : Base64.getDecoder().decode(id);
        }

        /** The attributes as texts, for stacks that have no class for the header. */
        Map<String, String> attributes() {
            Map<String, String> attributes = new TreeMap<>();
            put(attributes, "initiate", initiate);
            put(attributes, "timeout", timeout);
            put(attributes, "sessionId", id);
            put(attributes, "terminate", terminate);
            return attributes;
        }

        private static void put(Map<String, String> attributes, String name, Object value) {
            if (value != null) {
                attributes.put(name, String.valueOf(value));
            }
        }
    }

    /** A text that goes into a batch; null for what is left out. */
    static final class Parameter {
        final String name;
        final String type; // SQL's, as in sqlDbType
        final Integer maxLength;
        final String direction;
        final String value;

        Parameter(String name, String type, Integer maxLength, String direction, String value) {
            this.name = name;
            this.type = type;
            this.maxLength = maxLength;
            this.direction = direction;
            this.value = value;
        }
    }

    /** One endpoint as one user, perhaps with a login of SQL Server. */
    abstract static class Endpoint {
        /** Runs a batch, in a session unless that is null, and keeps the answer; returns how many results it has. */
        abstract int batch(String commands, Session session, Parameter... parameters) throws Exception;

        /** The attributes of the last answer's sqlSession, null if it has none. */
        abstract Map<String, String> header() throws Exception;

        /** The only column of the only row of the last answer. */
        abstract String cell() throws Exception;

        /** The only parameter of the last answer: direction, name, type and value. */
        abstract String out() throws Exception;

        /** The message that the last answer begins with: number, class and text. */
        abstract String message() throws Exception;

        /** What a call that must fail failed with: the code and the text. */
        abstract String fault(Step.Call call) throws Exception;

        /** The attributes of an element without those that declare namespaces, for stacks that have the header in this form. */
        static Map<String, String> attributes(Element block) {
            NamedNodeMap attributes = block.getAttributes();
            Map<String, String> saw = new TreeMap<>();
            for (int i = 0; i < attributes.getLength(); i++) {
                Attr a = (Attr) attributes.item(i);
                if (!"http://www.w3.org/2000/xmlns/".equals(a.getNamespaceURI())) {
                    saw.put(a.getName(), a.getValue());
                }
            }
            return saw;
        }

        /** Whether a call failed since no answer came. */
        abstract boolean lost(Exception failure);

        /** The HTTP status with which a call is refused that has a wrong password. */
        abstract String unauthorized() throws Exception;

        /** What comes of a batch with a parameter that has no maxLength. */
        String withoutMaxLength(String commands, Session session, Parameter parameter) throws Exception {
            return value(commands, session, parameter);
        }

        String value(String commands, Session session, Parameter... parameters) throws Exception {
            batch(commands, session, parameters);
            return cell();
        }

        void nothing(String commands, Session session, Parameter... parameters) throws Exception {
            int results = batch(commands, session, parameters);
            Step.must(results == 0, results);
        }

        String session() throws Exception {
            Map<String, String> header = header();
            if (header == null) {
                return "none";
            }
            StringBuilder saw = new StringBuilder();
            new TreeMap<>(header).forEach((name, value) -> saw.append(" ").append(name).append("=").append(value));
            return saw.substring(1);
        }

        String timeout() throws Exception {
            return "timeout " + header().get("timeout");
        }

        /** Starts a session and returns what goes on in it. */
        Session initiate(Integer timeout) throws Exception {
            nothing("", Session.start(timeout));
            return Session.in(header().get("sessionId"));
        }

        /** Runs a batch that must fail, and says how. */
        String refusal(Session session) throws Exception {
            return fault(() -> batch("", session)) + ", header " + session();
        }
    }

    /** An endpoint as a user with a password, and as the login app unless its password is null. */
    abstract Endpoint endpoint(String path, String user, String password, String login) throws Exception;

    /** Reads the WSDL with a password of alice's, and says whether it was given. */
    abstract boolean wsdl(String password) throws Exception;

    /** The operations that the stack knows of the WSDL. */
    abstract List<String> operations() throws Exception;

    private Endpoint endpoint(String path) throws Exception {
        return endpoint(path, "alice", "soapstone", null);
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    void live() throws Exception {
        Step.operator("PUT", "/clock?frozen=true");
        Step.say("wsdl, wrong password", wsdl("wrong") ? "read" : "refused");
        Step.must(wsdl("soapstone"), "refused");
        Step.say("wsdl", String.join(", ", operations()));

        Endpoint demo = endpoint("/sql/demo");
        Step.say("no session", demo.value("SELECT @@LANGUAGE", null) + ", header " + demo.session());
        Session session = demo.initiate(12);
        Step.say("initiate", "id of " + session.bytes().length + " bytes, " + demo.timeout());
        demo.nothing("SET LANGUAGE French", session);
        Step.say("enlist", demo.value("SELECT @@LANGUAGE", session));
        Step.say("no session again", demo.value("SELECT @@LANGUAGE", null));
        Session second = demo.initiate(90);
        Step.must(!second.id.equals(session.id), second.id);
        Step.say("initiate, above the cap", demo.timeout());
        parameters(demo, session);
        refused(demo, session);
        ends(demo, session, second);
        idle(demo);
        Step.say("sessions disabled", endpoint("/sql/nosessions").refusal(Session.start(null)));
        Step.say("sessions disabled, none asked", endpoint("/sql/nosessions").value("SELECT @@LANGUAGE", null));
    }

    private void parameters(Endpoint demo, Session session) throws Exception {
        Parameter question = new Parameter("question", "NVarChar", 20, null, "Noël");
        Parameter answer = new Parameter("answer", "NVarChar", 20, "InputOutput", "");
        Step.say("parameter in", demo.value("SELECT @question", session, question));
        demo.batch("SET @answer = @question + N' et adieu'", session, question, answer);
        Step.say("parameter out", demo.out());
        Parameter word = new Parameter("word", "VarChar", null, null, "hello");
        Step.say("parameter without maxLength", demo.withoutMaxLength("SELECT @word", session, word));
        demo.batch("SELECT * FROM Missing", session);
        Step.say("error of T-SQL", demo.message());
    }

    private void refused(Endpoint demo, Session session) throws Exception {
        Step.say("unknown id", demo.refusal(Session.in(Base64.getEncoder().encodeToString(new byte[16]))));
        Step.say("another user", endpoint("/sql/demo", "bob", "soapstone", null).refusal(session.end()));
        Step.say("another endpoint", endpoint("/sql/other").refusal(session.end()));
        Step.say("its owner", demo.value("SELECT @@LANGUAGE", session));
        Endpoint app = endpoint("/sql/demo", "alice", "soapstone", "soapstone");
        Session ofApp = app.initiate(null);
        Step.say("SQL login", app.timeout());
        Step.say("its session without the login", demo.refusal(ofApp));
        Step.say("SQL login, wrong password", endpoint("/sql/demo", "alice", "soapstone", "wrong").refusal(null));
        Step.say("wrong password", endpoint("/sql/demo", "alice", "wrong", null).unauthorized());
    }

    private void ends(Endpoint demo, Session session, Session second) throws Exception {
        String language = demo.value("SELECT @@LANGUAGE", session.end());
        Step.must(demo.session().endsWith(" terminate=true"), demo.session());
        Step.say("terminate", language);
        Step.say("use after the end", demo.refusal(session));
        Step.say("terminate again", demo.refusal(session.end()));
        Step.operator("POST", "/faults?system=sqlserver&do=drop-reply&times=1");
        String again;
        try {
            // HttpURLConnection sends a POST again by itself, once, when the connection that it kept is gone.
            again = demo.refusal(second.end());
        } catch (Exception e) {
            if (!demo.lost(e)) {
                throw e;
            }
            again = demo.refusal(second.end());
        }
        Step.say("terminate, answer lost, again", again);
    }

    private void idle(Endpoint demo) throws Exception {
        Session session = demo.initiate(12);
        Step.operator("POST", "/clock/advance?by=12s");
        demo.batch("", session);
        Step.say("idle for 12 s of 12", "alive");
        Step.operator("POST", "/clock/advance?by=13s");
        Step.say("idle for 13 s of 12", demo.refusal(session));
    }
}

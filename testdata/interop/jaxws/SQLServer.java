import jakarta.jws.WebMethod;
import jakarta.xml.ws.Holder;
import jakarta.xml.ws.WebServiceException;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import sql.ArrayOfSqlParameter;
import sql.Demo;
import sql.DemoSoap;
import sql.ParameterDirection;
import sql.SqlDbTypeEnum;
import sql.SqlMessage;
import sql.SqlParameter;
import sql.SqlResultStream;
import sql.SqlRowCount;
import sql.SqlRowSet;
import sql.SqlSession;

/**
 * A SQL Server session from beginning to end with JAX-WS and the classes that wsimport or CXF's wsdl2java made of the
 * served WSDL, in the package sql.
 *
 * <pre>java SQLServer http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class SQLServer {
    private static final String OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options";
    private static Demo service;

    /** One endpoint as one user, perhaps with a login of SQL Server. */
    private static final class Endpoint {
        final DemoSoap port = service.getDemo();
        final Stack.Header header;
        List<SqlParameter> out;

        Endpoint(String path, String user, String password) {
            header = Stack.use(port, Step.url + path, user, password);
        }

        Endpoint(String path) {
            this(path, "alice", "soapstone");
        }

        Endpoint login(String password) {
            header.user = "app";
            header.password = password;
            return this;
        }

        /** Runs a batch, in a session if there is one, and returns its results. */
        List<Object> batch(String commands, SqlSession session, SqlParameter... parameters) {
            header.block = session;
            Holder<ArrayOfSqlParameter> list = new Holder<>();
            if (parameters.length > 0) {
                list.value = new ArrayOfSqlParameter();
                list.value.getSqlParameter().addAll(Arrays.asList(parameters));
            }
            Holder<SqlResultStream> result = new Holder<>();
            port.sqlbatch(commands, list, result);
            out = list.value == null ? null : list.value.getSqlParameter();
            return result.value.getSqlRowSetOrSqlXmlOrSqlMessage();
        }

        /** The attributes of the last answer's sqlSession. The WSDL binds no header, so no method returns it. */
        String session() {
            Element block = block();
            if (block == null) {
                return "none";
            }
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

        private Element block() {
            if (header.last == null) {
                return null;
            }
            NodeList blocks = header.last.getElementsByTagNameNS(OPTIONS, "sqlSession");
            return (Element) blocks.item(0);
        }

        /** Starts a session and returns what goes on in it. */
        SqlSession initiate(Integer timeout) {
            SqlSession start = new SqlSession();
            start.setInitiate(true);
            start.setTimeout(timeout);
            Step.must(batch("", start).isEmpty(), "not empty");
            return in(Base64.getDecoder().decode(block().getAttribute("sessionId")));
        }

        String timeout() {
            return "timeout " + block().getAttribute("timeout");
        }

        /** The only column of the only row of a batch's result. */
        String value(String commands, SqlSession session, SqlParameter... parameters) {
            String value = null;
            for (Object part : batch(commands, session, parameters)) {
                if (part instanceof SqlRowCount) {
                    Step.must(((SqlRowCount) part).getCount() == 1, ((SqlRowCount) part).getCount());
                } else {
                    for (Element any : ((SqlRowSet) part).getAny()) {
                        value = "diffgram".equals(any.getLocalName()) ? any.getTextContent() : value;
                    }
                }
            }
            return value;
        }

        /** Runs a batch that must fail, and says how. */
        String fault(SqlSession session) {
            try {
                throw new AssertionError("no fault: " + batch("", session));
            } catch (SOAPFaultException e) {
                return "fault SOAP-ENV:" + code() + ", " + e.getFault().getFaultString() + ", header " + session();
            }
        }

        private String code() {
            Step.must(header.code.getNamespaceURI().equals(Stack.ENVELOPE), header.code);
            return header.code.getLocalPart();
        }
    }

    private static SqlSession in(byte[] id) {
        SqlSession session = new SqlSession();
        session.setSessionId(id);
        return session;
    }

    private static SqlSession end(SqlSession session) {
        SqlSession end = in(session.getSessionId());
        end.setTerminate(true);
        return end;
    }

    private static SqlParameter parameter(String name, SqlDbTypeEnum type, Long maxLength, String value) {
        SqlParameter p = new SqlParameter();
        p.setName(name);
        p.setSqlDbType(type);
        p.setMaxLength(maxLength);
        p.setValue(value);
        return p;
    }

    /** Reads the WSDL, which needs a password that neither generator nor stack can give: from a copy of what is served. */
    private static Demo wsdl(String password) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("alice:" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(Step.url + "/sql/demo?wsdl"))
            .header("Authorization", "Basic " + basic).build();
        Path copy = Files.createTempFile("sqlserver", ".wsdl");
        try {
            HttpResponse<Path> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(copy));
            return answer.statusCode() == 401 ? null : new Demo(copy.toUri().toURL());
        } finally {
            Files.delete(copy);
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("PUT", "/clock?frozen=true");
        Step.say("wsdl, wrong password", wsdl("wrong") == null ? "refused" : "read");
        service = wsdl("soapstone");
        List<String> operations = new ArrayList<>();
        for (Method m : DemoSoap.class.getMethods()) {
            Step.must(m.isAnnotationPresent(WebMethod.class), m);
            operations.add(m.getName());
        }
        Step.say("wsdl", String.join(", ", operations));

        Endpoint demo = new Endpoint("/sql/demo");
        Step.say("no session", demo.value("SELECT @@LANGUAGE", null) + ", header " + demo.session());
        SqlSession session = demo.initiate(12);
        Step.say("initiate", "id of " + session.getSessionId().length + " bytes, " + demo.timeout());
        Step.must(demo.batch("SET LANGUAGE French", session).isEmpty(), "not empty");
        Step.say("enlist", demo.value("SELECT @@LANGUAGE", session));
        Step.say("no session again", demo.value("SELECT @@LANGUAGE", null));
        SqlSession second = demo.initiate(90);
        Step.must(!Arrays.equals(second.getSessionId(), session.getSessionId()), second);
        Step.say("initiate, above the cap", demo.timeout());
        parameters(demo, session);
        refused(demo, session);
        ends(demo, session, second);
        idle(demo);
        Step.say("sessions disabled", new Endpoint("/sql/nosessions").fault(initiating()));
        Step.say("sessions disabled, none asked", new Endpoint("/sql/nosessions").value("SELECT @@LANGUAGE", null));
    }

    private static SqlSession initiating() {
        SqlSession start = new SqlSession();
        start.setInitiate(true);
        return start;
    }

    private static void parameters(Endpoint demo, SqlSession session) {
        SqlParameter question = parameter("question", SqlDbTypeEnum.N_VAR_CHAR, 20L, "Noël");
        SqlParameter answer = parameter("answer", SqlDbTypeEnum.N_VAR_CHAR, 20L, "");
        answer.setDirection(ParameterDirection.INPUT_OUTPUT);
        Step.say("parameter in", demo.value("SELECT @question", session, question));
        demo.batch("SET @answer = @question + N' et adieu'", session, question, answer);
        Step.must(demo.out.size() == 1, demo.out.size());
        SqlParameter out = demo.out.get(0);
        Object value = out.getValue() instanceof Element ? ((Element) out.getValue()).getTextContent() : out.getValue();
        Step.say("parameter out", out.getDirection().value() + " " + out.getName() + " " + out.getSqlDbType().value() + " " + value);
        SqlParameter word = parameter("word", SqlDbTypeEnum.VAR_CHAR, null, "hello");
        Step.say("parameter without maxLength", demo.value("SELECT @word", session, word));
        SqlMessage message = (SqlMessage) demo.batch("SELECT * FROM Missing", session).get(0);
        Step.say("error of T-SQL", message.getNumber() + ", class " + message.getClazz() + ", " + message.getMessage());
    }

    private static void refused(Endpoint demo, SqlSession session) {
        Step.say("unknown id", demo.fault(in(new byte[16])));
        Step.say("another user", new Endpoint("/sql/demo", "bob", "soapstone").fault(end(session)));
        Step.say("another endpoint", new Endpoint("/sql/other").fault(end(session)));
        Step.say("its owner", demo.value("SELECT @@LANGUAGE", session));
        Endpoint app = new Endpoint("/sql/demo").login("soapstone");
        SqlSession ofApp = app.initiate(null);
        Step.say("SQL login", app.timeout());
        Step.say("its session without the login", demo.fault(ofApp));
        Step.say("SQL login, wrong password", new Endpoint("/sql/demo").login("wrong").fault(null));
        try {
            Step.say("wrong password", new Endpoint("/sql/demo", "alice", "wrong").batch("", null));
        } catch (WebServiceException e) {
            Step.say("wrong password", Stack.status(e));
        }
    }

    private static void ends(Endpoint demo, SqlSession session, SqlSession second) throws Exception {
        String language = demo.value("SELECT @@LANGUAGE", end(session));
        Step.must(demo.session().endsWith(" terminate=true"), demo.session());
        Step.say("terminate", language);
        Step.say("use after the end", demo.fault(session));
        Step.say("terminate again", demo.fault(end(session)));
        Step.operator("POST", "/faults?system=sqlserver&do=drop-reply&times=1");
        try {
            Step.say("terminate, answer lost", demo.batch("", end(second)));
        } catch (SOAPFaultException e) {
            // HttpURLConnection sends a POST again by itself, once, when the connection that it kept is gone.
            Step.say("terminate, answer lost, again", "fault SOAP-ENV:" + demo.code() + ", " + e.getFault().getFaultString() + ", header " + demo.session());
        } catch (WebServiceException e) {
            Step.say("terminate, answer lost, again", demo.fault(end(second)));
        }
    }

    private static void idle(Endpoint demo) throws Exception {
        SqlSession session = demo.initiate(12);
        Step.operator("POST", "/clock/advance?by=12s");
        demo.batch("", session);
        Step.say("idle for 12 s of 12", "alive");
        Step.operator("POST", "/clock/advance?by=13s");
        Step.say("idle for 13 s of 12", demo.fault(session));
    }
}

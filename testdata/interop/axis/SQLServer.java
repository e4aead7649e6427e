import java.lang.reflect.Method;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.namespace.QName;
import javax.xml.rpc.encoding.TypeMapping;
import javax.xml.soap.Name;

import org.apache.axis.AxisFault;
import org.apache.axis.Constants;
import org.apache.axis.MessageContext;
import org.apache.axis.client.Stub;
import org.apache.axis.encoding.ser.SimpleDeserializerFactory;
import org.apache.axis.encoding.ser.SimpleSerializerFactory;
import org.apache.axis.message.MessageElement;
import org.apache.axis.message.SOAPHeaderElement;
import org.apache.axis.transport.http.HTTPConstants;
import sql.DemoSoap;
import sql.Demo_ServiceLocator;
import sql.ParameterDirection;
import sql.SqlDbTypeEnum;
import sql.SqlMessage;
import sql.SqlParameter;
import sql.SqlResultStream;
import sql.holders.ArrayOfSqlParameterHolder;

/**
 * A SQL Server session from beginning to end with Axis 1.4, whose WSDL2Java made the package sql from the served WSDL.
 *
 * <pre>java SQLServer http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class SQLServer {
    private static final String OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options";
    private static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    /** One endpoint as one user, perhaps with a login of SQL Server. */
    private static final class Endpoint {
        final DemoSoap port;
        String login; // the password of app, which logs in at SQL Server
        SqlParameter[] out;

        Endpoint(String path, String user, String password) throws Exception {
            Demo_ServiceLocator service = new Demo_ServiceLocator();
            // Axis reads no anyType without xsi:type unless it is told what it is: the value of a parameter is a text.
            TypeMapping types = (TypeMapping) service.getTypeMappingRegistry().getDefaultTypeMapping();
            types.register(Object.class, Constants.XSD_ANYTYPE, new SimpleSerializerFactory(Object.class, Constants.XSD_ANYTYPE),
                new SimpleDeserializerFactory(String.class, Constants.XSD_STRING));
            port = service.getdemo(new URL(Step.url + path));
            Stub stub = (Stub) port;
            stub.setUsername(user);
            stub.setPassword(password);
            stub._setProperty(MessageContext.HTTP_TRANSPORT_VERSION, HTTPConstants.HEADER_PROTOCOL_V11); // else 505
        }

        Endpoint(String path) throws Exception {
            this(path, "alice", "soapstone");
        }

        Endpoint login(String password) {
            login = password;
            return this;
        }

        /** Runs a batch, in a session if there is one, and returns its results. */
        SqlResultStream batch(String commands, Map<String, String> session, SqlParameter... parameters) throws Exception {
            Stub stub = (Stub) port;
            stub.clearHeaders();
            if (session != null) {
                SOAPHeaderElement block = new SOAPHeaderElement(OPTIONS, "sqlSession");
                session.forEach(block::setAttribute);
                send(stub, block);
            }
            if (login != null) {
                SOAPHeaderElement block = new SOAPHeaderElement(WSSE, "Security");
                MessageElement token = (MessageElement) block.addChildElement("UsernameToken", "wsse", WSSE);
                token.addChildElement("Username", "wsse", WSSE).addTextNode("app");
                token.addChildElement("Password", "wsse", WSSE).addTextNode(login);
                send(stub, block);
            }
            ArrayOfSqlParameterHolder list = new ArrayOfSqlParameterHolder(parameters.length == 0 ? null : parameters);
            SqlResultStream result = port.sqlbatch(commands, list);
            out = list.value;
            return result;
        }

        private static void send(Stub stub, SOAPHeaderElement block) {
            block.setMustUnderstand(false);
            block.setActor(null);
            stub.setHeader(block);
        }

        private SOAPHeaderElement block() throws Exception {
            MessageContext last = ((Stub) port)._getCall().getMessageContext();
            return (SOAPHeaderElement) last.getResponseMessage().getSOAPEnvelope().getHeaderByName(OPTIONS, "sqlSession", true);
        }

        /** The attributes of the last answer's sqlSession. The WSDL binds no header, so no method returns it. */
        String session() throws Exception {
            SOAPHeaderElement block = block();
            if (block == null) {
                return "none";
            }
            TreeSet<String> saw = new TreeSet<>();
            for (Iterator<?> names = block.getAllAttributes(); names.hasNext();) {
                Name name = (Name) names.next();
                if (!Constants.URI_SOAP11_ENV.equals(name.getURI())) { // Axis adds its own
                    saw.add(name.getLocalName() + "=" + block.getAttributeValue(name));
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
            batch("", start);
            return in(block().getAttribute("sessionId"));
        }

        String timeout() throws Exception {
            return "timeout " + block().getAttribute("timeout");
        }

        /** The only column of the only row of a batch's result. */
        String value(String commands, Map<String, String> session, SqlParameter... parameters) throws Exception {
            SqlResultStream result = batch(commands, session, parameters);
            Step.must(result.getSqlRowCount() == null || result.getSqlRowCount().getCount() == 1, result.getSqlRowCount());
            String value = null;
            for (MessageElement any : result.getSqlRowSet().get_any()) {
                value = "diffgram".equals(any.getName()) ? any.getAsDOM().getTextContent() : value;
            }
            return value;
        }

        /** Runs a batch that must fail, and says how, but for the header. */
        String fault(String commands, Map<String, String> session, SqlParameter... parameters) throws Exception {
            try {
                throw new AssertionError("no fault: " + batch(commands, session, parameters));
            } catch (AxisFault e) {
                Step.must(e.getFaultCode().equals(new QName(Constants.URI_SOAP11_ENV, "Client")), e.getFaultCode());
                return "fault SOAP-ENV:" + e.getFaultCode().getLocalPart() + ", " + e.getFaultString();
            }
        }

        String fault(Map<String, String> session) throws Exception {
            return fault("", session) + ", header " + session();
        }
    }

    private static Map<String, String> in(String id) {
        return Map.of("sessionId", id);
    }

    private static Map<String, String> end(Map<String, String> session) {
        return Map.of("sessionId", session.get("sessionId"), "terminate", "true");
    }

    private static SqlParameter parameter(String name, SqlDbTypeEnum type, long maxLength, String value) {
        SqlParameter p = new SqlParameter();
        p.setName(name);
        p.setSqlDbType(type);
        p.setMaxLength(maxLength);
        p.setValue(value);
        return p;
    }

    /** Whether the WSDL can be had with a password. */
    private static boolean wsdl(String password) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create(Step.url + "/sql/demo?wsdl").toURL().openConnection();
        String basic = Base64.getEncoder().encodeToString(("alice:" + password).getBytes(StandardCharsets.UTF_8));
        connection.setRequestProperty("Authorization", "Basic " + basic);
        return connection.getResponseCode() == 200;
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("PUT", "/clock?frozen=true");
        Step.say("wsdl, wrong password", wsdl("wrong") ? "read" : "refused");
        List<String> operations = new ArrayList<>();
        for (Method m : DemoSoap.class.getMethods()) {
            operations.add(m.getName());
        }
        Step.say("wsdl", String.join(", ", operations));

        Endpoint demo = new Endpoint("/sql/demo");
        Step.say("no session", demo.value("SELECT @@LANGUAGE", null) + ", header " + demo.session());
        Map<String, String> session = demo.initiate(12);
        Step.say("initiate", "id of " + Base64.getDecoder().decode(session.get("sessionId")).length + " bytes, " + demo.timeout());
        demo.batch("SET LANGUAGE French", session);
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
        SqlParameter question = parameter("question", SqlDbTypeEnum.NVarChar, 20, "Noël");
        SqlParameter answer = parameter("answer", SqlDbTypeEnum.NVarChar, 20, "");
        answer.setDirection(ParameterDirection.InputOutput);
        Step.say("parameter in", demo.value("SELECT @question", session, question));
        demo.batch("SET @answer = @question + N' et adieu'", session, question, answer);
        Step.must(demo.out.length == 1, demo.out.length);
        SqlParameter out = demo.out[0];
        Object value = out.getValue();
        Step.say("parameter out", out.getDirection() + " " + out.getName() + " " + out.getSqlDbType() + " " + value);
        SqlParameter word = parameter("word", SqlDbTypeEnum.VarChar, 0, "hello");
        // The generated class has a long for it, and sends what it has: 0.
        Step.say("parameter without maxLength", demo.fault("SELECT @word", session, word));
        SqlMessage message = demo.batch("SELECT * FROM Missing", session).getSqlMessage();
        Step.say("error of T-SQL", message.getNumber() + ", class " + message.get_class() + ", " + message.getMessage());
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
        } catch (AxisFault e) {
            Step.say("wrong password", e.lookupFaultDetail(Constants.QNAME_FAULTDETAIL_HTTPERRORCODE).getTextContent());
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
        } catch (AxisFault e) {
            // Axis takes no answer at all for one with the status 0.
            Step.must(e.getFaultCode().equals(new QName(Constants.NS_URI_AXIS, "HTTP")), e.getFaultCode());
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

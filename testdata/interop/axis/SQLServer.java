import java.lang.reflect.Method;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * The second address is the operator's API, which moves the clock. The steps are in SQLServerLife.
 */
public class SQLServer extends SQLServerLife {
    private static final String OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options";
    private static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    private static final class Port extends Endpoint {
        final DemoSoap port;
        final String login; // the password of app
        SqlParameter[] out;
        SqlResultStream result;

        Port(String path, String user, String password, String login) throws Exception {
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
            this.login = login;
        }

        @Override // Axis keeps the last result of each kind
        int batch(String commands, Session session, Parameter... parameters) throws Exception {
            Stub stub = (Stub) port;
            stub.clearHeaders();
            if (session != null) {
                SOAPHeaderElement block = new SOAPHeaderElement(OPTIONS, "sqlSession");
                session.attributes().forEach(block::setAttribute);
                send(stub, block);
            }
            if (login != null) {
                SOAPHeaderElement block = new SOAPHeaderElement(WSSE, "Security");
                MessageElement token = (MessageElement) block.addChildElement("UsernameToken", "wsse", WSSE);
                token.addChildElement("Username", "wsse", WSSE).addTextNode("app");
                token.addChildElement("Password", "wsse", WSSE).addTextNode(login);
                send(stub, block);
            }
            SqlParameter[] in = new SqlParameter[parameters.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = parameter(parameters[i]);
            }
            ArrayOfSqlParameterHolder list = new ArrayOfSqlParameterHolder(in.length == 0 ? null : in);
            result = port.sqlbatch(commands, list);
            out = list.value;
            return (result.getSqlRowSet() == null ? 0 : 1) + (result.getSqlRowCount() == null ? 0 : 1)
                + (result.getSqlXml() == null ? 0 : 1) + (result.getSqlMessage() == null ? 0 : 1);
        }

        private static void send(Stub stub, SOAPHeaderElement block) {
            block.setMustUnderstand(false);
            block.setActor(null);
            stub.setHeader(block);
        }

        private static SqlParameter parameter(Parameter of) {
            SqlParameter p = new SqlParameter();
            p.setName(of.name);
            p.setSqlDbType(SqlDbTypeEnum.fromString(of.type));
            if (of.maxLength != null) {
                p.setMaxLength(of.maxLength);
            }
            if (of.direction != null) {
                p.setDirection(ParameterDirection.fromString(of.direction));
            }
            p.setValue(of.value);
            return p;
        }

        @Override // the generated class has a long for it, and sends what it has: 0
        String withoutMaxLength(String commands, Session session, Parameter parameter) throws Exception {
            return fault(() -> batch(commands, session, parameter));
        }

        @Override // the WSDL binds no header, so no method returns it
        Map<String, String> header() throws Exception {
            MessageContext last = ((Stub) port)._getCall().getMessageContext();
            SOAPHeaderElement block = (SOAPHeaderElement) last.getResponseMessage().getSOAPEnvelope()
                .getHeaderByName(OPTIONS, "sqlSession", true);
            if (block == null) {
                return null;
            }
            Map<String, String> saw = new TreeMap<>();
            for (Iterator<?> names = block.getAllAttributes(); names.hasNext();) {
                Name name = (Name) names.next();
                if (!Constants.URI_SOAP11_ENV.equals(name.getURI())) { // Axis adds its own
                    saw.put(name.getLocalName(), block.getAttributeValue(name));
                }
            }
            return saw;
        }

        @Override
        String cell() throws Exception {
            Step.must(result.getSqlRowCount() == null || result.getSqlRowCount().getCount() == 1, result.getSqlRowCount());
            String value = null;
            for (MessageElement any : result.getSqlRowSet().get_any()) {
                value = "diffgram".equals(any.getName()) ? any.getAsDOM().getTextContent() : value;
            }
            return value;
        }

        @Override
        String out() {
            Step.must(out.length == 1, out.length);
            return out[0].getDirection() + " " + out[0].getName() + " " + out[0].getSqlDbType() + " " + out[0].getValue();
        }

        @Override
        String message() {
            SqlMessage message = result.getSqlMessage();
            return message.getNumber() + ", class " + message.get_class() + ", " + message.getMessage();
        }

        @Override
        String fault(Step.Call call) throws Exception {
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (AxisFault e) {
                if (lost(e)) {
                    throw e;
                }
                Step.must(e.getFaultCode().equals(new QName(Constants.URI_SOAP11_ENV, "Client")), e.getFaultCode());
                return "fault SOAP-ENV:" + e.getFaultCode().getLocalPart() + ", " + e.getFaultString();
            }
        }

        @Override // Axis takes no answer at all for one with the status 0
        boolean lost(Exception failure) {
            return failure instanceof AxisFault
                && ((AxisFault) failure).getFaultCode().equals(new QName(Constants.NS_URI_AXIS, "HTTP"));
        }

        @Override
        String unauthorized() throws Exception {
            try {
                return "answered with " + batch("", null);
            } catch (AxisFault e) {
                return e.lookupFaultDetail(Constants.QNAME_FAULTDETAIL_HTTPERRORCODE).getTextContent();
            }
        }
    }

    @Override
    Endpoint endpoint(String path, String user, String password, String login) throws Exception {
        return new Port(path, user, password, login);
    }

    @Override // of the classes, which were made of a copy
    boolean wsdl(String password) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create(Step.url + "/sql/demo?wsdl").toURL().openConnection();
        connection.setRequestProperty("Authorization", basic("alice", password));
        return connection.getResponseCode() == 200;
    }

    @Override
    List<String> operations() {
        List<String> operations = new ArrayList<>();
        for (Method m : DemoSoap.class.getMethods()) {
            operations.add(m.getName());
        }
        return operations;
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new SQLServer().live();
    }
}

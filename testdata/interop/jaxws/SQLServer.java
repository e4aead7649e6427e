import jakarta.jws.WebMethod;
import jakarta.xml.ws.Holder;
import jakarta.xml.ws.WebServiceException;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;
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
 * The second address is the operator's API, which moves the clock. The steps are in SQLServerLife.
 */
public class SQLServer extends SQLServerLife {
    private static final String OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options";
    private Demo service;

    private static final class Port extends Endpoint {
        final DemoSoap port;
        final Stack.Header header;
        List<SqlParameter> out;
        List<Object> results;

        Port(Demo service, String path, String user, String password, String login) {
            port = service.getDemo();
            header = Stack.use(port, Step.url + path, user, password);
            if (login != null) {
                header.user = "app";
                header.password = login;
            }
        }

        @Override
        int batch(String commands, Session session, Parameter... parameters) {
            header.block = session == null ? null : block(session);
            Holder<ArrayOfSqlParameter> list = new Holder<>();
            if (parameters.length > 0) {
                list.value = new ArrayOfSqlParameter();
                for (Parameter p : parameters) {
                    list.value.getSqlParameter().add(parameter(p));
                }
            }
            Holder<SqlResultStream> result = new Holder<>();
            port.sqlbatch(commands, list, result);
            out = list.value == null ? null : list.value.getSqlParameter();
            results = result.value.getSqlRowSetOrSqlXmlOrSqlMessage();
            return results.size();
        }

        private static SqlSession block(Session session) {
            SqlSession block = new SqlSession();
            block.setInitiate(session.initiate);
            block.setTimeout(session.timeout);
            block.setSessionId(session.bytes());
            block.setTerminate(session.terminate);
            return block;
        }

        private static SqlParameter parameter(Parameter of) {
            SqlParameter p = new SqlParameter();
            p.setName(of.name);
            p.setSqlDbType(SqlDbTypeEnum.fromValue(of.type));
            p.setMaxLength(of.maxLength == null ? null : of.maxLength.longValue());
            if (of.direction != null) {
                p.setDirection(ParameterDirection.fromValue(of.direction));
            }
            p.setValue(of.value);
            return p;
        }

        @Override // the WSDL binds no header, so no method returns it
        Map<String, String> header() {
            Element block = header.last == null ? null
                : (Element) header.last.getElementsByTagNameNS(OPTIONS, "sqlSession").item(0);
            return block == null ? null : attributes(block);
        }

        @Override
        String cell() {
            String value = null;
            for (Object part : results) {
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

        @Override
        String out() {
            Step.must(out.size() == 1, out.size());
            SqlParameter p = out.get(0);
            Object value = p.getValue() instanceof Element ? ((Element) p.getValue()).getTextContent() : p.getValue();
            return p.getDirection().value() + " " + p.getName() + " " + p.getSqlDbType().value() + " " + value;
        }

        @Override
        String message() {
            SqlMessage message = (SqlMessage) results.get(0);
            return message.getNumber() + ", class " + message.getClazz() + ", " + message.getMessage();
        }

        @Override
        String fault(Step.Call call) throws Exception {
            try {
                throw new AssertionError("no fault: " + call.run());
            } catch (SOAPFaultException e) {
                Step.must(header.code.getNamespaceURI().equals(Stack.ENVELOPE), header.code);
                return "fault SOAP-ENV:" + header.code.getLocalPart() + ", " + e.getFault().getFaultString();
            }
        }

        @Override
        boolean lost(Exception failure) {
            return failure instanceof WebServiceException;
        }

        @Override
        String unauthorized() {
            try {
                return "answered with " + batch("", null);
            } catch (WebServiceException e) {
                return Stack.status(e);
            }
        }
    }

    @Override
    Endpoint endpoint(String path, String user, String password, String login) {
        return new Port(service, path, user, password, login);
    }

    @Override // from a copy of what is served, since neither generator nor stack can give the password that it needs
    boolean wsdl(String password) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(Step.url + "/sql/demo?wsdl"))
            .header("Authorization", basic("alice", password)).build();
        Path copy = Files.createTempFile("sqlserver", ".wsdl");
        try {
            HttpResponse<Path> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(copy));
            if (answer.statusCode() == 401) {
                return false;
            }
            service = new Demo(copy.toUri().toURL());
            return true;
        } finally {
            Files.delete(copy);
        }
    }

    @Override
    List<String> operations() {
        List<String> operations = new ArrayList<>();
        for (Method m : DemoSoap.class.getMethods()) {
            Step.must(m.isAnnotationPresent(WebMethod.class), m);
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

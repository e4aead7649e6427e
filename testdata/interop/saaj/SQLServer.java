import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPException;
import jakarta.xml.soap.SOAPHeader;
import jakarta.xml.soap.SOAPMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.xml.namespace.QName;

/**
 * A SQL Server session from beginning to end with SAAJ, in envelopes that are built by hand.
 *
 * <pre>java SQLServer http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in SQLServerLife.
 */
public class SQLServer extends SQLServerLife {
    private static final String OPTIONS = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options";
    private static final String SOAP = "http://schemas.microsoft.com/sqlserver/2004/SOAP";
    private static final String PARAMETER = SOAP + "/types/SqlParameter";
    private static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    private static final class Port extends Endpoint {
        final String path;
        final String user;
        final String password;
        final String login; // the password of app
        SOAPHeader header;
        SOAPElement answer;

        Port(String path, String user, String password, String login) {
            this.path = path;
            this.user = user;
            this.password = password;
            this.login = login;
        }

        @Override
        int batch(String commands, Session session, Parameter... parameters) throws Exception {
            SOAPMessage message = Wire.message(SOAP + "sqlbatch", user, password);
            if (session != null) {
                SOAPElement block = message.getSOAPHeader().addHeaderElement(new QName(OPTIONS, "sqlSession", "options"));
                for (Map.Entry<String, String> a : session.attributes().entrySet()) {
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
                for (Parameter p : parameters) {
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
            return results().size();
        }

        private static void parameter(SOAPElement list, Parameter p) throws SOAPException {
            SOAPElement parameter = list.addChildElement(new QName(PARAMETER, "SqlParameter", "p"));
            parameter.addAttribute(new QName("name"), p.name);
            parameter.addAttribute(new QName("sqlDbType"), p.type);
            if (p.maxLength != null) {
                parameter.addAttribute(new QName("maxLength"), String.valueOf(p.maxLength));
            }
            if (p.direction != null) {
                parameter.addAttribute(new QName("direction"), p.direction);
            }
            Wire.add(parameter, new QName(PARAMETER, "Value", "p"), p.value);
        }

        private void token(SOAPHeader header) throws SOAPException {
            SOAPElement token = header.addHeaderElement(new QName(WSSE, "Security", "wsse"))
                .addChildElement(new QName(WSSE, "UsernameToken", "wsse"));
            Wire.add(token, new QName(WSSE, "Username", "wsse"), "app");
            Wire.add(token, new QName(WSSE, "Password", "wsse"), login);
        }

        private List<SOAPElement> results() {
            return Wire.children(Wire.child(answer, "sqlbatchResult"));
        }

        @Override
        Map<String, String> header() {
            SOAPElement block = header == null ? null : Wire.child(header, "sqlSession");
            if (block == null) {
                return null;
            }
            Step.must(block.getNamespaceURI().equals(OPTIONS), block.getNamespaceURI());
            return attributes(block);
        }

        @Override
        String cell() {
            String value = null;
            for (SOAPElement part : results()) {
                if (part.getLocalName().equals("SqlRowCount")) {
                    Step.must(Wire.text(part, "Count").equals("1"), Wire.text(part, "Count"));
                } else {
                    value = Wire.text(part, "diffgram");
                }
            }
            return value;
        }

        @Override
        String out() {
            List<SOAPElement> back = Wire.children(Wire.child(answer, "Parameters"));
            Step.must(back.size() == 1, back.size());
            SOAPElement out = back.get(0);
            return out.getAttribute("direction") + " " + out.getAttribute("name") + " " + out.getAttribute("sqlDbType") + " "
                + Wire.text(out, "Value");
        }

        @Override
        String message() {
            SOAPElement message = results().get(0);
            return Wire.text(message, "Number") + ", class " + Wire.text(message, "Class") + ", "
                + Wire.text(message, "Message");
        }

        @Override // what SOAP 1.1 has, and what the detail has for SOAP 1.2
        String fault(Step.Call call) throws Exception {
            Wire.Refused refused = Wire.refused(call);
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
            return "fault " + refused.fault.getFaultCode() + ", " + refused.getMessage();
        }

        @Override
        boolean lost(Exception failure) {
            return failure instanceof SOAPException;
        }

        @Override
        String unauthorized() throws Exception {
            try {
                return "answered with " + batch("", null);
            } catch (SOAPException e) {
                return Wire.status(e);
            }
        }
    }

    @Override
    Endpoint endpoint(String path, String user, String password, String login) {
        return new Port(path, user, password, login);
    }

    private static TreeSet<String> read(String password) throws Exception {
        return Wire.operations(Step.url + "/sql/demo?wsdl", "alice", password);
    }

    @Override
    boolean wsdl(String password) throws Exception {
        return read(password) != null;
    }

    @Override
    List<String> operations() throws Exception {
        return new ArrayList<>(read("soapstone"));
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new SQLServer().live();
    }
}

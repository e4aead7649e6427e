import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPException;
import jakarta.xml.soap.SOAPMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.namespace.QName;

/**
 * The sessions of TIBCO MFT from beginning to end with SAAJ, in envelopes of rpc/encoded that are built by hand: each
 * argument has its type, and what an answer refers to is looked for by its id.
 *
 * <pre>java MFT http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef</pre>
 *
 * The second address is the operator's API, which moves the clock; the last word is the form of beans. The steps are in
 * MFTLife.
 */
public class MFT extends MFTLife {
    private static final String ENCODING = "http://schemas.xmlsoap.org/soap/encoding/";
    private static final String XSD = "http://www.w3.org/2001/XMLSchema";

    /** Either service: it is called by address and namespace. */
    private static final class Port implements Administrator {
        final String address;
        final String namespace;
        final String user;
        final String password;
        SOAPMessage last;

        Port(String path, String service, String user, String password) {
            address = Step.url + path + service;
            String name = service.startsWith("FT") ? "fileTransferService" : "administratorService";
            namespace = "http://" + name + ".soap.sift.proginet.com";
            this.user = user;
            this.password = password;
        }

        /** Calls an operation with arguments, each a name and a value, and returns what it returns. */
        SOAPElement call(String operation, String... arguments) throws Exception {
            SOAPMessage message = Wire.message("", user, password);
            message.getSOAPPart().getEnvelope().addNamespaceDeclaration("xsd", XSD);
            SOAPElement element = message.getSOAPBody().addBodyElement(new QName(namespace, operation, "ns1"));
            element.setEncodingStyle(ENCODING);
            for (int i = 0; i < arguments.length; i += 2) {
                Wire.add(element, new QName(arguments[i]), arguments[i + 1])
                    .addAttribute(new QName(Wire.XSI, "type", "xsi"), "xsd:string");
            }
            last = Wire.send(message, address);
            SOAPElement answer = Wire.first(last.getSOAPBody());
            Step.must(answer.getLocalName().equals(operation + "Response"), answer.getLocalName());
            return resolved(Wire.child(answer, operation + "Return"));
        }

        /** What an element refers to, or itself. */
        private SOAPElement resolved(SOAPElement element) throws SOAPException {
            String href = element.getAttribute("href");
            if (href.isEmpty()) {
                return element;
            }
            for (SOAPElement other : Wire.children(last.getSOAPBody())) {
                if (href.equals("#" + other.getAttribute("id"))) {
                    return other;
                }
            }
            throw new AssertionError("nothing has the id of " + href);
        }

        private String text(String type, String operation, String... arguments) throws Exception {
            SOAPElement value = call(operation, arguments);
            Step.must(value.getAttributeNS(Wire.XSI, "type").equals("xsd:" + type), value.getAttributeNS(Wire.XSI, "type"));
            return value.getTextContent();
        }

        private boolean holds(String operation, String... arguments) throws Exception {
            String value = text("boolean", operation, arguments);
            Step.must(value.equals("true") || value.equals("false"), value);
            return value.equals("true");
        }

        private List<Bean> list(String operation, String id) throws Exception {
            SOAPElement array = call(operation, "sessionId", id);
            List<Bean> items = new ArrayList<>();
            for (SOAPElement item : Wire.children(array)) {
                items.add(Wire.nil(item) ? null : bean(resolved(item)));
            }
            Step.must(array.getAttributeNS(ENCODING, "arrayType").endsWith(":Session[" + items.size() + "]"), array);
            return items;
        }

        private Bean bean(SOAPElement s) throws SOAPException {
            SOAPElement at = resolved(Wire.child(s, "sessionIDDate"));
            return new Bean(Wire.text(s, "sessionID"), Wire.text(s, "userID"), Wire.text(s, "addTerminatingNull"),
                Wire.text(s, "remoteIPAddress"), Stream.of("year", "month", "day", "hour", "minute", "second")
                    .mapToInt(field -> Integer.parseInt(Wire.text(at, field))).toArray());
        }

        @Override
        public String getSession() throws Exception {
            return text("string", "getSession");
        }

        @Override
        public String getBWSession() throws Exception {
            return text("string", "getBWSession");
        }

        @Override
        public boolean validateSession(String id) throws Exception {
            return holds("validateSession", "sessionId", id);
        }

        @Override
        public boolean closeSession(String id) throws Exception {
            return holds("closeSession", "sessionId", id);
        }

        @Override
        public boolean deleteSessionId(String which, String id) throws Exception {
            return holds("deleteSessionId", "deleteSessionId", which, "sessionId", id);
        }

        @Override
        public boolean deleteExpiredSessionIds(String id) throws Exception {
            return holds("deleteExpiredSessionIds", "sessionId", id);
        }

        @Override
        public List<Bean> listActiveSessionIds(String id) throws Exception {
            return list("listActiveSessionIds", id);
        }

        @Override
        public List<Bean> getExpiredSessionIds(String id) throws Exception {
            return list("getExpiredSessionIds", id);
        }

        @Override
        public String beans() throws Exception {
            return Wire.children(last.getSOAPBody()).size() > 1 ? "multiRef" : "inline";
        }
    }

    @Override
    TreeSet<String> operations() throws Exception {
        return Wire.operations(Step.url + CONTROL + "AdministratorService?WSDL", null, null);
    }

    @Override
    Administrator administrator(String user, String password) {
        return new Port(CONTROL, "AdministratorService", user, password);
    }

    @Override
    Administrator direct(String user, String password) {
        return new Port("/cfcc/services/", "AdministratorService", user, password);
    }

    @Override
    Service transfer(String user, String password) {
        return new Port(CONTROL, "FTService", user, password);
    }

    @Override
    Object attempt(Step.Call call) throws Exception {
        try {
            return call.run();
        } catch (Wire.Refused refused) {
            Step.must(refused.code().getNamespaceURI().equals(Wire.ENVELOPE), refused.code());
            return "fault " + refused.fault.getFaultCode() + ", " + refused.getMessage();
        }
    }

    @Override // SAAJ does not look into an answer with 401
    String unauthorized(Step.Call call) throws Exception {
        try {
            return "answered with " + call.run();
        } catch (SOAPException refused) {
            return Wire.status(refused);
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new MFT().live(args[2]);
    }
}

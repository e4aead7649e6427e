import jakarta.xml.soap.MessageFactory;
import jakarta.xml.soap.Node;
import jakarta.xml.soap.SOAPBody;
import jakarta.xml.soap.SOAPConnection;
import jakarta.xml.soap.SOAPConnectionFactory;
import jakarta.xml.soap.SOAPConstants;
import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPException;
import jakarta.xml.soap.SOAPFault;
import jakarta.xml.soap.SOAPHeader;
import jakarta.xml.soap.SOAPMessage;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What users of SAAJ write once: an empty message, its way to a service, and what is in the answer. */
final class Wire {
    static final String ENVELOPE = SOAPConstants.URI_NS_SOAP_1_1_ENVELOPE;
    static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static SOAPConnection connection;

    private Wire() {}

    /** A fault that came back, and the header beside it. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        final transient SOAPFault fault;
        final transient SOAPHeader header;

        Refused(SOAPMessage answer) throws SOAPException {
            super(answer.getSOAPBody().getFault().getFaultString());
            fault = answer.getSOAPBody().getFault();
            header = answer.getSOAPHeader();
        }

        QName code() {
            return fault.getFaultCodeAsQName();
        }
    }

    /** The fault of a call that must fail. */
    static Refused refused(Step.Call call) throws Exception {
        try {
            throw new AssertionError("no fault: " + call.run());
        } catch (Refused fault) {
            return fault;
        }
    }

    /** An empty message, from a user if there is one. */
    static SOAPMessage message(String action, String user, String password) throws SOAPException {
        SOAPMessage message = MessageFactory.newInstance(SOAPConstants.SOAP_1_1_PROTOCOL).createMessage();
        message.getMimeHeaders().setHeader("SOAPAction", "\"" + action + "\"");
        if (user != null) {
            message.getMimeHeaders().setHeader("Authorization", basic(user, password));
        }
        return message;
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a message and returns the answer, unless it is a fault. */
    static SOAPMessage send(SOAPMessage message, String address) throws Exception {
        if (connection == null) {
            connection = SOAPConnectionFactory.newInstance().createConnection();
        }
        message.saveChanges();
        SOAPMessage answer = connection.call(message, URI.create(address).toURL());
        if (answer.getSOAPBody().hasFault()) {
            throw new Refused(answer);
        }
        return answer;
    }

    /** The HTTP status of an answer that is none of SOAP's, of which SAAJ tells in the text alone. */
    static String status(SOAPException refused) {
        Matcher number = Pattern.compile("\\((\\d\\d\\d)").matcher(refused.getMessage());
        Step.must(number.find(), refused);
        return number.group(1);
    }

    /** The first element of a body. */
    static SOAPElement first(SOAPBody body) {
        return children(body).get(0);
    }

    static List<SOAPElement> children(SOAPElement parent) {
        List<SOAPElement> children = new ArrayList<>();
        for (Iterator<Node> all = parent.getChildElements(); all.hasNext();) {
            Node child = all.next();
            if (child instanceof SOAPElement) {
                children.add((SOAPElement) child);
            }
        }
        return children;
    }

    /** The first child of a name, or null. */
    static SOAPElement child(SOAPElement parent, String name) {
        for (SOAPElement child : children(parent)) {
            if (child.getLocalName().equals(name)) {
                return child;
            }
        }
        return null;
    }

    /** The text of the first child of a name, null if there is none or it is nil. */
    static String text(SOAPElement parent, String name) {
        SOAPElement child = child(parent, name);
        return child == null || nil(child) ? null : child.getTextContent();
    }

    static boolean nil(SOAPElement element) {
        return "true".equals(element.getAttributeNS(XSI, "nil"));
    }

    /** Adds a child, or one that is nil. */
    static SOAPElement add(SOAPElement parent, QName name, String text) throws SOAPException {
        SOAPElement child = parent.addChildElement(name);
        if (text == null) {
            child.addAttribute(new QName(XSI, "nil", "xsi"), "true");
        } else {
            child.addTextNode(text);
        }
        return child;
    }

    /** The operations of a WSDL, null if it was refused. */
    static TreeSet<String> operations(String address, String user, String password) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (user != null) {
            request.header("Authorization", basic(user, password));
        }
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
            .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() == 401) {
            return null;
        }
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        NodeList found = factory.newDocumentBuilder().parse(answer.body())
            .getElementsByTagNameNS("http://schemas.xmlsoap.org/wsdl/", "operation");
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < found.getLength(); i++) {
            names.add(((Element) found.item(i)).getAttribute("name"));
        }
        return names;
    }
}

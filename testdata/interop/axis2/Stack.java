import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import org.apache.axiom.soap.SOAPFault;
import org.apache.axis2.AxisFault;
import org.apache.axis2.client.Stub;
import org.apache.axis2.context.MessageContext;
import org.apache.axis2.kernel.http.HTTPConstants;
import org.apache.axis2.wsdl.WSDLConstants;

/** What the programs of this folder share: the user of a stub, the code of a fault, and the status of a refusal. */
final class Stack {
    private Stack() {}

    /**
     * Gives a stub a user. The password goes out unasked: Axis2's own way, an Authenticator with setPreemptiveAuthentication(true),
     * sends nothing before a server asks for it.
     */
    static <T extends Stub> T use(T stub, String user, String password) {
        if (user != null) {
            String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            stub._getServiceClient().getOptions()
                .setProperty(HTTPConstants.HTTP_HEADERS, Map.of("Authorization", "Basic " + basic));
        }
        return stub;
    }

    /** The code of the fault that a stub was last answered with, which the exceptions of the generated classes have not. */
    static QName code(Stub stub) throws AxisFault {
        MessageContext in = stub._getServiceClient().getLastOperationContext()
            .getMessageContext(WSDLConstants.MESSAGE_LABEL_IN_VALUE);
        SOAPFault fault = in.getEnvelope().getBody().getFault();
        return fault.getCode().getTextAsQName();
    }

    /** The HTTP status of an answer that is none of SOAP's, of which Axis2 tells in the text alone. */
    static String status(AxisFault refused) {
        Matcher number = Pattern.compile("^Transport error: (\\d\\d\\d) ").matcher(refused.getMessage());
        Step.must(number.find(), refused.getMessage());
        return number.group(1);
    }
}

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/** What the programs of this folder share: the user of a stub, the code of a fault, and how steps are told. */
final class Stack {
    static String url;
    static String admin;

    private Stack() {}

    /** A call of a service that may fail. */
    interface Call {
        Object run() throws Exception;
    }

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
        must(number.find(), refused.getMessage());
        return number.group(1);
    }

    static void must(boolean holds, Object saw) {
        if (!holds) {
            throw new AssertionError("not as it must be: " + saw);
        }
    }

    static void say(String step, Object saw) {
        System.out.println(step + ": " + saw);
    }

    static String send(String method, String address, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        must(answer.statusCode() == 200, answer.body());
        return answer.body();
    }

    static void operator(String method, String call) throws Exception {
        send(method, admin + call, null, "");
    }
}

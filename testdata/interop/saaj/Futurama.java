import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPMessage;
import java.util.TreeSet;
import javax.xml.namespace.QName;

/**
 * The sessions of Futurama's WebAPI from beginning to end with SAAJ, in envelopes that are built by hand, and over REST.
 *
 * <pre>java Futurama http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in FuturamaLife.
 */
public class Futurama extends FuturamaLife {
    private static final String API = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/";
    private static final String RESOURCES = "http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI";

    /** Calls an operation with a parameter that has fields, each a name and a value, and returns the result. */
    private static SOAPElement call(String operation, String parameter, String namespace, String... fields) throws Exception {
        SOAPMessage message = Wire.message(API + "IWebAPIService/" + operation, null, null);
        SOAPElement element = message.getSOAPBody().addBodyElement(new QName(API, operation, "api"));
        if (parameter != null) {
            SOAPElement fill = element.addChildElement(new QName(API, parameter, "api"));
            for (int i = 0; i < fields.length; i += 2) {
                Wire.add(fill, new QName(namespace, fields[i], "f"), fields[i + 1]);
            }
        }
        SOAPElement answer = Wire.first(Wire.send(message, Step.url + "/WebAPIService.svc").getSOAPBody());
        Step.must(answer.getElementQName().equals(new QName(API, operation + "Response")), answer.getElementQName());
        return Wire.child(answer, operation + "Result");
    }

    private static Result result(SOAPElement result) throws Exception {
        return new Result(Wire.text(result, "SessionID"), Wire.text(result, "Message"), time(Wire.text(result, "NextTimeout")));
    }

    @Override
    TreeSet<String> operations() throws Exception {
        return Wire.operations(Step.url + "/WebAPIService.svc?singleWsdl", null, null);
    }

    @Override
    Result startSession(String folder, String document) throws Exception {
        return result(call("StartSession", "request", API, "Document", document, "Folder", folder));
    }

    @Override
    Result keepAlive(String id) throws Exception {
        return result(call("SessionKeepAlive", "request", API, "SessionID", id));
    }

    @Override
    Result keepAlive() throws Exception {
        return result(call("SessionKeepAlive", null, API));
    }

    @Override
    String endSession(String id) throws Exception {
        return Wire.text(call("SessionEnd", "request", API, "SessionID", id), "Message");
    }

    @Override
    Resource resource(String folder, String file) throws Exception {
        SOAPElement result = call("GetResource", "Parameters", RESOURCES, "Folder", folder, "Identifier", file, "Type", "File");
        return new Resource(Wire.text(result, "Data"), Wire.text(result, "Error"), Wire.text(result, "MimeType"));
    }

    @Override
    String fault(Step.Call call) throws Exception {
        Wire.Refused refused = Wire.refused(call);
        Step.must(!refused.fault.hasDetail(), refused.fault.getDetail());
        return "fault " + refused.code() + ", " + refused.getMessage();
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Futurama().live();
    }
}

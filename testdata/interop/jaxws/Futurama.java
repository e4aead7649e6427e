import futurama.IWebAPIService;
import futurama.ResourceRequest;
import futurama.ResourceResult;
import futurama.SessionEndRequest;
import futurama.SessionKeepAliveRequest;
import futurama.SessionKeepAliveResult;
import futurama.StartSessionRequest;
import futurama.StartSessionResult;
import futurama.WebAPIService;
import jakarta.jws.WebMethod;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Calendar;
import java.util.TreeSet;
import javax.xml.datatype.XMLGregorianCalendar;

/**
 * The sessions of Futurama's WebAPI from beginning to end with JAX-WS and the classes that wsimport or CXF's wsdl2java made
 * of the served WSDL, in the package futurama and with futurama.xjb, and over REST.
 *
 * <pre>java Futurama http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl</pre>
 *
 * The second address is the operator's API, which moves the clock; the last asks for a form of the WSDL. The steps are in
 * FuturamaLife.
 */
public class Futurama extends FuturamaLife {
    private final IWebAPIService port;
    private final Stack.Header header;

    private Futurama(String form) throws Exception {
        String address = Step.url + "/WebAPIService.svc";
        port = new WebAPIService(URI.create(address + "?" + form).toURL()).getBasicHttpBindingIWebAPIService();
        header = Stack.use(port, address, null, null);
    }

    @Override
    TreeSet<String> operations() {
        TreeSet<String> operations = new TreeSet<>();
        for (Method m : IWebAPIService.class.getMethods()) {
            operations.add(m.getAnnotation(WebMethod.class).operationName());
        }
        return operations;
    }

    private static Calendar time(XMLGregorianCalendar at) {
        return at == null ? null : at.toGregorianCalendar();
    }

    @Override
    Result startSession(String folder, String document) {
        StartSessionRequest request = new StartSessionRequest();
        request.setFolder(folder);
        request.setDocument(document);
        StartSessionResult result = port.startSession(request);
        return new Result(result.getSessionID(), result.getMessage(), time(result.getNextTimeout()));
    }

    private Result keepAlive(SessionKeepAliveRequest request) {
        SessionKeepAliveResult result = port.sessionKeepAlive(request);
        return new Result(null, result.getMessage(), time(result.getNextTimeout()));
    }

    @Override
    Result keepAlive(String id) {
        SessionKeepAliveRequest request = new SessionKeepAliveRequest();
        request.setSessionID(id);
        return keepAlive(request);
    }

    @Override
    Result keepAlive() {
        return keepAlive((SessionKeepAliveRequest) null);
    }

    @Override
    String endSession(String id) {
        SessionEndRequest request = new SessionEndRequest();
        request.setSessionID(id);
        return port.sessionEnd(request).getMessage();
    }

    @Override
    Resource resource(String folder, String file) {
        ResourceRequest request = new ResourceRequest();
        request.setFolder(folder);
        request.setIdentifier(file);
        request.setType("File");
        ResourceResult result = port.getResource(request);
        return new Resource(result.getData(), result.getError(), result.getMimeType());
    }

    @Override
    String fault(Step.Call call) throws Exception {
        try {
            throw new AssertionError("no fault: " + call.run());
        } catch (SOAPFaultException e) {
            Step.must(e.getFault().getDetail() == null, e.getFault().getDetail());
            return "fault " + header.code + ", " + e.getFault().getFaultString();
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Futurama(args[2]).live();
    }
}

import futurama.IWebAPIService;
import futurama.ResourceRequest;
import futurama.ResourceResult;
import futurama.SessionEndRequest;
import futurama.SessionKeepAliveRequest;
import futurama.SessionKeepAliveResult;
import futurama.StartSessionRequest;
import futurama.StartSessionResult;
import futurama.WebAPIServiceLocator;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.TreeSet;

import org.apache.axis.AxisFault;

/**
 * The sessions of Futurama's WebAPI from beginning to end with Axis 1.4, whose WSDL2Java made the package futurama from the
 * served WSDL, and over REST.
 *
 * <pre>java Futurama http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in FuturamaLife.
 */
public class Futurama extends FuturamaLife {
    private final IWebAPIService port;

    private Futurama() throws Exception {
        port = new WebAPIServiceLocator().getBasicHttpBinding_IWebAPIService(new URL(Step.url + "/WebAPIService.svc"));
    }

    @Override
    TreeSet<String> operations() {
        TreeSet<String> operations = new TreeSet<>();
        for (Method m : IWebAPIService.class.getMethods()) { // Axis makes the first letter small
            operations.add(m.getName().substring(0, 1).toUpperCase() + m.getName().substring(1));
        }
        return operations;
    }

    @Override
    Result startSession(String folder, String document) throws Exception {
        StartSessionRequest request = new StartSessionRequest();
        request.setFolder(folder);
        request.setDocument(document);
        StartSessionResult result = port.startSession(request);
        return new Result(result.getSessionID(), result.getMessage(), result.getNextTimeout());
    }

    private Result keepAlive(SessionKeepAliveRequest request) throws Exception {
        SessionKeepAliveResult result = port.sessionKeepAlive(request);
        return new Result(null, result.getMessage(), result.getNextTimeout());
    }

    @Override
    Result keepAlive(String id) throws Exception {
        SessionKeepAliveRequest request = new SessionKeepAliveRequest();
        request.setSessionID(id);
        return keepAlive(request);
    }

    @Override
    Result keepAlive() throws Exception {
        return keepAlive((SessionKeepAliveRequest) null);
    }

    @Override
    String endSession(String id) throws Exception {
        SessionEndRequest request = new SessionEndRequest();
        request.setSessionID(id);
        return port.sessionEnd(request).getMessage();
    }

    @Override
    Resource resource(String folder, String file) throws Exception {
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
        } catch (AxisFault e) {
            return "fault " + e.getFaultCode() + ", " + e.getFaultString();
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Futurama().live();
    }
}

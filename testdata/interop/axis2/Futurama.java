import futurama.WebAPIServiceStub;
import futurama.WebAPIServiceStub.GetResource;
import futurama.WebAPIServiceStub.ResourceRequest;
import futurama.WebAPIServiceStub.ResourceResult;
import futurama.WebAPIServiceStub.SessionEnd;
import futurama.WebAPIServiceStub.SessionEndRequest;
import futurama.WebAPIServiceStub.SessionKeepAlive;
import futurama.WebAPIServiceStub.SessionKeepAliveRequest;
import futurama.WebAPIServiceStub.SessionKeepAliveResult;
import futurama.WebAPIServiceStub.StartSession;
import futurama.WebAPIServiceStub.StartSessionRequest;
import futurama.WebAPIServiceStub.StartSessionResult;
import java.lang.reflect.Method;
import java.util.TreeSet;
import org.apache.axis2.AxisFault;

/**
 * The sessions of Futurama's WebAPI from beginning to end with Axis2 and the classes that its WSDL2Java made of the
 * served WSDL, in the package futurama, and over REST.
 *
 * <pre>java Futurama http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. The steps are in FuturamaLife.
 */
public class Futurama extends FuturamaLife {
    private final WebAPIServiceStub stub;

    private Futurama() throws Exception {
        stub = new WebAPIServiceStub(Step.url + "/WebAPIService.svc");
    }

    @Override
    TreeSet<String> operations() {
        TreeSet<String> operations = new TreeSet<>();
        for (Method m : WebAPIServiceStub.class.getDeclaredMethods()) {
            if (m.getName().startsWith("start") && m.getParameterCount() == 2) { // each operation has a form with a callback
                String name = m.getName().substring("start".length());
                operations.add(name.substring(0, 1).toUpperCase() + name.substring(1));
            }
        }
        return operations;
    }

    @Override
    Result startSession(String folder, String document) throws Exception {
        StartSessionRequest request = new StartSessionRequest();
        request.setFolder(folder);
        request.setDocument(document);
        StartSession call = new StartSession();
        call.setRequest(request);
        StartSessionResult result = stub.startSession(call).getStartSessionResult();
        return new Result(result.getSessionID(), result.getMessage(), result.getNextTimeout());
    }

    private Result keepAlive(SessionKeepAliveRequest request) throws Exception {
        SessionKeepAlive call = new SessionKeepAlive();
        call.setRequest(request);
        SessionKeepAliveResult result = stub.sessionKeepAlive(call).getSessionKeepAliveResult();
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
        SessionEnd call = new SessionEnd();
        call.setRequest(request);
        return stub.sessionEnd(call).getSessionEndResult().getMessage();
    }

    @Override
    Resource resource(String folder, String file) throws Exception {
        ResourceRequest request = new ResourceRequest();
        request.setFolder(folder);
        request.setIdentifier(file);
        request.setType("File");
        GetResource call = new GetResource();
        call.setParameters(request);
        ResourceResult result = stub.getResource(call).getGetResourceResult();
        return new Resource(result.getData(), result.getError(), result.getMimeType());
    }

    @Override
    String fault(Step.Call call) throws Exception {
        try {
            throw new AssertionError("no fault: " + call.run());
        } catch (AxisFault e) {
            Step.must(e.getDetail() == null, e.getDetail());
            return "fault " + e.getFaultCode() + ", " + e.getMessage();
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new Futurama().live();
    }
}

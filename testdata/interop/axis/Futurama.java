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
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.datatype.DatatypeFactory;

import org.apache.axis.AxisFault;

/**
 * The sessions of Futurama's WebAPI from beginning to end with Axis 1.4, whose WSDL2Java made the package futurama from the
 * served WSDL, and over REST.
 *
 * <pre>java Futurama http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Futurama {
    private static final List<String> ids = new ArrayList<>();
    private static IWebAPIService port;

    /** A text with the place of an id among those that were issued, instead of the id. */
    private static String shown(String text) {
        for (int i = 0; i < ids.size(); i++) {
            text = text.replace(ids.get(i), "#" + (i + 1));
        }
        return text;
    }

    private static String until(Calendar at) {
        return "until " + (at == null ? "none" : at.toInstant().toString().substring(11, 19));
    }

    private static String start(String folder, String document) throws Exception {
        StartSessionRequest request = new StartSessionRequest();
        request.setFolder(folder);
        request.setDocument(document);
        StartSessionResult result = port.startSession(request);
        String id = result.getSessionID();
        if (id == null) {
            return result.getMessage() + ", no id, " + until(result.getNextTimeout());
        }
        Step.must(!ids.contains(id), id);
        ids.add(id);
        return result.getMessage() + ", " + id.length() + " characters, " + until(result.getNextTimeout());
    }

    private static String keepAlive(SessionKeepAliveRequest request) throws Exception {
        SessionKeepAliveResult result = port.sessionKeepAlive(request);
        return shown(result.getMessage()) + ", " + until(result.getNextTimeout());
    }

    private static String keep(String id) throws Exception {
        SessionKeepAliveRequest request = new SessionKeepAliveRequest();
        request.setSessionID(id);
        return keepAlive(request);
    }

    private static String end(String id) throws Exception {
        SessionEndRequest request = new SessionEndRequest();
        request.setSessionID(id);
        return shown(port.sessionEnd(request).getMessage());
    }

    /** What a call that must fail failed with. */
    private static String fault(Step.Call call) throws Exception {
        try {
            throw new AssertionError("no fault: " + call.run());
        } catch (AxisFault e) {
            return "fault " + e.getFaultCode() + ", " + e.getFaultString();
        }
    }

    private static String rest(String path, String type, String body) throws Exception {
        return Step.send("POST", Step.url + "/rest/webapi" + path, type, body);
    }

    private static String found(String pattern, String text) {
        Matcher m = Pattern.compile(pattern).matcher(text);
        Step.must(m.find(), text);
        return m.group(1);
    }

    private static void advance(String by) throws Exception {
        Step.operator("POST", "/clock/advance?by=" + by);
    }

    private static void reset(String setting) throws Exception {
        Step.operator("POST", "/systems/futurama/reset?set=" + setting);
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("PUT", "/clock?frozen=true&now=2017-08-15T12:00:00Z");
        port = new WebAPIServiceLocator().getBasicHttpBinding_IWebAPIService(new URL(Step.url + "/WebAPIService.svc"));

        TreeSet<String> operations = new TreeSet<>();
        for (Method m : IWebAPIService.class.getMethods()) { // Axis makes the first letter small
            operations.add(m.getName().substring(0, 1).toUpperCase() + m.getName().substring(1));
        }
        Step.say("wsdl", String.join(" ", operations));
        idle();
        unknown();
        second();
        otherForms();
        settings();
    }

    private static void idle() throws Exception {
        Step.say("start", start("Savingsaccount", "start.xml"));
        Step.say("start another", start(null, null));
        Step.say("keep alive", keep(ids.get(0)));
        advance("1s");
        Step.say("1 s later", keep(ids.get(0)));
        advance("19m59s");
        Step.say("idle for 19m59s of 20m", keep(ids.get(0)));
        Step.say("the other, idle for 20m", keep(ids.get(1)));
        Step.say("once more", keep(ids.get(1)));
        advance("20m");
        Step.say("idle for 20m", keep(ids.get(0)));
        Step.say("end it", end(ids.get(0)));
    }

    private static void unknown() throws Exception {
        Step.say("never issued", keep("abc"));
        Step.say("end it", end("abc"));
        Step.say("keep alive <&>", keep("<&>"));
        Step.say("empty", keep(""));
        Step.say("null", keep(null));
        Step.say("no request", keepAlive(null));
    }

    private static void second() throws Exception {
        Step.say("start", start(null, null));
        Step.say("start another", start(null, null));
        Step.say("white space around it", keep("\n " + ids.get(2) + " "));
        Step.say("end", end(ids.get(2)));
        Step.say("keep alive", keep(ids.get(2)));
        Step.say("end again", end(ids.get(2)));
        Step.say("the other", keep(ids.get(3)));
        ResourceRequest request = new ResourceRequest();
        request.setFolder("Savingsaccount");
        request.setIdentifier("logo.png");
        request.setType("File");
        ResourceResult resource = port.getResource(request);
        String type = resource.getMimeType() == null ? "no type" : resource.getMimeType();
        Step.say("resource", (resource.getData() == null ? "no data" : "data") + ", " + resource.getError() + ", " + type);
    }

    private static void otherForms() throws Exception {
        advance("1m");
        String json = rest("/SessionKeepAlive", "application/json", "{\"sessionID\":\"" + ids.get(3) + "\"}");
        Calendar next = DatatypeFactory.newInstance()
            .newXMLGregorianCalendar(found("\"NextTimeout\":\"([^\"]*)\"", json)).toGregorianCalendar();
        Step.say("JSON keeps it alive", found("\"Message\":\"([^\"]*)\"", json) + ", " + until(next));
        String xml = rest("/SessionEnd", "application/xml",
            "<SessionEndRequest><SessionID>" + ids.get(3) + "</SessionID></SessionEndRequest>");
        Step.say("XML ends it", found("<Message>([^<]*)<", xml));
        Step.say("keep alive", keep(ids.get(3)));
        ids.add(found("\"sessionID\":\"([^\"]*)\"", rest("", "application/json", "{\"folder\":\"Savingsaccount\"}")));
        Step.say("started with JSON", keep(ids.get(4)));
        Step.operator("POST", "/systems/futurama/restart");
        Step.say("after a restart", keep(ids.get(4)));
    }

    private static void settings() throws Exception {
        reset("documents=start.xml");
        Step.say("no such document", start(null, "end.xml"));
        reset("enabled=false");
        Step.say("not enabled, start", start(null, null));
        Step.say("not enabled, keep alive", keep("abc"));
        reset("missingRequest=fault");
        Step.say("no request, the other choice", fault(() -> keepAlive(null)));
        reset("startSession=off");
        Step.say("no StartSession", fault(() -> start(null, null)));
    }
}

import jakarta.xml.soap.SOAPElement;
import jakarta.xml.soap.SOAPMessage;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;

/**
 * The sessions of Futurama's WebAPI from beginning to end with SAAJ, in envelopes that are built by hand, and over REST.
 *
 * <pre>java Futurama http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Futurama {
    private static final List<String> ids = new ArrayList<>();
    private static final String API = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/";
    private static final String RESOURCES = "http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI";

    /** A text with the place of an id among those that were issued, instead of the id. */
    private static String shown(String text) {
        for (int i = 0; i < ids.size(); i++) {
            text = text.replace(ids.get(i), "#" + (i + 1));
        }
        return text;
    }

    private static String until(String at) {
        return "until " + (at == null ? "none"
            : DateTimeFormatter.ofPattern("HH:mm:ss").format(OffsetDateTime.parse(at).withOffsetSameInstant(ZoneOffset.UTC)));
    }

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

    private static String start(String folder, String document) throws Exception {
        SOAPElement result = call("StartSession", "request", API, "Document", document, "Folder", folder);
        String id = Wire.text(result, "SessionID");
        String until = until(Wire.text(result, "NextTimeout"));
        if (id == null) {
            return Wire.text(result, "Message") + ", no id, " + until;
        }
        Step.must(!ids.contains(id), id);
        ids.add(id);
        return Wire.text(result, "Message") + ", " + id.length() + " characters, " + until;
    }

    private static String kept(SOAPElement result) {
        return shown(Wire.text(result, "Message")) + ", " + until(Wire.text(result, "NextTimeout"));
    }

    private static String keep(String id) throws Exception {
        return kept(call("SessionKeepAlive", "request", API, "SessionID", id));
    }

    private static String keepNothing() throws Exception {
        return kept(call("SessionKeepAlive", null, API));
    }

    private static String end(String id) throws Exception {
        return shown(Wire.text(call("SessionEnd", "request", API, "SessionID", id), "Message"));
    }

    /** What a call that must fail failed with. */
    private static String fault(Step.Call call) throws Exception {
        Wire.Refused refused = Wire.refused(call);
        Step.must(!refused.fault.hasDetail(), refused.fault.getDetail());
        return "fault " + refused.code() + ", " + refused.getMessage();
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
        Step.say("wsdl", String.join(" ", Wire.operations(Step.url + "/WebAPIService.svc?singleWsdl", null, null)));
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
        Step.say("no request", keepNothing());
    }

    private static void second() throws Exception {
        Step.say("start", start(null, null));
        Step.say("start another", start(null, null));
        Step.say("white space around it", keep("\n " + ids.get(2) + " "));
        Step.say("end", end(ids.get(2)));
        Step.say("keep alive", keep(ids.get(2)));
        Step.say("end again", end(ids.get(2)));
        Step.say("the other", keep(ids.get(3)));
        SOAPElement resource = call("GetResource", "Parameters", RESOURCES, "Folder", "Savingsaccount",
            "Identifier", "logo.png", "Type", "File");
        String type = Wire.text(resource, "MimeType") == null ? "no type" : Wire.text(resource, "MimeType");
        String data = Wire.text(resource, "Data") == null ? "no data" : "data";
        Step.say("resource", data + ", " + Wire.text(resource, "Error") + ", " + type);
    }

    private static void otherForms() throws Exception {
        advance("1m");
        String json = rest("/SessionKeepAlive", "application/json", "{\"sessionID\":\"" + ids.get(3) + "\"}");
        Step.say("JSON keeps it alive", found("\"Message\":\"([^\"]*)\"", json) + ", "
            + until(found("\"NextTimeout\":\"([^\"]*)\"", json)));
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
        Step.say("no request, the other choice", fault(() -> keepNothing()));
        reset("startSession=off");
        Step.say("no StartSession", fault(() -> start(null, null)));
    }
}

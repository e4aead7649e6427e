import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;

/**
 * The sessions of Futurama's WebAPI from beginning to end, step by step, over REST where the steps say so, and else without
 * what a stack has to do with them: a Futurama calls the operations as users of its stack do.
 *
 * Each step prints what it saw; a surprise ends it all.
 */
abstract class FuturamaLife {
    private final List<String> ids = new ArrayList<>();

    /** What an operation's result has; null for what is not there. */
    static final class Result {
        final String id; // of StartSession alone
        final String message;
        final Calendar nextTimeout;

        Result(String id, String message, Calendar nextTimeout) {
            this.id = id;
            this.message = message;
            this.nextTimeout = nextTimeout;
        }
    }

    /** What the result of GetResource has; null for what is not there. */
    static final class Resource {
        final Object data;
        final String error;
        final String mimeType;

        Resource(Object data, String error, String mimeType) {
            this.data = data;
            this.error = error;
            this.mimeType = mimeType;
        }
    }

    /** The operations that the stack knows of the WSDL. */
    abstract TreeSet<String> operations() throws Exception;

    abstract Result startSession(String folder, String document) throws Exception;

    abstract Result keepAlive(String id) throws Exception;

    /** Calls SessionKeepAlive without its request. */
    abstract Result keepAlive() throws Exception;

    /** Ends a session and returns the message. */
    abstract String endSession(String id) throws Exception;

    /** Calls GetResource for a file. */
    abstract Resource resource(String folder, String file) throws Exception;

    /** What a call that must fail failed with: the code and the text. */
    abstract String fault(Step.Call call) throws Exception;

    /** The time that a text of XML or JSON tells, null for null. */
    static Calendar time(String text) throws DatatypeConfigurationException {
        return text == null ? null : DatatypeFactory.newInstance().newXMLGregorianCalendar(text).toGregorianCalendar();
    }

    /** A text with the place of an id among those that were issued, instead of the id. */
    private String shown(String text) {
        for (int i = 0; i < ids.size(); i++) {
            text = text.replace(ids.get(i), "#" + (i + 1));
        }
        return text;
    }

    private static String until(Calendar at) {
        return "until " + (at == null ? "none" : at.toInstant().toString().substring(11, 19));
    }

    private String start(String folder, String document) throws Exception {
        Result result = startSession(folder, document);
        if (result.id == null) {
            return result.message + ", no id, " + until(result.nextTimeout);
        }
        Step.must(!ids.contains(result.id), result.id);
        ids.add(result.id);
        return result.message + ", " + result.id.length() + " characters, " + until(result.nextTimeout);
    }

    private String kept(Result result) {
        return shown(result.message) + ", " + until(result.nextTimeout);
    }

    private String keep(String id) throws Exception {
        return kept(keepAlive(id));
    }

    private String end(String id) throws Exception {
        return shown(endSession(id));
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

    void live() throws Exception {
        Step.operator("PUT", "/clock?frozen=true&now=2017-08-15T12:00:00Z");
        Step.say("wsdl", String.join(" ", operations()));
        idle();
        unknown();
        second();
        otherForms();
        settings();
    }

    private void idle() throws Exception {
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

    private void unknown() throws Exception {
        Step.say("never issued", keep("abc"));
        Step.say("end it", end("abc"));
        Step.say("keep alive <&>", keep("<&>"));
        Step.say("empty", keep(""));
        Step.say("null", keep(null));
        Step.say("no request", kept(keepAlive()));
    }

    private void second() throws Exception {
        Step.say("start", start(null, null));
        Step.say("start another", start(null, null));
        Step.say("white space around it", keep("\n " + ids.get(2) + " "));
        Step.say("end", end(ids.get(2)));
        Step.say("keep alive", keep(ids.get(2)));
        Step.say("end again", end(ids.get(2)));
        Step.say("the other", keep(ids.get(3)));
        Resource resource = resource("Savingsaccount", "logo.png");
        String type = resource.mimeType == null ? "no type" : resource.mimeType;
        Step.say("resource", (resource.data == null ? "no data" : "data") + ", " + resource.error + ", " + type);
    }

    private void otherForms() throws Exception {
        advance("1m");
        String json = rest("/SessionKeepAlive", "application/json", "{\"sessionID\":\"" + ids.get(3) + "\"}");
        Step.say("JSON keeps it alive", found("\"Message\":\"([^\"]*)\"", json) + ", "
            + until(time(found("\"NextTimeout\":\"([^\"]*)\"", json))));
        String xml = rest("/SessionEnd", "application/xml",
            "<SessionEndRequest><SessionID>" + ids.get(3) + "</SessionID></SessionEndRequest>");
        Step.say("XML ends it", found("<Message>([^<]*)<", xml));
        Step.say("keep alive", keep(ids.get(3)));
        ids.add(found("\"sessionID\":\"([^\"]*)\"", rest("", "application/json", "{\"folder\":\"Savingsaccount\"}")));
        Step.say("started with JSON", keep(ids.get(4)));
        Step.operator("POST", "/systems/futurama/restart");
        Step.say("after a restart", keep(ids.get(4)));
    }

    private void settings() throws Exception {
        reset("documents=start.xml");
        Step.say("no such document", start(null, "end.xml"));
        reset("enabled=false");
        Step.say("not enabled, start", start(null, null));
        Step.say("not enabled, keep alive", keep("abc"));
        reset("missingRequest=fault");
        Step.say("no request, the other choice", fault(() -> keepAlive()));
        reset("startSession=off");
        Step.say("no StartSession", fault(() -> start(null, null)));
    }
}

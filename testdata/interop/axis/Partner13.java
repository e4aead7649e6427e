import java.util.Arrays;

import partner13.ApiFault;
import partner13.CallOptions;
import partner13.InvalidateSessionsResult;
import partner13.LoginFault;
import partner13.LoginResult;
import partner13.SessionHeader;
import partner13.SforceServiceLocator;
import partner13.SoapBindingStub;
import partner13.UnexpectedErrorFault;

/**
 * Sessions of Salesforce's partner API 13.0, the first known one that can end them, with Axis 1.4, whose WSDL2Java made
 * the package partner13 from the served WSDL.
 *
 * <pre>java Partner13 http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which is not needed here. Each step prints what it saw; a surprise ends it all.
 */
public class Partner13 {
    /** Logs in as a client of a name, since one and the same would get the same session, and goes on in the session. */
    static SoapBindingStub login(String client) throws Exception {
        SoapBindingStub binding = (SoapBindingStub) new SforceServiceLocator().getSoap();
        String namespace = new SforceServiceLocator().getServiceName().getNamespaceURI();
        binding._setProperty(SoapBindingStub.ENDPOINT_ADDRESS_PROPERTY, Step.url + "/services/Soap/u/13.0");
        binding.setHeader(namespace, "CallOptions", new CallOptions(client, null));
        LoginResult result = binding.login("axis@example.com", "soapstone");
        binding._setProperty(SoapBindingStub.ENDPOINT_ADDRESS_PROPERTY, result.getServerUrl());
        binding.setHeader(namespace, "SessionHeader", new SessionHeader(result.getSessionId()));
        return binding;
    }

    /** The session that a binding works in. */
    static String id(SoapBindingStub binding) throws Exception {
        String namespace = new SforceServiceLocator().getServiceName().getNamespaceURI();
        return ((SessionHeader) binding.getHeader(namespace, "SessionHeader").getObjectValue()).getSessionId();
    }

    static String show(ApiFault fault) {
        String text = fault.getExceptionCode() + ": " + fault.getExceptionMessage();
        Step.must(fault.getFaultString().equals(text), fault.getFaultString());
        return fault.getClass().getSimpleName() + " " + fault.getFaultCode() + ", " + text.lines().findFirst().get()
            .replaceFirst("hash: .*", "hash");
    }

    /** Ends sessions and tells of each whether it did, and if not, why. The texts of these errors are not known. */
    static String invalidate(SoapBindingStub binding, String... ids) throws Exception {
        StringBuilder b = new StringBuilder();
        try {
            for (InvalidateSessionsResult result : binding.invalidateSessions(ids)) {
                b.append(result.isSuccess()).append(' ');
                if (result.getErrors() != null) {
                    Step.must(result.getErrors().length == 1 && !result.getErrors(0).getMessage().isEmpty(), result);
                    b.append(result.getErrors(0).getStatusCode()).append(' ');
                }
            }
        } catch (UnexpectedErrorFault fault) {
            return show(fault);
        }
        return b.toString().trim();
    }

    static void attempt(String step, Step.Call call) throws Exception {
        try {
            Step.say(step, call.run());
        } catch (UnexpectedErrorFault | LoginFault fault) {
            Step.say(step, show(fault));
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];

        SoapBindingStub one = login("one");
        SoapBindingStub two = login("two");
        SoapBindingStub three = login("three");
        Step.say("getUserInfo", one.getUserInfo().getUserName());
        attempt("wrong password", () -> one.login("axis@example.com", "wrong").getSessionId());
        Step.say("invalidate another's", invalidate(one, id(two)));
        attempt("the other", () -> two.getUserInfo().getUserName());
        Step.say("again, and what never was", invalidate(one, id(two), "never"));
        attempt("itself", () -> one.getUserInfo().getUserName());
        String[] many = new String[201];
        Arrays.fill(many, id(three));
        Step.say("201 at once", invalidate(one, many));
        attempt("nothing ended", () -> three.getUserInfo().getUserName());
        Step.say("invalidate itself and another", invalidate(one, id(one), id(three)));
        attempt("itself", () -> one.getUserInfo().getUserName());
        attempt("the other", () -> three.getUserInfo().getUserName());
        Step.say("invalidate with a dead session", invalidate(one, id(three)));

        SoapBindingStub again = login("one");
        Step.say("login again, same session", id(again).equals(id(one)));
        Step.say("getUserInfo", again.getUserInfo().getUserName());
        again.logout();
        attempt("use after logout", () -> again.getUserInfo().getUserName());
        attempt("logout again", () -> {
            again.logout();
            return "done";
        });
        Step.say("login after logout, same session", id(login("one")).equals(id(again)));
    }
}

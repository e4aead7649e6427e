import java.time.ZoneOffset;

import partner7.ApiFault;
import partner7.CallOptions;
import partner7.GetUserInfoResult;
import partner7.LoginFault;
import partner7.LoginResult;
import partner7.SessionHeader;
import partner7.SforceServiceLocator;
import partner7.SoapBindingStub;
import partner7.UnexpectedErrorFault;

/**
 * A session of Salesforce's partner API 7.0 with Axis 1.4, whose WSDL2Java made the package partner7 from the served
 * WSDL: the way of the vendor's samples of that time. This version has no logout, so a session ends when it is idle.
 *
 * <pre>java Partner7 http://127.0.0.1:8080 http://127.0.0.1:8081</pre>
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
public class Partner7 {

    static SoapBindingStub binding() throws Exception {
        SoapBindingStub binding = (SoapBindingStub) new SforceServiceLocator().getSoap();
        binding._setProperty(SoapBindingStub.ENDPOINT_ADDRESS_PROPERTY, Step.url + "/services/Soap/u/7.0");
        return binding;
    }

    static void header(SoapBindingStub binding, String name, Object block) {
        binding.setHeader(new SforceServiceLocator().getServiceName().getNamespaceURI(), name, block);
    }

    /** Logs in, and goes on at the address that the login names, in the session that it made. */
    static LoginResult login(SoapBindingStub binding) throws Exception {
        LoginResult result = binding.login("axis@example.com", "soapstone");
        binding._setProperty(SoapBindingStub.ENDPOINT_ADDRESS_PROPERTY, result.getServerUrl());
        header(binding, "SessionHeader", new SessionHeader(result.getSessionId()));
        return result;
    }

    static String show(ApiFault fault) {
        String text = fault.getExceptionCode() + ": " + fault.getExceptionMessage();
        Step.must(fault.getFaultString().equals(text), fault.getFaultString());
        return fault.getClass().getSimpleName() + " " + fault.getFaultCode() + ", " + text.lines().findFirst().get()
            .replaceFirst("hash: .*", "hash");
    }

    static void refused(String step, SoapBindingStub binding) throws Exception {
        try {
            Step.say(step, binding.getUserInfo().getUserName());
        } catch (UnexpectedErrorFault fault) {
            Step.say(step, show(fault));
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        Step.operator("PUT", "/clock?frozen=true&now=2006-06-01T12:00:00Z");

        try {
            Step.say("wrong password", binding().login("axis@example.com", "wrong").getSessionId());
        } catch (LoginFault fault) {
            Step.say("wrong password", show(fault));
        }
        refused("no session", binding());

        SoapBindingStub binding = binding();
        LoginResult first = login(binding);
        Step.must(first.getServerUrl().startsWith(Step.url), first.getServerUrl());
        Step.say("login", first.getServerUrl().substring(Step.url.length()) + ", expired " + first.isPasswordExpired());
        GetUserInfoResult user = binding.getUserInfo();
        Step.must(user.getUserId().equals(first.getUserId()), user.getUserId());
        Step.say("getUserInfo", user.getUserName() + ", " + user.getOrganizationName() + ", role " + user.getRoleId());
        Step.say("getServerTimestamp", binding.getServerTimestamp().getTimestamp().toInstant().atOffset(ZoneOffset.UTC));

        Step.say("login again, same session", login(binding()).getSessionId().equals(first.getSessionId()));
        SoapBindingStub other = binding();
        header(other, "CallOptions", new CallOptions("other"));
        Step.say("another client, same session", login(other).getSessionId().equals(first.getSessionId()));
        Step.say("another client", other.getUserInfo().getUserName());
        SoapBindingStub unknown = binding();
        header(unknown, "SessionHeader", new SessionHeader(first.getSessionId().substring(0, 100) + "soapstone..."));
        refused("unknown session", unknown);

        Step.operator("POST", "/clock/advance?by=1h59m59s");
        Step.say("idle for 1h59m59s of 2h", binding.getUserInfo().getUserName());
        Step.operator("POST", "/clock/advance?by=2h");
        refused("idle for 2h of 2h", binding);
        binding.clearHeaders(); // Axis adds a header of the same name, it does not replace it
        LoginResult next = login(binding);
        Step.say("login after the end, same session", next.getSessionId().equals(first.getSessionId()));
        Step.say("getUserInfo", binding.getUserInfo().getUserName());
    }
}

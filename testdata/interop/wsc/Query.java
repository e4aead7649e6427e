import com.sforce.soap.partner.Connector;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.QueryResult;
import com.sforce.soap.partner.fault.ApiFault;
import com.sforce.soap.partner.sobject.SObject;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;
import java.util.StringJoiner;

/**
 * A day's work with the Force.com Web Service Connector: queries in a session that ends in between. The classes are those that
 * its wsdlc made of its user's own WSDL, which has query beside the session calls; soapstone serves that, and its folder of
 * answers, or a server behind it, does the work.
 *
 * <pre>java Query http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0</pre>
 *
 * The arguments are those of Salesforce.java.
 */
public class Query {
    private static String api;

    private static PartnerConnection login() throws ConnectionException {
        ConnectorConfig config = new ConnectorConfig();
        config.setUsername("alice@example.com");
        config.setPassword("soapstone");
        config.setAuthEndpoint(Step.url + "/services/Soap/" + api);
        config.setConnectionTimeout(30_000);
        config.setReadTimeout(30_000);
        return Connector.newConnection(config);
    }

    private static String accounts(PartnerConnection connection) throws ConnectionException {
        QueryResult result = connection.query("SELECT Id, Name FROM Account");
        StringJoiner names = new StringJoiner(", ");
        for (SObject record : result.getRecords()) {
            names.add(record.getType() + " " + record.getId() + " " + record.getField("Name"));
        }
        return result.getSize() + (result.getDone() ? "" : " and more") + ": " + names;
    }

    private static String fault(PartnerConnection connection) throws ConnectionException {
        try {
            throw new AssertionError("no fault: " + accounts(connection));
        } catch (ApiFault fault) {
            return "fault " + fault.getClass().getSimpleName() + ", " + fault.getExceptionCode();
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        api = args[2];
        Step.operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");
        PartnerConnection alice = login();
        Step.say("query", accounts(alice));
        Step.operator("POST", "/clock/advance?by=7199s");
        Step.say("idle for 7199 s", accounts(alice));
        Step.operator("POST", "/clock/advance?by=7199s");
        Step.say("used by the query", accounts(alice));
        Step.operator("POST", "/clock/advance?by=7200s");
        Step.say("idle for 7200 s", fault(alice));
        PartnerConnection next = login();
        Step.say("login and query again", accounts(next));
        next.logout();
        Step.say("after logout", fault(next));
    }
}

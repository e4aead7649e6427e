import com.sforce.async.AsyncApiException;
import com.sforce.async.BatchInfo;
import com.sforce.async.BulkConnection;
import com.sforce.async.ContentType;
import com.sforce.async.JobInfo;
import com.sforce.async.OperationEnum;
import com.sforce.soap.partner.Connector;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.ws.ConnectorConfig;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A job of the Bulk API with the Force.com Web Service Connector, as Data Loader runs it: the session is one of SOAP login(), and
 * ends in between. soapstone's folder of answers, or a server behind it, does the work.
 *
 * <pre>java Bulk http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0</pre>
 *
 * The arguments are those of Salesforce.java.
 */
public class Bulk {
    private static String api;

    private static PartnerConnection login() throws Exception {
        ConnectorConfig config = new ConnectorConfig();
        config.setUsername("alice@example.com");
        config.setPassword("soapstone");
        config.setAuthEndpoint(Step.url + "/services/Soap/" + api);
        return Connector.newConnection(config);
    }

    /** The address is made of that which login gave, as the Bulk API Developer Guide does. */
    private static BulkConnection bulk(PartnerConnection session) throws Exception {
        ConnectorConfig config = new ConnectorConfig();
        config.setSessionId(session.getConfig().getSessionId());
        String soap = session.getConfig().getServiceEndpoint();
        config.setRestEndpoint(soap.substring(0, soap.indexOf("Soap/")) + "async/" + api.substring(2));
        config.setCompression(true);
        config.setConnectionTimeout(30_000);
        config.setReadTimeout(30_000);
        return new BulkConnection(config);
    }

    private static JobInfo newJob(ContentType type) {
        JobInfo job = new JobInfo();
        job.setObject("Account");
        job.setOperation(OperationEnum.insert);
        job.setContentType(type);
        return job;
    }

    private static String load(BulkConnection bulk) throws Exception {
        JobInfo job = bulk.createJob(newJob(ContentType.CSV));
        byte[] rows = "Name\nAcme\n".getBytes(StandardCharsets.UTF_8);
        BatchInfo batch = bulk.createBatchFromStream(job, new ByteArrayInputStream(rows));
        int batches = bulk.getBatchInfoList(job.getId()).getBatchInfo().length;
        String result;
        try (InputStream in = bulk.getBatchResultStream(job.getId(), batch.getId())) {
            result = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", " ").trim();
        }
        return batches + ", " + result + ", " + bulk.closeJob(job.getId()).getState();
    }

    private static String fault(Step.Call call) throws Exception {
        try {
            throw new AssertionError("no fault: " + call.run());
        } catch (AsyncApiException fault) {
            return "fault " + fault.getExceptionCode() + ", " + fault.getExceptionMessage();
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        api = args[2];
        Step.operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");
        PartnerConnection alice = login();
        BulkConnection bulk = bulk(alice);
        Step.say("job", load(bulk));
        Step.say("a job that nobody answers", fault(() -> bulk.getJobStatus("750000000000009AAA")));
        Step.operator("POST", "/clock/advance?by=7199s");
        Step.say("idle for 7199 s", load(bulk));
        Step.operator("POST", "/clock/advance?by=7200s");
        Step.say("idle for 7200 s", fault(() -> load(bulk)));
        Step.say("idle for 7200 s, in JSON", fault(() -> bulk.createJob(newJob(ContentType.JSON), ContentType.JSON)));
        Step.say("idle for 7200 s, results", fault(() -> bulk.getBatchResultStream("750000000000001AAA", "751000000000001AAA")));
        PartnerConnection again = login();
        BulkConnection next = bulk(again);
        Step.say("login and load again", load(next));
        again.logout();
        Step.say("after logout", fault(() -> load(next)));
    }
}

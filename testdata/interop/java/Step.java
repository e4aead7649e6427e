import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What the programs of all stacks say with, check with and call the operator with. None of it is SOAP. */
final class Step {
    static String url; // of the services
    static String admin; // of the operator's API

    private Step() {}

    /** A call of a service that may fail. */
    interface Call {
        Object run() throws Exception;
    }

    static void say(String step, Object saw) {
        System.out.println(step + ": " + saw);
    }

    static void must(boolean holds, Object saw) {
        if (!holds) {
            throw new AssertionError("not as it must be: " + saw);
        }
    }

    /** Calls the operator's API, which moves the clock and resets systems. */
    static void operator(String method, String call) throws Exception {
        send(method, admin + call, null, "");
    }

    /** Sends a body of a type, if it has one, by plain HTTP, and returns that of the answer. */
    static String send(String method, String address, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        must(answer.statusCode() == 200, answer.body());
        return answer.body();
    }
}

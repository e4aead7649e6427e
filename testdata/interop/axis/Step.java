import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What the programs of this folder say with, check with and call the operator with. */
final class Step {
    private Step() {}

    static void say(String step, Object saw) {
        System.out.println(step + ": " + saw);
    }

    static void must(boolean holds, Object saw) {
        if (!holds) {
            throw new IllegalStateException("not as it must be: " + saw);
        }
    }

    static void operator(String admin, String method, String call) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin + call))
            .method(method, HttpRequest.BodyPublishers.noBody()).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        must(answer.statusCode() == 200, answer.body());
    }
}

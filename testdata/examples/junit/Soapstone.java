import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs soapstone once for all tests, and empties it before each: {@code @RegisterExtension static Soapstone soapstone = new Soapstone();} */
public final class Soapstone implements BeforeEachCallback, ExtensionContext.Store.CloseableResource {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final Process server;
  private final String url;
  private final String admin;

  public Soapstone() {
    try {
      folder = Files.createTempDirectory("soapstone");
      Path ready = folder.resolve("ready.json");
      server = new ProcessBuilder(Optional.ofNullable(System.getenv("SOAPSTONE")).orElse("soapstone"), "serve",
          "--listen=localhost:0", "--admin=localhost:0", "--ready-file=" + ready, "--stop-on-stdin-eof")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      while (!Files.exists(ready)) {
        if (server.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("soapstone did not start: its log is above");
        }
      }
      String addresses = Files.readString(ready);
      url = value(addresses, "url");
      admin = value(addresses, "admin");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first text under a key, which is enough for the two addresses. */
  private static String value(String json, String key) {
    Matcher found = Pattern.compile("\"" + key + "\": \"([^\"]+)\"").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("the ready file has no " + key + ": " + json);
    }
    return found.group(1);
  }

  /** Where the emulated systems are. */
  public String url() {
    return url;
  }

  /** Lets time pass for sessions. */
  public void advance(Duration by) throws Exception {
    operate("/clock/advance?by=" + by.toSeconds() + "s");
  }

  @Override
  public void beforeEach(ExtensionContext test) throws Exception {
    test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).getOrComputeIfAbsent(this, key -> this); // closed at the end
    operate("/reset");
  }

  private void operate(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(admin + path)).POST(HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(path + ": " + response.body());
    }
  }

  @Override
  public void close() throws Exception {
    server.getOutputStream().close();
    server.waitFor(30, TimeUnit.SECONDS);
    Files.deleteIfExists(folder.resolve("ready.json")); // which a server that was killed has left
    Files.deleteIfExists(folder);
  }
}

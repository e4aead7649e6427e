import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlSessionTest {
  @RegisterExtension static final Soapstone soapstone = new Soapstone();

  @Test
  void aSessionKeepsItsLanguage() throws Exception {
    String id = initiate();
    assertTrue(batch("sessionId='" + id + "'", "SELECT @@LANGUAGE").body().contains("Français"));
  }

  @Test
  void aSessionExpires() throws Exception {
    String id = initiate();
    soapstone.advance(Duration.ofSeconds(13));
    HttpResponse<String> answer = batch("sessionId='" + id + "'", "SELECT @@LANGUAGE");
    assertEquals(500, answer.statusCode());
    assertTrue(answer.body().contains("SessionIdIsInvalid"), answer.body());
  }

  /** Here stands the code under test: a client of SQL Server's native web services. */
  private String initiate() throws Exception {
    String answer = batch("initiate='true' timeout='12'", "SET LANGUAGE French").body();
    Matcher id = Pattern.compile("sessionId=\"([^\"]+)\"").matcher(answer);
    assertTrue(id.find(), answer);
    return id.group(1);
  }

  private HttpResponse<String> batch(String session, String commands) throws Exception {
    String envelope = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header>"
        + "<o:sqlSession xmlns:o='http://schemas.microsoft.com/sqlserver/2004/SOAP/Options' " + session + "/></e:Header><e:Body>"
        + "<sqlbatch xmlns='http://schemas.microsoft.com/sqlserver/2004/SOAP'><BatchCommands>" + commands + "</BatchCommands></sqlbatch>"
        + "</e:Body></e:Envelope>";
    HttpRequest request = HttpRequest.newBuilder(URI.create(soapstone.url() + "/sql/demo"))
        .header("Content-Type", "text/xml; charset=utf-8")
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("alice:soapstone".getBytes()))
        .POST(HttpRequest.BodyPublishers.ofString(envelope)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}

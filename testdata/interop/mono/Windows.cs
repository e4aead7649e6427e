// Web methods of SQL Server with the proxy that mono's wsdl makes, logged in by Windows' integrated login.
//
//     mono Windows.exe http://127.0.0.1:8080 http://127.0.0.1:8081 NTLMv2_only
//
// The second address is the operator's API, which moves the clock, the last argument the responses that mono is to give:
// it has NTLMv2 only when told so. Each step prints what it saw; a surprise ends it all.
using System;
using System.Data;
using System.Net;
using System.Web.Services.Protocols;
using System.Xml.Serialization;
using Mono.Security.Protocol.Ntlm;

// The header that the WSDL does not bind: its users wrote it like this.
[XmlRoot("sqlSession", Namespace = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options")]
public class SqlSession : SoapHeader {
    [XmlAttribute] public bool initiate;
    [XmlIgnore] public bool initiateSpecified;
    [XmlAttribute] public bool terminate;
    [XmlIgnore] public bool terminateSpecified;
    [XmlAttribute(DataType = "base64Binary")] public byte[] sessionId;
    [XmlAttribute] public int timeout;
    [XmlIgnore] public bool timeoutSpecified;
}

public static class Windows {
    static string url, admin;

    static Sql.methods Client(string user, string domain, string password) {
        var client = new Sql.methods { Url = url + "/sql/methods", PreAuthenticate = true };
        client.Credentials = new CredentialCache {
            { new Uri(client.Url), "Negotiate", new NetworkCredential(user, password, domain) },
            { new Uri(client.Url), "NTLM", new NetworkCredential(user, password, domain) },
        };
        return client;
    }

    static string Say(SqlSession s) {
        if (s == null)
            return "header none";
        return (s.sessionId == null ? "" : "id of " + s.sessionId.Length + " bytes")
            + (s.timeoutSpecified ? ", timeout " + s.timeout : "") + (s.terminateSpecified ? ", terminate " + s.terminate : "");
    }

    static string Try(Func<string> f) {
        try {
            return f();
        } catch (SoapException e) {
            var message = e.Message.Trim();
            return "fault" + message.Substring(message.LastIndexOf(':') + 1).Replace("  ", " ");
        } catch (WebException e) {
            return "" + (int)((HttpWebResponse)e.Response).StatusCode;
        }
    }

    static void Post(string path, string body) {
        using (var web = new WebClient())
            web.UploadString(admin + path, body);
    }

    static string Language(Sql.methods client) {
        return (string)client.GetLanguage().Tables[0].Rows[0][0];
    }

    public static void Main(string[] args) {
        url = args[0];
        admin = args[1];
        NtlmSettings.DefaultAuthLevel = (NtlmAuthLevel)Enum.Parse(typeof(NtlmAuthLevel), args[2]);
        var alice = Client("alice", "CORP", "soapstone");
        Console.WriteLine("no session: " + alice.Greeting("Alice") + ", " + Say(alice.session));

        alice.session = new SqlSession { initiate = true, initiateSpecified = true, timeout = 12, timeoutSpecified = true };
        alice.SetLanguage("French");
        Console.WriteLine("initiate: " + Say(alice.session));
        var id = alice.session.sessionId;

        alice.session = new SqlSession { sessionId = id };
        Console.WriteLine("enlist: " + Language(alice) + ", " + Say(alice.session));
        var again = Client("alice", "", "soapstone");
        again.ConnectionGroupName = "another";
        again.session = new SqlSession { sessionId = id };
        Console.WriteLine("enlist over another connection: " + Language(again));
        var bob = Client("bob", "CORP", "soapstone");
        bob.ConnectionGroupName = "bob";
        bob.session = new SqlSession { sessionId = id };
        Console.WriteLine("another user: " + Try(() => Language(bob)));
        Console.WriteLine("wrong password: " + Try(() => {
            var wrong = Client("alice", "CORP", "Soapstone");
            wrong.ConnectionGroupName = "wrong";
            return wrong.Greeting("Alice");
        }));

        alice.session = new SqlSession { sessionId = id, terminate = true, terminateSpecified = true };
        Console.WriteLine("terminate: " + Language(alice) + ", " + Say(alice.session));
        alice.session = new SqlSession { sessionId = id };
        Console.WriteLine("use after the end: " + Try(() => Language(alice)));

        alice.session = new SqlSession { initiate = true, initiateSpecified = true, timeout = 12, timeoutSpecified = true };
        alice.SetLanguage("French");
        id = alice.session.sessionId;
        Post("/clock/advance", "{\"by\": \"13s\"}");
        alice.session = new SqlSession { sessionId = id };
        Console.WriteLine("idle for 13 s of 12: " + Try(() => Language(alice)));
    }
}

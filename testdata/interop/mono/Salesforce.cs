// Salesforce sessions from login to login with the proxy that mono's wsdl makes of the served WSDL of the partner API.
//
//     wsdl -n:Partner -o:partner.cs 'http://127.0.0.1:8080/services/Soap/u/64.0?WSDL'
//     mcs -out:salesforce.exe -r:System.Web.Services Salesforce.cs Step.cs partner.cs
//     mono salesforce.exe http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0
//
// The second address is the operator's API, which moves the clock; the last is the API and its version. Each step prints
// what it saw; a surprise ends it all.
using System;
using System.Linq;
using System.Web.Services.Protocols;
using System.Xml;
using Partner;

/// <summary>One user's connection, which goes on where the login says.</summary>
class Connection : SforceService
{
    public static string At;
    public LoginResult Result;
    readonly string user, password;

    public Connection(string user, string password = "soapstone")
    {
        this.user = user;
        this.password = password;
    }

    public string LogIn()
    {
        Url = At;
        SessionHeaderValue = null;
        Result = login(user, password);
        Url = Result.serverUrl;
        Is(Result.sessionId);
        return Id;
    }

    public void Is(string id) { SessionHeaderValue = new SessionHeader { sessionId = id }; }

    public string Id { get { return SessionHeaderValue.sessionId; } }

    public string UserName()
    {
        LimitInfoHeaderValue = null;
        string name = getUserInfo().userName;
        var limit = LimitInfoHeaderValue.limitInfo.Single();
        Step.Must(limit.type == "API REQUESTS" && limit.limit == 15000, limit.type);
        return name;
    }

    public string LogOut()
    {
        logout();
        return "done";
    }

    /// <summary>What became of each of some sessions.</summary>
    public string Invalidate(params string[] ids)
    {
        return string.Join(", ", invalidateSessions(ids).Select(r =>
        {
            Step.Must(r.success == (r.errors == null), r);
            Step.Must(r.success || r.errors.Length == 1 && r.errors[0].message != "", r);
            return r.success ? "true" : "false " + r.errors[0].statusCode;
        }));
    }
}

static class Salesforce
{
    const string Faults = "urn:fault.partner.soap.sforce.com";

    /// <summary>What a call that must fail failed with. The proxy knows the details of faults as XML alone.</summary>
    static string Fault(Func<string> call)
    {
        try
        {
            throw new Exception("no fault: " + call());
        }
        catch (SoapException fault)
        {
            Step.Must(fault.Code.Namespace == Faults && fault.Detail.ChildNodes.Count == 1, fault);
            var detail = fault.Detail.FirstChild;
            Step.Must(detail.NamespaceURI == Faults, detail.NamespaceURI);
            Step.Must(detail["exceptionCode", Faults].InnerText + ": " + detail["exceptionMessage", Faults].InnerText == fault.Message,
                detail.OuterXml);
            return "fault sf:" + fault.Code.Name + ", " + fault.Message.Replace("\n", "\\n") + ", " + detail.LocalName;
        }
    }

    static bool Same(GetUserInfoResult one, GetUserInfoResult other)
    {
        return typeof(GetUserInfoResult).GetProperties().All(p => Equals(p.GetValue(one), p.GetValue(other)));
    }

    static void Main(string[] args)
    {
        Connection.At = args[0] + "/services/Soap/" + args[2];
        Step.Admin = args[1];
        Step.Operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");

        Step.Say("login, wrong password", Fault(() => new Connection("alice@example.com", "wrong").LogIn()));
        var alice = new Connection("alice@example.com");
        string first = alice.LogIn();
        Step.Must(!alice.Result.passwordExpired && !alice.Result.sandbox, alice.Result);
        Step.Must(alice.Result.userId == alice.Result.userInfo.userId, alice.Result.userId);
        Step.Say("login", first.Length + " characters of " + first.Split('!')[0] + ", " + new Uri(alice.Result.serverUrl).AbsolutePath);
        Step.Must(alice.LogIn() == first, alice.Id);
        Step.Say("login again", "the same session");
        var info = alice.getUserInfo();
        Step.Must(Same(info, alice.Result.userInfo) && info.sessionSecondsValid == 7200 && info.roleId == null, info.sessionSecondsValid);
        Step.Say("user", info.userName + " of " + info.organizationName);
        var stamp = alice.getServerTimestamp().timestamp.ToUniversalTime();
        Step.Say("server timestamp", stamp.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));

        AnotherAndItsOwn(alice, first);
        LogOutAndExpire(alice);
        NewPassword();
    }

    static void AnotherAndItsOwn(Connection alice, string first)
    {
        var bob = new Connection("bob@example.com");
        Step.Must(bob.LogIn() != first, bob.Id);
        Step.Say("invalidate another and an unknown one", alice.Invalidate(bob.Id, "abc"));
        Step.Say("the other", Fault(bob.UserName));
        Step.Say("the other invalidates", Fault(() => bob.Invalidate(alice.Id)));
        bob.LogIn();
        Step.Say("the other logs in", bob.UserName());
        Step.Say("invalidate another and its own", alice.Invalidate(bob.Id, alice.Id));
        Step.Say("its own", Fault(alice.UserName));
        Step.Say("its own again", Fault(() => alice.Invalidate(alice.Id)));
        Step.Must(alice.LogIn() != first, alice.Id);
        Step.Say("login after it", alice.UserName());
        Step.Say("201 ids", Fault(() => alice.Invalidate(Enumerable.Repeat(alice.Id, 201).ToArray())));
    }

    static void LogOutAndExpire(Connection alice)
    {
        Step.Say("logout", alice.LogOut());
        Step.Say("logout again", Fault(alice.LogOut));
        Step.Say("call after it", Fault(alice.UserName));
        alice.Is("abc");
        Step.Say("no session id at all", Fault(alice.UserName));

        alice.LogIn();
        Step.Advance("7199s");
        Step.Say("idle for 7199 s of 7200", alice.UserName());
        Step.Advance("7200s");
        Step.Say("idle for 7200 s", Fault(alice.UserName));
        alice.LogIn();
        Step.Say("login after it", alice.UserName());
    }

    static void NewPassword()
    {
        var expired = new Connection("expired@example.com");
        expired.LogIn();
        Step.Say("login, password expired", expired.Result.passwordExpired ? "true" : "false");
        Step.Say("before a new one", Fault(expired.UserName));
        Step.Must(expired.setPassword(expired.Result.userId, "soapstone2") != null, "no result");
        Step.Say("with a new one", expired.UserName());
        Step.Say("login with the old one", Fault(expired.LogIn));
    }
}

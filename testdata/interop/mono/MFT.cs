// The sessions of TIBCO MFT from beginning to end with the proxies that mono's wsdl makes of the served WSDLs.
//
//     wsdl -n:Admin -o:admin.cs 'http://127.0.0.1:8080/cfcc/control?view=services/AdministratorService?WSDL'
//     wsdl -n:FT -o:ft.cs 'http://127.0.0.1:8080/cfcc/control?view=services/FTService?WSDL'
//     mcs -out:mft.exe -r:System.Web.Services MFT.cs Step.cs admin.cs ft.cs
//     mono mft.exe http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef
//
// The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints
// what it saw; a surprise ends it all.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Web.Services.Protocols;

/// <summary>A user and a password. Proxies of .NET send theirs when a server asks with 401, and Axis never asks: so their
/// users write the header themselves.</summary>
class Login
{
    readonly string user, password;

    public Login(string user, string password)
    {
        this.user = user;
        this.password = password;
    }

    public WebRequest Into(WebRequest request)
    {
        if (user != null)
        {
            request.Headers["Authorization"] = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
        }
        return request;
    }
}

class Administrator : Admin.AdminServiceService
{
    readonly Login login;

    public Administrator(string user, string password = "soapstone")
    {
        Url = MFT.At + "AdministratorService";
        login = new Login(user, password);
    }

    protected override WebRequest GetWebRequest(Uri uri) { return login.Into(base.GetWebRequest(uri)); }
}

class Transfer : FT.FTServiceService
{
    readonly Login login;

    public Transfer(string user, string password = "soapstone")
    {
        Url = MFT.At + "FTService";
        login = new Login(user, password);
    }

    protected override WebRequest GetWebRequest(Uri uri) { return login.Into(base.GetWebRequest(uri)); }
}

/// <summary>Keeps the text of the last answer.</summary>
class Recorder : SoapExtension
{
    public static string Last;
    Stream wire;
    readonly MemoryStream kept = new MemoryStream();
    bool answers;

    public override Stream ChainStream(Stream stream)
    {
        if (!answers)
        {
            answers = true;
            return stream; // the call
        }
        wire = stream;
        return kept;
    }

    public override object GetInitializer(LogicalMethodInfo method, SoapExtensionAttribute attribute) { return null; }
    public override object GetInitializer(Type service) { return null; }
    public override void Initialize(object initializer) { }

    public override void ProcessMessage(SoapMessage message)
    {
        if (message.Stage != SoapMessageStage.BeforeDeserialize)
        {
            return;
        }
        wire.CopyTo(kept);
        Last = Encoding.UTF8.GetString(kept.ToArray());
        kept.Position = 0;
    }
}

static class MFT
{
    public static string At;
    static readonly List<string> ids = new List<string>();

    /// <summary>Keeps an id that was just issued, and lets a second pass: lists are in the order of birth.</summary>
    static string Issued(string id)
    {
        Step.Must(id.Length > 0 && id.Length <= 64, id);
        ids.Add(id);
        Step.Advance("1s");
        return id;
    }

    static string Items(Admin.Session[] sessions) { return sessions.Length + " items"; }

    static string Show(Admin.Session[] sessions)
    {
        return string.Join("; ", new[] { Items(sessions) }.Concat(sessions.Select(s => s == null ? "null" : Show(s))));
    }

    static string Show(Admin.Session s)
    {
        var at = s.sessionIDDate;
        return string.Format("#{0} {1} {2} {3} {4}-{5:00}-{6:00} {7:00}:{8:00}:{9:00}", ids.IndexOf(s.sessionID) + 1, s.userID,
            s.addTerminatingNull, s.remoteIPAddress, at.year, at.month, at.day, at.hour, at.minute, at.second);
    }

    /// <summary>What answers of type boolean say, in the words of XML.</summary>
    static string Yes(params bool[] answers) { return string.Join(", ", answers.Select(a => a ? "true" : "false")); }

    static void Attempt(string step, Func<string> work)
    {
        string saw;
        try
        {
            saw = work();
        }
        catch (SoapException fault)
        {
            Step.Must(fault.Code.Namespace == "http://schemas.xmlsoap.org/soap/envelope/", fault.Code);
            saw = "fault soapenv:" + fault.Code.Name + ", " + fault.Message;
        }
        Step.Say(step, saw);
    }

    /// <summary>The four calls that need a right. The one session that is to be deleted is none.</summary>
    static void Attempts(string who, Administrator port, string id)
    {
        Attempt(who + " lists active", () => Items(port.listActiveSessionIds(id)));
        Attempt(who + " lists expired", () => Items(port.getExpiredSessionIds(id)));
        Attempt(who + " deletes expired", () => Yes(port.deleteExpiredSessionIds(id)));
        Attempt(who + " deletes", () => Yes(port.deleteSessionId("none", id)));
    }

    static void Main(string[] args)
    {
        At = args[0] + "/cfcc/control?view=services/";
        Step.Admin = args[1];
        Step.Operator("POST", "/systems/mft/reset?set=beans=" + args[2]);
        Step.Operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z");

        var port = new Administrator("admin");
        var operations = typeof(Admin.AdminServiceService).GetMethods().Where(m => m.IsDefined(typeof(SoapRpcMethodAttribute), false));
        Step.Say("wsdl", string.Join(" ", operations.Select(m => m.Name).OrderBy(n => n, StringComparer.Ordinal)));

        Attempt("wrong password", () => new Administrator("admin", "wrong").getSession());
        Attempt("wrong password, BW", () => new Administrator("admin", "wrong").getBWSession());
        Attempt("no such user", () => new Administrator("nobody").getSession());
        Attempt("no password", () => new Administrator(null).getSession());

        string one = Issued(new Administrator("TransferUser").getSession());
        string two = Issued(new Administrator("AuditorUser").getBWSession());
        Step.Advance("9m58s");
        string plain = Issued(port.getSession());
        string bw = Issued(port.getBWSession());
        string help = Issued(new Administrator("HelpDeskUser").getSession());
        string viewer = Issued(new Administrator("Viewer").getSession());
        Step.Say("sessions", ids.Distinct().Count());

        Step.Say("validate", Yes(port.validateSession(plain)));
        Step.Say("validate none", Yes(port.validateSession("none")));
        Step.Say("validate null", Yes(port.validateSession(null)));
        Step.Say("active", Show(port.listActiveSessionIds(plain)));
        Step.Say("beans", Recorder.Last.Contains(" href=\"#") ? "multiRef" : "inline");
        Step.Say("active, BW", Show(port.listActiveSessionIds(bw)));
        Step.Say("nothing expired", Show(port.getExpiredSessionIds(plain)));
        Step.Say("nothing expired, BW", Show(port.getExpiredSessionIds(bw)));

        Attempts("TransferUser", port, one);
        Attempts("AuditorUser", port, two);
        Attempts("Viewer", port, viewer);
        Attempts("HelpDeskUser", port, help);
        string department = Issued(new Administrator("DeptAdmin").getSession());
        string sales = Issued(new Administrator("SalesUser").getBWSession());
        Step.Say("DeptAdmin sees", Show(port.listActiveSessionIds(department)));
        Attempts("DeptAdmin", port, department);

        Step.Advance("19m54s");
        Step.Say("idle for 30m of 30m", Yes(port.validateSession(one)));
        Step.Advance("1s");
        Step.Say("idle for 30m1s of 30m", Yes(port.validateSession(one)));
        Step.Advance("1s");
        Step.Say("expired", Show(port.getExpiredSessionIds(plain)));
        Step.Say("expired, BW", Show(port.getExpiredSessionIds(bw)));
        Attempts("expired", port, one);
        Step.Say("delete one expired", Yes(port.deleteSessionId(one, help)));
        Attempt("delete it again", () => Yes(port.deleteSessionId(one, help)));
        Step.Say("expired, BW", Show(port.getExpiredSessionIds(bw)));
        Step.Say("delete expired", Yes(port.deleteExpiredSessionIds(plain)));
        Step.Say("expired", Show(port.getExpiredSessionIds(plain)));
        Step.Say("delete one active", Yes(port.deleteSessionId(viewer, plain)));
        Step.Say("validate", Yes(port.validateSession(viewer)));
        Attempts("deleted", port, viewer);

        Step.Advance("10m5s");
        Step.Say("expired, BW", Show(port.getExpiredSessionIds(bw)));
        Attempt("FT, wrong password", () => new Transfer("TransferUser", "wrong").getSession());
        Step.Say("FT purged nothing", Items(port.getExpiredSessionIds(bw)));
        var file = new Transfer("TransferUser");
        string third = Issued(file.getSession());
        Step.Say("FT purges", Show(port.getExpiredSessionIds(bw)));
        Step.Say("active, BW", Show(port.listActiveSessionIds(bw)));
        Step.Say("FT validates", Yes(file.validateSession(third), file.validateSession(bw), file.validateSession(sales)));
        Step.Say("FT closes", Yes(file.closeSession(third), file.closeSession(third), port.validateSession(third)));

        Step.Say("close", Yes(port.closeSession(bw)));
        Step.Say("close again", Yes(port.closeSession(bw)));
        Step.Say("validate", Yes(port.validateSession(bw)));
        Attempts("closed", port, bw);
        Step.Advance("19m54s");
        Step.Say("listed after 30m of 30m", Show(port.listActiveSessionIds(plain)));
        Step.Advance("30m");
        Step.Say("and after 30m more", Show(port.listActiveSessionIds(plain)));
        Step.Advance("30m1s");
        Attempts("too late", port, plain);
        Step.Say("close too late", Yes(port.closeSession(plain), port.closeSession(plain)));

        // The path of Axis itself, which is the one that the WSDL has.
        var direct = new Administrator("admin") { Url = args[0] + "/cfcc/services/AdministratorService" };
        Step.Say("again", Show(direct.listActiveSessionIds(Issued(direct.getSession()))));

        Step.Operator("POST", "/systems/mft/reset?set=badCredentials=401");
        try
        {
            Step.Say("wrong password, the other choice", new Administrator("admin", "wrong").getSession());
        }
        catch (WebException refused)
        {
            Step.Say("wrong password, the other choice", (int)((HttpWebResponse)refused.Response).StatusCode);
        }
    }
}

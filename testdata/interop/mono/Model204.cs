// Sessions of Model 204 from login to logoff with the proxy that mono's wsdl makes of the served WSDL.
//
//     wsdl -n:Stub -o:stub.cs 'http://127.0.0.1:8080/m204/session?wsdl'
//     mcs -out:model204.exe -r:System.Web.Services Model204.cs Step.cs stub.cs
//     mono model204.exe http://127.0.0.1:8080 http://127.0.0.1:8081
//
// The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Text;
using System.Web.Services.Protocols;
using System.Xml;
using Stub;

/// <summary>A thread, or calls without one, with credentials or without. Proxies of .NET send credentials when a server asks
/// with 401; who may also come without any is not asked, so the header is written by hand.</summary>
class Front : M204Session
{
    public static string At;
    readonly string basic;

    public Front(string thread = null, string user = null, string password = null)
    {
        Url = At;
        if (thread != null)
        {
            Thread = new @string { Text = new[] { thread } };
        }
        basic = user == null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
    }

    protected override WebRequest GetWebRequest(Uri uri)
    {
        var request = base.GetWebRequest(uri);
        if (basic != null)
        {
            request.Headers["Authorization"] = basic;
        }
        return request;
    }

    public int Create(string sesid, string owner = null, int? timeout = null, string opts = null)
    {
        return Session_Create(sesid, owner, timeout ?? 0, timeout != null, opts);
    }

    public int Open(string sesid, string owner = null, int? timeout = null)
    {
        return Session_Open(sesid, owner, timeout ?? 0, timeout != null);
    }

    public int Close(string sesid = null, string owner = null, int? timeout = null)
    {
        return Session_Close(sesid, owner, timeout ?? 0, timeout != null);
    }

    public int Delete(string sesid, string owner = null) { return Session_Delete(sesid, owner, 0, false); }

    /// <summary>What the functions without arguments say.</summary>
    public string State()
    {
        return string.Join(", ", Session(), Or(Session_Id()), Or(Session_Owner()), Session_Timeout());
    }

    static string Or(string text)
    {
        Step.Must(text != null, "null");
        return text == "" ? "-" : text;
    }

    public string List(string owner = null)
    {
        SessionItem[] items;
        int rc = Session_List(null, owner, out items);
        Step.Must(rc == items.Length, rc);
        return rc + string.Concat(items.Select(i =>
        {
            string columns = string.Format("{0,-10}{1,6}{2}{3}{4,6}{5}", i.owner, i.timeout, i.created, i.lastAccess,
                i.userNumberSpecified ? i.userNumber.ToString() : "", i.sesid);
            Step.Must(i.Value == columns, i.Value);
            return " [" + i.Value + "]";
        }));
    }

    public string Set(string name, string value)
    {
        SetSession(name, value);
        return "done";
    }

    public string Discard(string name)
    {
        DiscardSession(name);
        return "done";
    }
}

static class Model204
{
    /// <summary>What a call that must fail failed with: the code and the text, and what the detail says.</summary>
    static string Fault<T>(Func<T> call)
    {
        try
        {
            throw new Exception("no fault: " + call());
        }
        catch (SoapException fault)
        {
            Step.Must(fault.Code.Namespace == "http://schemas.xmlsoap.org/soap/envelope/", fault.Code);
            string saw = "fault soapenv:" + fault.Code.Name + ", " + fault.Message;
            if (fault.Detail == null)
            {
                return saw;
            }
            const string M204 = "urn:m204:janus:session:v1";
            var detail = (XmlElement)fault.Detail.ChildNodes.Cast<XmlNode>().Single();
            Step.Must(detail.LocalName == "RequestCancelled" && detail.NamespaceURI == M204, detail.OuterXml);
            return saw + ", " + detail["function", M204].InnerText + " " + detail["reason", M204].InnerText;
        }
    }

    static string User(string userid, string password)
    {
        int number;
        bool privileged;
        return new Front().Login(userid, password, out number, out privileged);
    }

    static Front Login(string step, string userid)
    {
        int number;
        bool privileged;
        string thread = new Front().Login(userid, "soapstone", out number, out privileged);
        Step.Must(thread.Length == 32, thread);
        Step.Say(step, "user " + number + (privileged ? ", privileged" : ""));
        return new Front(thread);
    }

    static void Main(string[] args)
    {
        Front.At = args[0] + "/m204/session";
        Step.Admin = args[1];
        Step.Operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z");

        Step.Say("login, wrong password", Fault(() => User("HARPO", "wrong")));
        Step.Say("login, no such user", Fault(() => User("GUMMO", "soapstone")));
        Step.Say("not logged in", Fault(new Front("none").State));
        Front harpo = Login("HARPO", "HARPO"), second = Login("HARPO", "harpo");
        Front zeppo = Login("ZEPPO", "ZEPPO"), sysadm = Login("SYSADM", "SYSADM");
        FirstSession(harpo, second);
        Several(harpo, second);
        Public(harpo, zeppo, sysadm);
        Deleted(zeppo);
        Silent(harpo);
        WithoutThread();
        Limited();
    }

    static void FirstSession(Front harpo, Front second)
    {
        Step.Say("nothing open", harpo.State());
        Step.Say("close", harpo.Close());
        Step.Say("get", Fault(() => harpo.GetSession("horn")));
        Step.Say("open", harpo.Open("NOPE"));
        Step.Say("create without an id", Fault(() => harpo.Create(null)));
        Step.Say("create, timeout -2", Fault(() => harpo.Create("A", timeout: -2)));
        Step.Say("create, neither OPEN nor NOOPEN", Fault(() => harpo.Create("A", opts: "MAYBE")));
        Step.Say("create for ZEPPO", Fault(() => harpo.Create("A", "ZEPPO")));
        Step.Say("create A", harpo.Create("A"));
        Step.Say("state", harpo.State());
        Step.Say("create B as well", Fault(() => harpo.Create("B")));
        Step.Say("set", harpo.Set("horn", "Zoë & <Co>"));
        Step.Say("get", harpo.GetSession("horn"));
        Step.Say("list", harpo.List());
        Step.Say("second thread opens A", second.Open("A"));
        Step.Operator("PUT", "/clock?frozen=false");
        var began = Stopwatch.StartNew();
        Step.Say("second thread waits 1 s", second.Open("A", timeout: 1));
        Step.Must(began.Elapsed.TotalSeconds > 0.9, "waited");
        Step.Operator("PUT", "/clock?frozen=true&now=2024-01-31T10:16:00Z");
    }

    static void Several(Front harpo, Front second)
    {
        Step.Say("close as B", harpo.Close("B"));
        Step.Say("state", harpo.State());
        Step.Say("open A", harpo.Open("A"));
        Step.Say("second thread opens B", second.Open("B"));
        Step.Say("state", second.State());
        Step.Say("get", second.GetSession("horn"));
        Step.Say("get another", second.GetSession("harp") ?? "none");
        Step.Say("discard", second.Discard("horn"));
        Step.Say("get", second.GetSession("horn") ?? "none");
        Step.Say("create B", harpo.Create("B", opts: "NOOPEN"));
        Step.Say("create C", harpo.Create("C", opts: "NOOPEN"));
        Step.Say("close for 60 s", second.Close(timeout: 60));
        Step.Advance("59s");
        Step.Say("closed for 59 s of 60", harpo.Open("B"));
        Step.Say("state", harpo.State());
        Step.Say("close", harpo.Close());
        Step.Advance("60s");
        Step.Say("closed for 60 s", harpo.Open("B"));
    }

    static void Public(Front harpo, Front zeppo, Front sysadm)
    {
        Step.Say("create C", harpo.Create("C", timeout: 3600));
        Step.Say("set", harpo.Set("horn", "honk"));
        Step.Say("close for everyone", harpo.Close(owner: "*"));
        Step.Say("ZEPPO lists what is public", zeppo.List("\"*"));
        Step.Say("ZEPPO opens C", zeppo.Open("C"));
        Step.Say("ZEPPO opens the public C", zeppo.Open("C", "*"));
        Step.Say("state", zeppo.State());
        Step.Say("get", zeppo.GetSession("horn"));
        Step.Say("HARPO opens it", harpo.Open("C", "*"));
        Step.Say("ZEPPO closes it as his own", zeppo.Close(owner: "ZEPPO"));
        Step.Say("HARPO opens ZEPPO's", harpo.Open("C", "ZEPPO"));
        Step.Say("HARPO deletes ZEPPO's", harpo.Delete("C", "ZEPPO"));
        Step.Say("SYSADM opens ZEPPO's", sysadm.Open("C", "ZEPPO"));
        Step.Say("state", sysadm.State());
        Step.Say("SYSADM closes", sysadm.Close());
        Step.Say("SYSADM creates D for ZEPPO", sysadm.Create("D", "ZEPPO"));
    }

    static void Deleted(Front zeppo)
    {
        Step.Say("ZEPPO opens C", zeppo.Open("C"));
        Step.Say("deletes it", zeppo.Delete("C"));
        Step.Say("state", zeppo.State());
        Step.Say("deletes it", zeppo.Delete("C"));
        Step.Say("closes", zeppo.Close());
        Step.Say("opens C", zeppo.Open("C"));
        Step.Say("creates E", zeppo.Create("E", opts: "NOOPEN"));
        Step.Say("deletes it", zeppo.Delete("E"));
        Step.Say("deletes it", zeppo.Delete("E"));
    }

    static void Silent(Front harpo)
    {
        Step.Say("create F", harpo.Create("F"));
        Step.Advance("4m59s");
        Step.Say("silent for 4m59s of 5m", harpo.State());
        Step.Advance("5m");
        Step.Say("silent for 5m", Fault(harpo.State));
        harpo = Login("HARPO", "HARPO");
        Step.Say("open F", harpo.Open("F"));
        Step.Say("logoff", harpo.Logoff());
        Step.Say("after it", Fault(harpo.State));
    }

    static void WithoutThread()
    {
        var basic = new Front(null, "HARPO", "soapstone");
        Step.Say("HARPO by Basic, open F", basic.Open("F"));
        Step.Say("state", basic.State());
        Step.Say("close", basic.Close());
        try
        {
            Step.Say("wrong password", new Front(null, "HARPO", "wrong").State());
        }
        catch (WebException refused)
        {
            Step.Say("wrong password", (int)((HttpWebResponse)refused.Response).StatusCode);
        }
        Step.Say("nobody, create W", new Front().Create("W"));
        Step.Say("list", new Front().List());
    }

    static void Limited()
    {
        Step.Operator("POST", "/systems/model204/reset?set=publicLimit=1");
        var harpo = Login("HARPO", "HARPO");
        Step.Say("create a public P", harpo.Create("P", "*", opts: "NOOPEN"));
        Step.Say("create a public Q", harpo.Create("Q", "*", opts: "NOOPEN"));
        Step.Say("create P", harpo.Create("P"));
        Step.Say("close as the public P", harpo.Close(owner: "*"));
        Step.Say("close as a public Q", harpo.Close("Q", "*"));
        Step.Say("close", harpo.Close());
        Step.Say("open the public P", harpo.Open("P", "*"));
        Step.Say("close as P", harpo.Close(owner: "HARPO"));
        Step.Say("close as R", harpo.Close("R", "HARPO"));
        Step.Say("state", harpo.State());
    }
}

/*
 * Web methods of SQL Server with mono's wsdl proxy, from the served WSDL: an endpoint without ad-hoc batches.
 *
 *     wsdl -n:Methods -o:Methods.cs methods.wsdl      # then as interop_webmethods_test.go has it
 *     mcs -r:System.Web.Services,System.Data webmethods.cs Methods.cs
 *     mono webmethods.exe http://127.0.0.1:8080 http://127.0.0.1:8081
 *
 * The first address is that of the services, the second that of the operator's API, which moves the clock. Prints what each
 * step saw; a surprise ends the program.
 */
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Data;
using System.Linq;
using System.Net;
using System.Text;
using System.Web.Services.Protocols;
using System.Xml.Serialization;

namespace Methods
{
    /// The session header. The WSDL declares its element and binds it nowhere, so authors of clients write it by hand.
    [XmlRoot("sqlSession", Namespace = Options)]
    public class SqlSession : SoapHeader
    {
        public const string Options = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options";

        [XmlAttribute, DefaultValue(false)] public bool initiate;
        [XmlAttribute, DefaultValue(false)] public bool terminate;
        [XmlAttribute(DataType = "base64Binary")] public byte[] sessionId;
        [XmlAttribute] public int timeout;
        [XmlIgnore] public bool timeoutSpecified;

        public override string ToString()
        {
            var all = new List<string>();
            if (initiate) all.Add("initiate=true");
            if (terminate) all.Add("terminate=true");
            if (sessionId != null) all.Add("sessionId=" + Convert.ToBase64String(sessionId));
            if (timeoutSpecified) all.Add("timeout=" + timeout);
            return string.Join(" ", all);
        }
    }

    /// What the authors add to the generated class: the header goes with each call, and comes back.
    public partial class methods
    {
        public SqlSession sqlSession;
    }
}

class Program
{
    static Methods.methods proxy;

    static void Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        var clock = (HttpWebRequest)WebRequest.Create(args[1] + "/clock?frozen=true");
        clock.Method = "PUT";
        clock.ContentLength = 0;
        clock.GetResponse().Close();

        proxy = new Methods.methods { Url = args[0] + "/sql/methods", Credentials = new NetworkCredential("alice", "soapstone"), PreAuthenticate = true };
        var generated = typeof(Methods.methods).GetMethods().Where(m => m.GetCustomAttributes(typeof(SoapDocumentMethodAttribute), false).Any());
        Say("wsdl", string.Join(", ", generated.Select(m => m.Name)));

        string back = "";
        var items = proxy.GetCustomerInfo("1", ref back);
        Say("procedure", Rows((DataSet)items[0]));
        Say("parameter that comes back", back);
        Must(items.Length == 3 && ((Methods.SqlRowCount)items[1]).Count == 2 && items[2].Equals(0), items);
        back = null;
        Say("parameter that is NULL", Rows((DataSet)proxy.GetCustomerInfo(null, ref back)[0]));
        Say("function", proxy.Greeting("Zoë & <Co>"));
        Say("function of nothing", proxy.Greeting(""));

        Ask(new Methods.SqlSession { initiate = true, timeout = 12, timeoutSpecified = true });
        Must(proxy.SetLanguage("French").Length == 1, "more than the return code");
        var id = proxy.sqlSession.sessionId;
        Must(Header() == "sessionId=" + Convert.ToBase64String(id) + " timeout=12", Header());
        Say("initiate", "id of " + id.Length + " bytes");
        Ask(new Methods.SqlSession { sessionId = id });
        Say("enlist", Rows(proxy.GetLanguage()));
        Must(Header() == "sessionId=" + Convert.ToBase64String(id), Header());
        Ask(null);
        Say("no session", Rows(proxy.GetLanguage()) + ", header " + Header());
        Ask(new Methods.SqlSession { sessionId = id });
        var message = (Methods.SqlMessage)proxy.SetLanguage("Latin")[0];
        Say("error of T-SQL", message.Number + " in " + message.Procedure + ", " + message.Message);
        Ask(new Methods.SqlSession { sessionId = id, terminate = true });
        Say("terminate", Rows(proxy.GetLanguage()));
        Must(Header() == "terminate=true sessionId=" + Convert.ToBase64String(id), Header());
        Ask(new Methods.SqlSession { sessionId = id });
        Refused("use after the end", () => proxy.GetLanguage());
        Ask(new Methods.SqlSession { sessionId = id, terminate = true });
        Refused("terminate again", () => proxy.Greeting("x"));
        Must(!generated.Any(m => m.Name == "sqlbatch"), "sqlbatch");
        Say("sqlbatch", "not in the WSDL");
    }

    static void Ask(Methods.SqlSession session) { proxy.sqlSession = session; }

    static string Header() { return proxy.sqlSession == null ? "none" : proxy.sqlSession.ToString(); }

    static void Refused(string step, Action call)
    {
        try
        {
            call();
        }
        catch (SoapException fault)
        {
            Say(step, fault.Message.Substring(fault.Message.IndexOf("  ") + 2).Split(new[] { ", " }, 2, StringSplitOptions.None)[1] + ", header " + Header());
            return;
        }
        Must(false, "no fault");
    }

    static string Rows(DataSet set)
    {
        return string.Join(", ", set.Tables["row"].Rows.Cast<DataRow>().Select(row => string.Join(" ",
            row.Table.Columns.Cast<DataColumn>().Where(c => !row.IsNull(c)).Select(c => c.ColumnName + "=" + Text(row[c])))));
    }

    static string Text(object value)
    {
        return value is DateTime ? ((DateTime)value).ToString("yyyy-MM-ddTHH:mm:ss") : value.ToString().Trim();
    }

    static void Must(bool holds, object saw)
    {
        if (!holds) throw new Exception("not as it must be: " + saw);
    }

    static void Say(string step, string saw) { Console.WriteLine(step + ": " + saw); }
}

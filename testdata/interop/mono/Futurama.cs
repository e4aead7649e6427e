// The sessions of Futurama's WebAPI from beginning to end with the proxies that mono's wsdl and svcutil make of the
// served WSDL, and over REST.
//
//     wsdl -n:Stub -o:stub.cs 'http://127.0.0.1:8080/WebAPIService.svc?wsdl'
//     mcs -out:futurama.exe -r:System.Web.Services -r:System.Web.Extensions Futurama.cs Step.cs stub.cs
//     svcutil -out:stub.cs 'http://127.0.0.1:8080/WebAPIService.svc?wsdl'
//     mcs -out:futurama.exe -d:WCF -r:System.ServiceModel -r:System.Runtime.Serialization -r:System.Web.Extensions Futurama.cs Step.cs stub.cs
//     mono futurama.exe http://127.0.0.1:8080 http://127.0.0.1:8081
//
// The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Web.Script.Serialization;
using System.Xml;
#if WCF
using System.ServiceModel;
using ActuIT.Futurama.WebAPI;
using www.actuit.nl.Futurama.WebAPI._2014._10;
using Service = WebAPIServiceClient;
#else
using System.Web.Services.Protocols;
using Stub;
using Service = Stub.WebAPIService;
#endif

static class Futurama
{
    static string url;
    static readonly List<string> ids = new List<string>();
    static Service service;

    /// <summary>The proxy, at the address of our own server.</summary>
    static Service Proxy()
    {
        string at = url + "/WebAPIService.svc";
#if WCF
        return new Service(new BasicHttpBinding(), new EndpointAddress(at));
#else
        return new Service { Url = at };
#endif
    }

    static string Operations()
    {
#if WCF
        var all = typeof(IWebAPIService).GetMethods().Where(m => m.IsDefined(typeof(OperationContractAttribute), false));
#else
        var all = typeof(Service).GetMethods().Where(m => m.IsDefined(typeof(SoapDocumentMethodAttribute), false));
#endif
        return string.Join(" ", all.Select(m => m.Name).OrderBy(n => n, StringComparer.Ordinal));
    }

    /// <summary>What a call that must fail failed with.</summary>
    static string Fault(Func<string> call)
    {
        try
        {
            throw new Exception("no fault: " + call());
        }
#if WCF
        catch (ActionNotSupportedException e)
        {
            return "fault ActionNotSupportedException, " + e.Message; // WCF has an exception of its own for this code
        }
        catch (FaultException e)
        {
            return "fault {" + e.Code.Namespace + "}" + e.Code.Name + ", " + e.Message;
        }
#else
        catch (SoapException e)
        {
            Step.Must(e.Detail == null, e);
            return "fault {" + e.Code.Namespace + "}" + e.Code.Name + ", " + e.Message;
        }
#endif
    }

    /// <summary>A text with the place of an id among those that were issued, instead of the id.</summary>
    static string Shown(string text)
    {
        for (int i = 0; i < ids.Count; i++)
        {
            text = text.Replace(ids[i], "#" + (i + 1));
        }
        return text;
    }

    static string Until(DateTime? at)
    {
        return "until " + (at == null ? "none" : at.Value.ToUniversalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture));
    }

    static string Start(string folder = null, string document = null)
    {
        var result = service.StartSession(new StartSessionRequest { Folder = folder, Document = document });
        if (result.SessionID == null)
        {
            return result.Message + ", no id, " + Until(result.NextTimeout);
        }
        Step.Must(!ids.Contains(result.SessionID), result.SessionID);
        ids.Add(result.SessionID);
        return result.Message + ", " + result.SessionID.Length + " characters, " + Until(result.NextTimeout);
    }

    static string Keep(string id)
    {
        return Keep(new SessionKeepAliveRequest { SessionID = id });
    }

    static string Keep(SessionKeepAliveRequest request)
    {
        var result = service.SessionKeepAlive(request);
        return Shown(result.Message) + ", " + Until(result.NextTimeout);
    }

    static string End(string id)
    {
        return Shown(service.SessionEnd(new SessionEndRequest { SessionID = id }).Message);
    }

    static string Rest(string path, string type, string body)
    {
        var request = (HttpWebRequest)WebRequest.Create(url + "/rest/webapi" + path);
        request.Method = "POST";
        request.ContentType = type;
        request.Timeout = 30000;
        byte[] content = Encoding.UTF8.GetBytes(body);
        request.ContentLength = content.Length;
        using (var stream = request.GetRequestStream())
        {
            stream.Write(content, 0, content.Length);
        }
        using (var answer = request.GetResponse())
        using (var reader = new StreamReader(answer.GetResponseStream()))
        {
            return reader.ReadToEnd();
        }
    }

    static Dictionary<string, string> Json(string text)
    {
        return new JavaScriptSerializer().Deserialize<Dictionary<string, string>>(text);
    }

    static void Reset(string setting)
    {
        Step.Operator("POST", "/systems/futurama/reset?set=" + setting);
    }

    static void Main(string[] args)
    {
        url = args[0];
        Step.Admin = args[1];
        Step.Operator("PUT", "/clock?frozen=true&now=2017-08-15T12:00:00Z");
        service = Proxy();

        Step.Say("wsdl", Operations());
        Step.Say("start", Start("Savingsaccount", "start.xml"));
        Step.Say("start another", Start());
        Step.Say("keep alive", Keep(ids[0]));
        Step.Advance("1s");
        Step.Say("1 s later", Keep(ids[0]));
        Step.Advance("19m59s");
        Step.Say("idle for 19m59s of 20m", Keep(ids[0]));
        Step.Say("the other, idle for 20m", Keep(ids[1]));
        Step.Say("once more", Keep(ids[1]));
        Step.Advance("20m");
        Step.Say("idle for 20m", Keep(ids[0]));
        Step.Say("end it", End(ids[0]));
        Step.Say("never issued", Keep("abc"));
        Step.Say("end it", End("abc"));
        Step.Say("keep alive <&>", Keep("<&>"));
        Step.Say("empty", Keep(""));
        Step.Say("null", Keep((string)null));
        Step.Say("no request", Keep((SessionKeepAliveRequest)null));

        Step.Say("start", Start());
        Step.Say("start another", Start());
        Step.Say("white space around it", Keep("\n " + ids[2] + " "));
        Step.Say("end", End(ids[2]));
        Step.Say("keep alive", Keep(ids[2]));
        Step.Say("end again", End(ids[2]));
        Step.Say("the other", Keep(ids[3]));
        var resource = service.GetResource(new ResourceRequest { Folder = "Savingsaccount", Identifier = "logo.png", Type = "File" });
        Step.Say("resource", (resource.Data == null ? "no data" : "data") + ", " + resource.Error + ", " + (resource.MimeType ?? "no type"));

        Step.Advance("1m");
        var answer = Json(Rest("/SessionKeepAlive", "application/json", "{\"sessionID\":\"" + ids[3] + "\"}"));
        Step.Must(answer.Count == 2, answer.Count);
        var at = DateTime.Parse(answer["NextTimeout"], CultureInfo.InvariantCulture);
        Step.Say("JSON keeps it alive", answer["Message"] + ", " + Until(at));
        var document = new XmlDocument();
        document.LoadXml(Rest("/SessionEnd", "application/xml", "<SessionEndRequest><SessionID>" + ids[3] + "</SessionID></SessionEndRequest>"));
        Step.Must(document.DocumentElement.ChildNodes.Count == 1, document.OuterXml);
        Step.Say("XML ends it", document.DocumentElement["Message"].InnerText);
        Step.Say("keep alive", Keep(ids[3]));
        ids.Add(Json(Rest("", "application/json", "{\"folder\":\"Savingsaccount\"}"))["sessionID"]);
        Step.Say("started with JSON", Keep(ids[4]));
        Step.Operator("POST", "/systems/futurama/restart");
        Step.Say("after a restart", Keep(ids[4]));

        Reset("documents=start.xml");
        Step.Say("no such document", Start(null, "end.xml"));
        Reset("enabled=false");
        Step.Say("not enabled, start", Start());
        Step.Say("not enabled, keep alive", Keep("abc"));
        Reset("missingRequest=fault");
        Step.Say("no request, the other choice", Fault(() => Keep((SessionKeepAliveRequest)null)));
        Reset("startSession=off");
        Step.Say("no StartSession", Fault(() => Start()));
#if !WCF
        service = Proxy();
        service.SoapVersion = SoapProtocolVersion.Soap12;
        try
        {
            throw new Exception("no fault: " + Keep("abc"));
        }
        catch (WebException e)
        {
            var refusal = (HttpWebResponse)e.Response;
            Step.Say("SOAP 1.2", (int)refusal.StatusCode + ", " + refusal.StatusDescription);
        }
#endif
    }
}

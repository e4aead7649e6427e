using System;
using System.IO;
using System.Net;

/// <summary>What the programs here have in common: their steps, and the operator's API, which moves the clock.</summary>
static class Step
{
    public static string Admin;

    public static void Say(string step, object saw)
    {
        Console.WriteLine(step + ": " + saw);
    }

    public static void Must(bool holds, object saw)
    {
        if (!holds)
        {
            throw new Exception("not as it must be: " + saw);
        }
    }

    public static void Operator(string method, string call)
    {
        var request = (HttpWebRequest)WebRequest.Create(Admin + call);
        request.Method = method;
        request.ContentLength = 0;
        request.Timeout = 30000;
        using (request.GetResponse())
        {
        }
    }

    public static void Advance(string by)
    {
        Operator("POST", "/clock/advance?by=" + by);
    }
}

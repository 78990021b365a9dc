using System.Globalization;
using System.Net;
using System.Text;

namespace ChaosHarness.Tests.Kit;

/// <summary>Carries out a request on a store and words the answer in the request's own protocol.</summary>
internal static class ScriptedReply
{
    public static byte[] Serve(in ScriptedRequest request, IScriptedStore store, IPEndPoint self)
    {
        try
        {
            return Encoding.ASCII.GetBytes(request.IsHttp ? Http(request, store, self) : Resp(request, store, self));
        }
        catch (RefusedException refused)
        {
            return Error(request, refused.Code, refused.Message);
        }
    }

    /// <summary>A definite refusal: nothing was done.</summary>
    public static byte[] Error(in ScriptedRequest request, string code, string message) =>
        Encoding.ASCII.GetBytes(request.IsHttp
            ? Response("503 Service Unavailable", $$"""{"title":"{{code}} {{message}}","status":503,"applied":"no"}""", null,
                "application/problem+json")
            : $"-{code} {message}\r\n");

    private static string Http(in ScriptedRequest request, IScriptedStore store, IPEndPoint self)
    {
        switch (request.Verb)
        {
            case ScriptedVerb.Ping:
                return Response("200 OK", "{}", self);
            case ScriptedVerb.Append:
                store.Append(request.Key, request.Value);
                return Response("201 Created", "{}", self);
            case ScriptedVerb.Set:
                store.Set(request.Key, request.Value);
                return Response("200 OK", "{}", self);
            case ScriptedVerb.Increment:
                return Response("200 OK", $$"""{"value":{{Text(store.Increment(request.Key))}}}""", self);
            case ScriptedVerb.Count:
                return Response("200 OK", $$"""{"value":{{Text(store.Counter(request.Key))}}}""", self);
            case ScriptedVerb.Last:
                return Found("id", store.Last(request.Key), self);
            case ScriptedVerb.Get:
                return Found("value", store.Get(request.Key), self);
            default:
                return Response("400 Bad Request", "{}", self);
        }
    }

    private static string Found(string name, long? value, IPEndPoint self) => value is { } found
        ? Response("200 OK", $$"""{"{{name}}":{{Text(found)}}}""", self)
        : Response("404 Not Found", "{}", self);

    private static string Response(
        string status, string body, IPEndPoint? self, string type = "application/json") =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Text(body.Length)}\r\nX-Served-By: scripted\r\n"
        + (self is null ? "" : $"X-Store-Node: {self}\r\n") + "\r\n" + body;

    private static string Resp(in ScriptedRequest request, IScriptedStore store, IPEndPoint self)
    {
        switch (request.Verb)
        {
            case ScriptedVerb.Ping:
                return "+PONG\r\n";
            case ScriptedVerb.Role:
                return store.IsPrimary
                    ? "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"
                    : "*5\r\n$5\r\nslave\r\n$9\r\n127.0.0.1\r\n:1\r\n$9\r\nconnected\r\n:0\r\n";
            case ScriptedVerb.MasterAddress:
                return $"*2\r\n{Bulk(self.Address.ToString())}{Bulk(Text(self.Port))}";
            case ScriptedVerb.Append:
                return $":{Text(store.Append(request.Key, request.Value))}\r\n";
            case ScriptedVerb.Last:
                return store.Last(request.Key) is { } last ? Bulk(Text(last)) : "$-1\r\n";
            case ScriptedVerb.Get:
                return store.Get(request.Key) is { } value ? Bulk(Text(value)) : "$-1\r\n";
            case ScriptedVerb.Count:
                return Bulk(Text(store.Counter(request.Key)));
            case ScriptedVerb.All:
                var all = store.All(request.Key);
                return $"*{Text(all.Count)}\r\n{string.Concat(all.Select(v => Bulk(Text(v))))}";
            case ScriptedVerb.Set:
                store.Set(request.Key, request.Value);
                return "+OK\r\n";
            case ScriptedVerb.Increment:
                return $":{Text(store.Increment(request.Key))}\r\n";
            default:
                return "-ERR unknown command\r\n";
        }
    }

    private static string Bulk(string text) => $"${Text(text.Length)}\r\n{text}\r\n";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Text;
using System.Text.Unicode;
using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Clients.Http;

/// <summary>
/// The API of the reference web application, which other web tiers can offer too: <c>POST /documents/{key}/{id}</c>,
/// <c>GET /documents/{key}/last</c>, <c>PUT /registers/{key}/{value}</c>, <c>GET /registers/{key}</c>,
/// <c>POST /counters/{key}/increment</c>, <c>GET /counters/{key}</c>. A probe is <c>GET</c> of the entry point's setting
/// <c>probe</c>, <c>/</c> by default; any answer below 500 will do for it.
/// </summary>
internal sealed class HttpProtocol : IProtocol
{
    private readonly byte[] _tail;
    private readonly byte[] _tailOfWrite;
    private readonly string _prefix;
    private readonly string _probe;

    /// <param name="target">Where it is spoken to.</param>
    /// <param name="settings">The entry point's settings.</param>
    /// <param name="close">Whether the connection is used once only.</param>
    public HttpProtocol(HttpTarget target, IReadOnlyDictionary<string, string> settings, bool close)
    {
        string tail = $" HTTP/1.1\r\nHost: {target.Authority}\r\n" + (close ? "Connection: close\r\n" : "");
        _tail = Encoding.ASCII.GetBytes(tail + "\r\n");
        _tailOfWrite = Encoding.ASCII.GetBytes(tail + "Content-Length: 0\r\n\r\n");
        _prefix = target.Prefix;
        _probe = settings.GetValueOrDefault("probe", "/");
        int longest = Math.Max(_probe.Length, "/documents//".Length + 32) + "POST ".Length;
        if (_prefix.Length + longest + _tailOfWrite.Length > Connection.RequestMax)
            throw new FormatException($"'{target.Authority}{_prefix}' or its probe '{_probe}' is too long for a request.");
    }

    public int Write(Span<byte> buffer, in Call call)
    {
        int length = WriteStart(buffer, call);
        byte[] tail = call.Kind is OperationKind.Read or OperationKind.Probe ? _tail : _tailOfWrite;
        tail.CopyTo(buffer[length..]);
        return length + tail.Length;
    }

    public Reading Read(Span<byte> received, bool ended, in Call call, NameCache names, out Answer answer)
    {
        answer = default;
        var reading = HttpResponse.Read(received, ended, out var response);
        if (reading == Reading.Complete)
            answer = new Answer(HttpOutcomes.Of(response, call, names), response.Length, response.KeepAlive);
        return reading;
    }

    private int WriteStart(Span<byte> buffer, in Call call)
    {
        int length;
        bool fits = (call.Kind, call.Set) switch
        {
            (OperationKind.Append, _) =>
                Utf8.TryWrite(buffer, $"POST {_prefix}/documents/{call.Key}/{call.Value}", out length),
            (OperationKind.Write, _) =>
                Utf8.TryWrite(buffer, $"PUT {_prefix}/registers/{call.Key}/{call.Value}", out length),
            (OperationKind.Increment, _) =>
                Utf8.TryWrite(buffer, $"POST {_prefix}/counters/{call.Key}/increment", out length),
            (OperationKind.Probe, _) => Utf8.TryWrite(buffer, $"GET {_prefix}{_probe}", out length),
            (OperationKind.Read, DataSet.Documents) =>
                Utf8.TryWrite(buffer, $"GET {_prefix}/documents/{call.Key}/last", out length),
            (OperationKind.Read, DataSet.Registers) =>
                Utf8.TryWrite(buffer, $"GET {_prefix}/registers/{call.Key}", out length),
            (OperationKind.Read, DataSet.Counters) =>
                Utf8.TryWrite(buffer, $"GET {_prefix}/counters/{call.Key}", out length),
            _ => throw new NotSupportedException($"{call.Kind} over HTTP"),
        };
        return fits ? length : throw new InvalidOperationException("a request longer than its buffer");
    }
}

using System.Globalization;
using System.Net;

namespace ChaosHarness.Workloads.Clients;

/// <summary>A host and port to connect to, resolved anew for every connection.</summary>
internal sealed class Endpoint
{
    private readonly IPAddress[]? _literal;
    private readonly Lock _gate = new();
    private Task<IPAddress[]>? _lookup;

    public Endpoint(string host, int port)
    {
        Host = host;
        Port = port;
        if (IPAddress.TryParse(host, out var address)) _literal = [address];
    }

    /// <summary>Name or address.</summary>
    public string Host { get; }

    /// <summary>TCP port.</summary>
    public int Port { get; }

    /// <summary>Reads <c>host:port</c>, or <c>host</c> where there is a default port.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static Endpoint Parse(string text, int? defaultPort = null)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || text.EndsWith(']'))
        {
            return defaultPort is { } port
                ? new Endpoint(text, port)
                : throw new FormatException($"'{text}' is no endpoint: write host:port.");
        }

        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int given)
            && given is > 0 and < 65536
            ? new Endpoint(text[..colon].Trim('[', ']'), given)
            : throw new FormatException($"'{text}' is no endpoint: its port is not a number from 1 to 65535.");
    }

    /// <summary>
    /// Its addresses now. Connections that ask at the same time share one lookup: with a name server that does not
    /// answer, a lookup each would block all threads there are.
    /// </summary>
    public Task<IPAddress[]> ResolveAsync()
    {
        if (_literal is not null) return Task.FromResult(_literal);
        lock (_gate)
        {
            if (_lookup is null || _lookup.IsCompleted) _lookup = Dns.GetHostAddressesAsync(Host);
            return _lookup;
        }
    }

    public override string ToString() => $"{Host}:{Port}";
}

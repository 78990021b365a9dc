using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace WebApp.Configuration;

/// <summary>The text form of an address: <c>10.77.0.1:6379</c>, <c>redis-1:6379</c> or <c>[fe80::1]:6379</c>.</summary>
internal static class HostAndPort
{
    public static bool TryParse(string? text, int defaultPort, [NotNullWhen(true)] out EndPoint? endPoint)
    {
        endPoint = null;
        text = text?.Trim() ?? "";

        // A lone number is a legal spelling of an IPv4 address, and never what somebody meant here.
        if (text.All(char.IsAsciiDigit))
            return false;

        if (IPEndPoint.TryParse(text, out var address))
        {
            endPoint = address.Port == 0 ? new IPEndPoint(address.Address, defaultPort) : address;
            return true;
        }

        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var port = defaultPort;
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
            return false;

        if (colon >= 0 && !TryParsePort(text[(colon + 1)..], out port))
            return false;

        endPoint = new DnsEndPoint(host, port);
        return true;
    }

    public static string Format(EndPoint endPoint) => endPoint is DnsEndPoint name
        ? string.Create(CultureInfo.InvariantCulture, $"{name.Host}:{name.Port}")
        : endPoint.ToString()!;

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port is > 0 and <= IPEndPoint.MaxPort;
}

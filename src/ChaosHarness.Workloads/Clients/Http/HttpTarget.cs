namespace ChaosHarness.Workloads.Clients.Http;

/// <summary>An HTTP entry point's address.</summary>
/// <param name="Endpoint">Where to connect to.</param>
/// <param name="Authority">What the header Host says.</param>
/// <param name="Prefix">The path before every path of the API; empty or starting with a slash.</param>
internal sealed record HttpTarget(Endpoint Endpoint, string Authority, string Prefix)
{
    private const string Scheme = "http://";

    /// <summary>Reads <c>http://host[:port][/prefix]</c>, or the same without the scheme.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static HttpTarget Parse(string text)
    {
        string rest = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..] : text;
        if (rest.Contains("://", StringComparison.Ordinal))
            throw new FormatException($"'{text}': only http:// is supported; load goes in behind where TLS ends.");
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        return new HttpTarget(Endpoint.Parse(authority, 80), authority, slash < 0 ? "" : rest[slash..].TrimEnd('/'));
    }
}

using System.Globalization;
using System.Net;

namespace WebApp.Configuration;

/// <summary>
/// Reads settings and remembers everything that is wrong with them, so that a start with three mistakes names three.
/// (The framework's binder stops at the first value it cannot convert.)
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    /// <summary>A text, or <paramref name="fallback"/> where the setting is missing or empty.</summary>
    public string Text(string key, string fallback = "")
    {
        var value = configuration[key];
        return string.IsNullOrWhiteSpace(value) ? fallback : value.Trim();
    }

    /// <summary>A text that has to be there.</summary>
    public string RequiredText(string key)
    {
        var value = Text(key);
        if (value.Length == 0)
            Report(key, "is missing");

        return value;
    }

    /// <summary>A duration written <c>[d.]hh:mm:ss[.fff]</c> between two bounds, both allowed.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        var text = Text(key);
        if (text.Length == 0)
            return fallback;

        // A bare "5" would be five days to TimeSpan, which nobody means.
        if (!text.Contains(':', StringComparison.Ordinal)
            || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value))
        {
            Report(key, $"is '{text}', not a duration like 00:00:01.500 (hours:minutes:seconds)");
            return fallback;
        }

        if (value >= min && value <= max)
            return value;

        Report(key, $"is {value:c}, but has to lie between {min:c} and {max:c}");
        return fallback;
    }

    /// <summary>A list of at least one <c>host[:port]</c>, each named once.</summary>
    public IReadOnlyList<EndPoint> EndPoints(string key, int defaultPort)
    {
        var found = new List<EndPoint>();
        foreach (var entry in configuration.GetSection(key).GetChildren())
        {
            if (!HostAndPort.TryParse(entry.Value, defaultPort, out var endPoint))
                Report(entry.Path, $"is '{entry.Value}', not host:port");
            else if (found.Contains(endPoint))
                Report(entry.Path, $"names {entry.Value} a second time");
            else
                found.Add(endPoint);
        }

        if (!configuration.GetSection(key).GetChildren().Any())
        {
            var variable = key.Replace(":", "__", StringComparison.Ordinal);
            Report(key, $"names no host; set {variable}__0=host:port and so on");
        }

        return found;
    }

    /// <summary>The address of a server that speaks HTTP.</summary>
    public Uri HttpAddress(string key)
    {
        var text = RequiredText(key);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp && address.PathAndQuery == "/")
            return address;

        if (text.Length > 0)
            Report(key, $"is '{text}', not an address like http://10.77.0.1:7000");

        return new Uri("http://missing");
    }

    /// <summary>A list of addresses to listen on, separated by semicolons.</summary>
    public void ListenAddresses(string key)
    {
        const StringSplitOptions plain = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var url in Text(key).Split(';', plain))
        {
            if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || !IsBindingAddress(url))
                Report(key, $"holds '{url}', not an address like http://0.0.0.0:8080 (TLS ends at the load balancer)");
        }
    }

    /// <summary>Reports settings of a section that nobody reads: nearly always a misspelt name.</summary>
    public void RefuseUnknown(string section, params IReadOnlyCollection<string> known)
    {
        foreach (var child in configuration.GetSection(section).GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                Report(child.Path, $"is not a setting; {section} has {string.Join(", ", known)}");
        }
    }

    /// <summary>Adds a problem that only the caller can see.</summary>
    public void Report(string key, string problem) => _problems.Add($"{key} {problem}.");

    /// <exception cref="InvalidSettingsException">Something was reported.</exception>
    public void ThrowIfBad()
    {
        if (_problems.Count > 0)
            throw new InvalidSettingsException(_problems);
    }

    private static bool IsBindingAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Port is > 0 and <= IPEndPoint.MaxPort && address.PathBase.Length == 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

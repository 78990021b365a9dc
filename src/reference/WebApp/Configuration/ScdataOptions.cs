namespace WebApp.Configuration;

/// <summary>How to reach scdata: section <c>Scdata</c>.</summary>
internal sealed class ScdataOptions
{
    public const string Section = "Scdata";

    /// <summary>Where the active scdata answers, http://host:port. No default.</summary>
    public required Uri Url { get; init; }

    /// <summary>The longest a request to the store may take, retries included. Default: 1 s.</summary>
    public required TimeSpan OperationTimeout { get; init; }

    /// <summary>The longest that connecting may take. Default: 0.5 s.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How often the readiness of the store is looked at. Default: 0.5 s.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>The pause before an operation that surely was not executed is tried again. Default: 0.1 s.</summary>
    public required TimeSpan RetryDelay { get; init; }

    public static ScdataOptions Read(SettingsReader settings)
    {
        settings.RefuseUnknown(
            Section, nameof(Url), nameof(OperationTimeout), nameof(ConnectTimeout), nameof(HeartbeatInterval), nameof(RetryDelay));
        return new ScdataOptions
        {
            Url = settings.HttpAddress($"{Section}:{nameof(Url)}"),
            OperationTimeout = Wait(nameof(OperationTimeout), 1000),
            ConnectTimeout = Wait(nameof(ConnectTimeout), 500),
            HeartbeatInterval = Wait(nameof(HeartbeatInterval), 500),
            RetryDelay = Wait(nameof(RetryDelay), 100),
        };

        TimeSpan Wait(string name, int fallbackMs) => settings.Duration(
            $"{Section}:{name}", TimeSpan.FromMilliseconds(fallbackMs),
            TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30));
    }
}

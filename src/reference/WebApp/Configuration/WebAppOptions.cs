namespace WebApp.Configuration;

/// <summary>Settings of the web node itself: section <c>WebApp</c>.</summary>
internal sealed class WebAppOptions
{
    public const string Section = "WebApp";

    /// <summary>The web node's name in X-Served-By and in Redis' client list. Default: the host's name.</summary>
    public required string Node { get; init; }

    /// <summary>
    /// How long a node that was told to stop goes on serving while /health/ready already says no, so that load
    /// balancers take it out first: their check interval times their fall count. Default: 0.
    /// </summary>
    public required TimeSpan DrainDelay { get; init; }

    /// <summary>Where data is kept: <c>Redis</c>, <c>Postgres</c> or <c>Scdata</c>, with settings in the section so called. Default: Redis.</summary>
    public required string Store { get; init; }

    public static WebAppOptions Read(SettingsReader settings)
    {
        settings.RefuseUnknown(Section, nameof(Node), nameof(DrainDelay), nameof(Store));
        settings.ListenAddresses("Urls");
        return new WebAppOptions
        {
            Node = ReadNode(settings),
            Store = ReadStore(settings),
            DrainDelay = settings.Duration(
                $"{Section}:{nameof(DrainDelay)}", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
        };
    }

    private static string ReadStore(SettingsReader settings)
    {
        const string key = $"{Section}:{nameof(Store)}";
        var store = settings.Text(key, RedisOptions.Section);
        if (store is not (RedisOptions.Section or PostgresOptions.Section or ScdataOptions.Section))
        {
            settings.Report(
                key, $"is '{store}', neither {RedisOptions.Section} nor {PostgresOptions.Section} nor {ScdataOptions.Section}");
        }

        return store;
    }

    private static string ReadNode(SettingsReader settings)
    {
        const string key = $"{Section}:{nameof(Node)}";
        var node = settings.Text(key, Environment.MachineName);

        // It travels in a header and in CLIENT SETNAME, and neither takes spaces or line ends.
        if (!node.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            settings.Report(key, $"is '{node}', but may hold only letters, digits, '-', '.' and '_'");

        return node;
    }
}

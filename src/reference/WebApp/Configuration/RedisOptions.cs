using System.Net;

namespace WebApp.Configuration;

/// <summary>How to reach Redis: section <c>Redis</c>.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>Where the sentinels listen, host[:port], port 26379 unless told. At least one; no default.</summary>
    public required IReadOnlyList<EndPoint> Sentinels { get; init; }

    /// <summary>The name under which the sentinels monitor the master. No default in code.</summary>
    public required string MasterName { get; init; }

    /// <summary>The longest a request to the store may take, retries included. Default: 1 s.</summary>
    public required TimeSpan OperationTimeout { get; init; }

    /// <summary>The longest that connecting to a Redis or a sentinel may take. Default: 0.5 s.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>The longest a connected sentinel may take to answer. Default: 0.3 s.</summary>
    public required TimeSpan SentinelTimeout { get; init; }

    /// <summary>How often the master has to prove that it still is one. Default: 0.5 s.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>
    /// The first pause between two attempts to find a master, and the pause before an operation that surely was not
    /// executed is tried again. Default: 0.1 s.
    /// </summary>
    public required TimeSpan RetryDelay { get; init; }

    /// <summary>The longest pause between two attempts while there is no master. Default: 0.25 s.</summary>
    public required TimeSpan MaxRetryDelay { get; init; }

    /// <summary>How long a session outlives its last write. Default: 30 min.</summary>
    public required TimeSpan SessionLifetime { get; init; }

    public static RedisOptions Read(SettingsReader settings)
    {
        settings.RefuseUnknown(
            Section, nameof(Sentinels), nameof(MasterName), nameof(OperationTimeout), nameof(ConnectTimeout),
            nameof(SentinelTimeout), nameof(HeartbeatInterval), nameof(RetryDelay), nameof(MaxRetryDelay),
            nameof(SessionLifetime));
        var options = new RedisOptions
        {
            Sentinels = settings.EndPoints($"{Section}:{nameof(Sentinels)}", defaultPort: 26379),
            MasterName = settings.RequiredText($"{Section}:{nameof(MasterName)}"),
            OperationTimeout = Wait(nameof(OperationTimeout), 1000),
            ConnectTimeout = Wait(nameof(ConnectTimeout), 500),
            SentinelTimeout = Wait(nameof(SentinelTimeout), 300),
            HeartbeatInterval = Wait(nameof(HeartbeatInterval), 500),
            RetryDelay = Wait(nameof(RetryDelay), 100),
            MaxRetryDelay = Wait(nameof(MaxRetryDelay), 250),
            SessionLifetime = settings.Duration(
                $"{Section}:{nameof(SessionLifetime)}", TimeSpan.FromMinutes(30),
                TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
        };
        if (options.MaxRetryDelay < options.RetryDelay)
            settings.Report($"{Section}:{nameof(MaxRetryDelay)}", $"is shorter than {nameof(RetryDelay)}");

        // Otherwise an operation that surely was not executed would run into its timeout, and end as "nobody knows".
        if (options.RetryDelay * 3 > options.OperationTimeout)
        {
            settings.Report(
                $"{Section}:{nameof(RetryDelay)}", $"does not fit three times into {nameof(OperationTimeout)}");
        }

        return options;

        TimeSpan Wait(string name, int fallbackMs) => settings.Duration(
            $"{Section}:{name}", TimeSpan.FromMilliseconds(fallbackMs),
            TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30));
    }
}

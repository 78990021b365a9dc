using System.Net;
using Npgsql;

namespace WebApp.Configuration;

/// <summary>How to reach PostgreSQL: section <c>Postgres</c>.</summary>
internal sealed class PostgresOptions
{
    public const string Section = "Postgres";

    /// <summary>Where it listens, host[:port], port 5432 unless told. At least one; no default.</summary>
    public required IReadOnlyList<EndPoint> Hosts { get; init; }

    /// <summary>Which of the hosts are wanted: <c>any</c>, or <c>primary</c> to let Npgsql find that one. Default: any.</summary>
    public required TargetSessionAttributes TargetSession { get; init; }

    /// <summary>The database. No default in code.</summary>
    public required string Database { get; init; }

    /// <summary>The role to log in as, without a password. No default in code.</summary>
    public required string Username { get; init; }

    /// <summary>
    /// An SQL expression for the name of the server that answers, for X-Store-Node. Default: its address, which is the
    /// virtual one where there is one.
    /// </summary>
    public required string NodeExpression { get; init; }

    /// <summary>
    /// The longest a request to the store may take, retries included. Default: 1 s; 1.9 s where there are several hosts: it
    /// has to be longer than <see cref="ConnectTimeout"/> then. Npgsql takes a host that does not answer for one that is down
    /// only when its own time is over, and would begin with the same one for ever if it were asked to stop before.
    /// </summary>
    public required TimeSpan OperationTimeout { get; init; }

    /// <summary>The longest that connecting to one host may take; Npgsql knows whole seconds only. Default: 1 s.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>For how long Npgsql believes what it found out about a host. Default: 1 s (its own is 10 s).</summary>
    public required TimeSpan HostRecheck { get; init; }

    /// <summary>How often the readiness of the store is looked at. Default: 0.5 s.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>The pause before an operation that surely was not executed is tried again. Default: 0.1 s.</summary>
    public required TimeSpan RetryDelay { get; init; }

    public static PostgresOptions Read(SettingsReader settings)
    {
        settings.RefuseUnknown(
            Section, nameof(Hosts), nameof(TargetSession), nameof(Database), nameof(Username), nameof(NodeExpression),
            nameof(OperationTimeout), nameof(ConnectTimeout), nameof(HostRecheck), nameof(HeartbeatInterval), nameof(RetryDelay));
        var hosts = settings.EndPoints($"{Section}:{nameof(Hosts)}", defaultPort: 5432);
        var options = new PostgresOptions
        {
            Hosts = hosts,
            TargetSession = ReadTarget(settings),
            Database = settings.RequiredText($"{Section}:{nameof(Database)}"),
            Username = settings.RequiredText($"{Section}:{nameof(Username)}"),
            NodeExpression = settings.Text($"{Section}:{nameof(NodeExpression)}", "host(inet_server_addr())"),
            OperationTimeout = Wait(nameof(OperationTimeout), hosts.Count > 1 ? 1900 : 1000, 10),
            ConnectTimeout = Wait(nameof(ConnectTimeout), 1000, 1000),
            HostRecheck = Wait(nameof(HostRecheck), 1000, 0),
            HeartbeatInterval = Wait(nameof(HeartbeatInterval), 500, 10),
            RetryDelay = Wait(nameof(RetryDelay), 100, 10),
        };
        if (hosts.Count > 1 && options.OperationTimeout <= options.ConnectTimeout)
            settings.Report(
                $"{Section}:{nameof(OperationTimeout)}",
                $"is not longer than {nameof(ConnectTimeout)}: the first of several hosts would never be given up");
        return options;

        TimeSpan Wait(string name, int fallbackMs, int leastMs) => settings.Duration(
            $"{Section}:{name}", TimeSpan.FromMilliseconds(fallbackMs),
            TimeSpan.FromMilliseconds(leastMs), TimeSpan.FromSeconds(30));
    }

    private static TargetSessionAttributes ReadTarget(SettingsReader settings)
    {
        const string key = $"{Section}:{nameof(TargetSession)}";
        var text = settings.Text(key, "any");
        if (text is not ("any" or "primary"))
            settings.Report(key, $"is '{text}', neither any nor primary");
        return text == "primary" ? TargetSessionAttributes.Primary : TargetSessionAttributes.Any;
    }
}

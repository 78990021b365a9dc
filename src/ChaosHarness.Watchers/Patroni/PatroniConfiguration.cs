using System.Net;
using System.Text.Json;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Http;

namespace ChaosHarness.Watchers.Patroni;

/// <summary>Reads version and dynamic configuration of a Patroni cluster from one of its members, and what its own file says.</summary>
internal static class PatroniConfiguration
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Names and Patroni's own defaults (documentation, "Dynamic Configuration Settings"; config.py of 3.0). Times are
    /// seconds there and get their unit here.
    /// </summary>
    private static readonly (string Name, string Unit, string Default)[] s_names =
    [
        ("ttl", "s", "30"), ("loop_wait", "s", "10"), ("retry_timeout", "s", "10"), ("maximum_lag_on_failover", "", "1048576"),
        ("primary_start_timeout", "s", "300"), ("primary_stop_timeout", "s", "0"),
        ("synchronous_mode", "", "false"), ("synchronous_mode_strict", "", "false"), ("failsafe_mode", "", "false"),
        ("check_timeline", "", "false"), ("pause", "", "false"),
    ];

    /// <summary>Reads one member.</summary>
    public static async Task ReadAsync(
        WatchSpec watch, INode node, ConfigurationJournal to, TimeProvider clock, CancellationToken ct)
    {
        IPEndPoint server = new(node.Address, watch.Integer("port", PatroniMember.DefaultPort));
        using NodeHttp http = new(node, server, s_timeout, clock);
        using JsonDocument member = await GetAsync("/patroni");
        to.Version(node.Name, "patroni", member.RootElement.Text("patroni", "version"));
        using JsonDocument configuration = await GetAsync("/config");
        foreach ((string name, string unit, string fallback) in s_names)
            to.Value(node.Name, $"patroni.{name}", (configuration.RootElement.Text(name) ?? fallback) + unit);
        string? archiveTimeout = configuration.RootElement.Text("postgresql", "parameters", "archive_timeout");
        to.Value(node.Name, "patroni.archive_timeout", $"{archiveTimeout ?? "0"}s");

        using JsonDocument cluster = await GetAsync("/cluster");
        to.Value(node.Name, "patroni.name", NameOf(node, cluster.RootElement));
        using JsonDocument own = await PatroniOwnFile.ReadAsync(node, ct);
        to.Value(node.Name, "patroni.watchdog", PatroniOwnFile.Watchdog(own.RootElement));
        to.Value(node.Name, "patroni.use_pg_rewind",
            own.RootElement.Text("rewind") ?? configuration.RootElement.Text("postgresql", "use_pg_rewind") ?? "false");

        async Task<JsonDocument> GetAsync(string path) =>
            JsonDocument.Parse((await http.GetAsync(path, ct).WaitAsync(s_timeout, clock, ct)).Body);
    }

    /// <summary>Of two members with one name the cluster knows only the one that spoke last.</summary>
    private static string NameOf(INode node, JsonElement cluster) =>
        cluster.TryGetProperty("members", out JsonElement members)
            ? members.EnumerateArray().FirstOrDefault(m => m.Text("host") == node.Address.ToString()).Text("name") ?? "not-a-member"
            : "not-a-member";
}

using System.Globalization;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis;

namespace ChaosHarness.Watchers.HAProxy;

/// <summary>
/// Reads the version of a running HAProxy, and from its configuration file how it checks the servers that are watched.
/// The values are called after the watch: <c>haproxy.inter</c> for a watch called haproxy.
/// </summary>
internal static class HAProxyConfiguration
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads one HAProxy.</summary>
    public static async Task ReadAsync(
        WatchSpec watch, INode node, ConfigurationJournal to, TimeProvider clock, CancellationToken ct)
    {
        string path = watch.Text("socket") ?? HAProxyWatcherFactory.DefaultSocket;
        await using HAProxySocket socket = await Connecting.WithinAsync(
            inner => HAProxySocket.ConnectAsync(node, path, inner), s_timeout, clock, ct);
        // 'show info' has the same form as Redis' INFO: a name, a colon, a value.
        string info = await socket.AskAsync("show info", ct).WaitAsync(s_timeout, clock, ct);
        to.Version(node.Name, "haproxy", RedisInfo.Parse(info).GetValueOrDefault("Version")?.Trim());

        string file = watch.Text("config") ?? HAProxyWatcherFactory.DefaultConfiguration;
        IEnumerable<HAProxyTimings> servers = HAProxyTimings.Read(await node.ReadFileAsync(file, ct));
        if (watch.Text("backend") is { } backend)
            servers = servers.Where(s => s.Server.StartsWith(backend + "/", StringComparison.Ordinal));
        Write(watch.Name, node.Name, file, [.. servers], to);
    }

    private static void Write(string watch, string node, string file, IReadOnlyList<HAProxyTimings> servers, ConfigurationJournal to)
    {
        if (servers.Count == 0)
            throw new FormatException($"{file} has no server");
        to.Value(node, $"{watch}.inter", servers.Max(s => s.Inter));
        to.Value(node, $"{watch}.fastinter", servers.Max(s => s.FastInter ?? s.Inter));
        to.Value(node, $"{watch}.downinter", servers.Max(s => s.DownInter ?? s.Inter));
        to.Value(node, $"{watch}.timeout-check", servers.Max(s => s.TimeoutCheck ?? s.Inter));
        to.Value(node, $"{watch}.fall", servers.Max(s => s.Fall).ToString(CultureInfo.InvariantCulture));
        to.Value(node, $"{watch}.rise", servers.Max(s => s.Rise).ToString(CultureInfo.InvariantCulture));
        to.Value(node, $"{watch}.on-marked-down", servers.All(s => s.OnMarkedDown is not null) ? servers[0].OnMarkedDown! : "nothing");
        if (servers.Max(s => s.TimeoutConnect) is { } connect)
            to.Value(node, $"{watch}.timeout-connect", connect);
    }
}

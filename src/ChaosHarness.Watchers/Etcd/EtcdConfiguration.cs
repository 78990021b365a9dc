using System.Globalization;
using System.Net;
using System.Text.Json;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Http;

namespace ChaosHarness.Watchers.Etcd;

/// <summary>Reads version and number of members of etcd from one member.</summary>
internal static class EtcdConfiguration
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads one member.</summary>
    public static async Task ReadAsync(
        WatchSpec watch, INode node, ConfigurationJournal to, TimeProvider clock, CancellationToken ct)
    {
        IPEndPoint server = new(IPAddress.Loopback, watch.Integer("port", EtcdMember.DefaultPort));
        using NodeHttp http = new(node, server, s_timeout, clock);
        using JsonDocument status = await PostAsync("/v3/maintenance/status");
        to.Version(node.Name, "etcd", status.RootElement.Text("version"));
        using JsonDocument members = await PostAsync("/v3/cluster/member/list");
        if (members.RootElement.TryGetProperty("members", out JsonElement list))
            to.Value(node.Name, "etcd.members", list.GetArrayLength().ToString(CultureInfo.InvariantCulture));
        HttpAnswer v2 = await http.GetAsync("/v2/keys/", ct).WaitAsync(s_timeout, clock, ct);
        to.Value(node.Name, "etcd.enable-v2", v2.Status == 404 ? "false" : "true");

        async Task<JsonDocument> PostAsync(string path) =>
            JsonDocument.Parse((await http.PostAsync(path, "{}", ct).WaitAsync(s_timeout, clock, ct)).Body);
    }
}

using System.Text.Json;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Patroni;

/// <summary>What a member of a Patroni cluster says of itself (<c>GET /patroni</c>).</summary>
internal static class PatroniMember
{
    /// <summary>The port of Patroni's REST interface in its own examples.</summary>
    public const int DefaultPort = 8008;

    private const string Running = "running";

    /// <summary>
    /// The role when its PostgreSQL runs (<c>primary</c>, <c>replica</c>, <c>standby_leader</c>), otherwise the state in
    /// Patroni's words with dashes (<c>starting</c>, <c>stopping</c>, <c>crashed</c>, <c>creating-replica</c> ...).
    /// </summary>
    public static Answer Understand(string node, JsonElement member)
    {
        Dictionary<string, string> data = [];
        member.CopyTo(data, "state", "state");
        member.CopyTo(data, "role", "role");
        member.CopyTo(data, "timeline", "timeline");
        member.CopyTo(data, "lsn", "xlog", "location");
        member.CopyTo(data, "received", "xlog", "received_location");
        member.CopyTo(data, "replayed", "xlog", "replayed_location");
        member.CopyTo(data, "unlocked", "cluster_unlocked");
        member.CopyTo(data, "dcs-seen", "dcs_last_seen");
        member.CopyTo(data, "pause", "pause");
        member.CopyTo(data, "pending-restart", "pending_restart");
        member.CopyTo(data, "sync-standby", "sync_standby");
        member.CopyTo(data, "failsafe", "failsafe_mode_is_active");
        // 3.0 writes "master", 4.0 and later "primary"; 3.x "running", later "streaming" for replicas.
        string? role = member.Text("role") is "master" ? "primary" : member.Text("role");
        string state = member.Text("state") ?? "unknown";
        return new Answer(node, state is Running or "streaming" ? role ?? "unknown" : state.Replace(' ', '-'), data);
    }
}

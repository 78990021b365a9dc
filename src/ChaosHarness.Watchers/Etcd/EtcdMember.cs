using System.Text.Json;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Etcd;

/// <summary>What a member of etcd says of itself (<c>POST /v3/maintenance/status</c>), which it does without a quorum too.</summary>
internal static class EtcdMember
{
    /// <summary>The port etcd takes clients on by default.</summary>
    public const int DefaultPort = 2379;

    /// <summary>The values: it leads, it follows, or it knows of no leader.</summary>
    public const string Leader = "leader", Follower = "follower", NoLeader = "no-leader";

    /// <summary>Whether it leads.</summary>
    public static Answer Understand(string node, int status, JsonElement reply)
    {
        if (status != 200 || reply.Text("header", "member_id") is not { } own)
            return Answer.Refused(node, $"{status}: {reply.Text("error") ?? "not a member's status"}");
        Dictionary<string, string> data = new() { ["member"] = own };
        reply.CopyTo(data, "version", "version");
        reply.CopyTo(data, "term", "raftTerm");
        reply.CopyTo(data, "index", "raftIndex");
        string? leader = reply.Text("leader");
        // The interface leaves out what is zero.
        return new Answer(node, leader is null or "0" ? NoLeader : leader == own ? Leader : Follower, data);
    }
}

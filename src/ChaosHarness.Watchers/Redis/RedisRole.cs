using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>The question for the role of a Redis server, and what its answers mean.</summary>
internal static class RedisRole
{
    /// <summary>The port Redis listens on by default.</summary>
    public const int DefaultPort = 6379;

    /// <summary>It takes writes from clients and has no primary of its own.</summary>
    public const string Primary = "primary";

    /// <summary>It follows another server.</summary>
    public const string Replica = "replica";

    /// <summary>
    /// <c>ROLE</c> for the role, <c>INFO replication</c> for the history it has: offsets and replication ids.
    /// </summary>
    public static RespQuestion Question { get; } = new(["ROLE"], ["INFO", "replication"]);

    /// <summary>What the two replies say of a server.</summary>
    public static Answer Understand(string node, IReadOnlyList<RespValue> replies)
    {
        if (replies[0] is RespValue.Error refused)
            return Answer.Refused(node, refused.Message);
        IReadOnlyDictionary<string, string> info =
            replies[1] is RespValue.Bulk ? RedisInfo.Parse(replies[1].AsText()) : new Dictionary<string, string>();
        return new Answer(node, Name(replies[0]), Data(info));
    }

    /// <summary>The role in the words of this harness.</summary>
    public static string Name(RespValue role) => role.AsList()[0].AsText() switch
    {
        "master" => Primary,
        "slave" => Replica,
        string other => other,
    };

    private static Dictionary<string, string> Data(IReadOnlyDictionary<string, string> info)
    {
        Dictionary<string, string> data = [];
        Copy("master_repl_offset", "offset");
        Copy("master_replid", "replid");
        Copy("master_replid2", "replid2");
        Copy("connected_slaves", "replicas");
        Copy("master_link_status", "link");
        if (info.TryGetValue("master_host", out string? host) && info.TryGetValue("master_port", out string? port))
            data["primary"] = $"{host}:{port}";
        return data;

        void Copy(string from, string to)
        {
            if (info.TryGetValue(from, out string? value))
                data[to] = value;
        }
    }
}

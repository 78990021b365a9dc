using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Watches the link of every Redis replica to its primary, since a replica that nobody sends anything is a replica too:
/// <c>connected</c>, <c>connect</c>, <c>connecting</c>, <c>handshake</c> or <c>sync</c> in the words of <c>ROLE</c>;
/// <c>primary</c> for a server without a primary of its own; <c>error</c>, <c>down</c> or <c>silent</c>.
/// </summary>
internal sealed class RedisReplicationWatcherFactory : RedisWatcherFactory
{
    /// <summary>Where the state of the link stands in a replica's answer (documentation of the command ROLE).</summary>
    private const int State = 3;

    public override string Kind => "redis-replication";

    public override string Help => "Asks every Redis replica for the link to its primary: connected, connect, connecting or sync.";

    protected override RespQuestion Question { get; } = new(["ROLE"]);

    protected override Answer Understand(string node, IReadOnlyList<RespValue> replies)
    {
        if (replies[0] is RespValue.Error refused)
            return Answer.Refused(node, refused.Message);
        string role = RedisRole.Name(replies[0]);
        return new Answer(node, role == RedisRole.Replica ? replies[0].AsList()[State].AsText() : role, new Dictionary<string, string>());
    }
}

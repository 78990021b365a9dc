using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Watches which role every Redis server believes to have: <c>primary</c>, <c>replica</c>, <c>error</c> (it answers
/// with an error only), <c>down</c> or <c>silent</c>. Data: offset, replid, replid2, replicas, primary, link.
/// </summary>
internal sealed class RedisRoleWatcherFactory : RedisWatcherFactory
{
    public override string Kind => "redis-role";

    public override string Help => "Asks every Redis server for its role: primary, replica, error, down or silent.";

    protected override RespQuestion Question => RedisRole.Question;

    protected override Answer Understand(string node, IReadOnlyList<RespValue> replies) => RedisRole.Understand(node, replies);
}

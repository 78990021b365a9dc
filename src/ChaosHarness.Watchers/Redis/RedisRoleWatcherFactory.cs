using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Watches which role every Redis server believes to have: <c>primary</c>, <c>replica</c>, <c>error</c> (it answers
/// with an error only), <c>down</c> or <c>silent</c>. Data: offset, replid, replid2, replicas, primary, link.
/// </summary>
internal sealed class RedisRoleWatcherFactory : IWatcherFactory
{
    public string Kind => "redis-role";

    public string Help => "Asks every Redis server for its role: primary, replica, error, down or silent.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["port"] = "Port of the Redis server on its node. Default 6379.",
        ["password"] = "Password of the default user. Default: none.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        int port = spec.Integer("port", RedisRole.DefaultPort);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new RespProbe(node, port, spec.Text("password"), timeout, clock)
        {
            Question = RedisRole.Question,
            Understand = replies => [RedisRole.Understand(node.Name, replies)],
        };
    }
}

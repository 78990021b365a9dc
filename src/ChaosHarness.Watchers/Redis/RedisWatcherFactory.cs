using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Redis;

/// <summary>Watches every Redis server by one question, put over a connection of its own to each.</summary>
internal abstract class RedisWatcherFactory : IWatcherFactory
{
    public abstract string Kind { get; }

    public abstract string Help { get; }

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["port"] = "Port of the Redis server on its node. Default 6379.",
        ["password"] = "Password of the default user. Default: none.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    /// <summary>The question.</summary>
    protected abstract RespQuestion Question { get; }

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        int port = spec.Integer("port", RedisRole.DefaultPort);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new RespProbe(node, port, spec.Text("password"), timeout, clock)
        {
            Question = Question,
            Understand = replies => [Understand(node.Name, replies)],
        };
    }

    /// <summary>What its replies mean.</summary>
    protected abstract Answer Understand(string node, IReadOnlyList<RespValue> replies);
}

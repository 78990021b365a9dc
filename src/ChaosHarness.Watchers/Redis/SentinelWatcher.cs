using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Redis;

/// <summary>Subscribes to every sentinel of a watch, and polls each for its view of the master.</summary>
internal sealed class SentinelWatcher : IWatcher
{
    /// <summary>The port sentinels listen on by default.</summary>
    public const int DefaultPort = 26379;

    private readonly WatchSpec _spec;
    private readonly IReadOnlyList<INode> _nodes;
    private readonly InstanceNames _names;
    private readonly PollingWatcher _polls;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;

    public SentinelWatcher(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        (_spec, _clock) = (spec, clock);
        _nodes = spec.NodesIn(lab);
        _names = new InstanceNames(lab.Nodes);
        _timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        SentinelView view = new(
            _names, spec.Integer("sentinels", _nodes.Count), spec.Integer("replicas", 0));
        RespQuestion question = new(["SENTINEL", "MASTER", spec.Required("master")]);
        int port = spec.Integer("port", DefaultPort);
        _polls = new PollingWatcher(spec, _nodes, Open, _timeout, clock);

        IProbe Open(INode node) => new RespProbe(node, port, spec.Text("password"), _timeout, clock)
        {
            Question = question,
            Understand = replies => [view.Understand(node.Name, replies[0])],
        };
    }

    public async Task RunAsync(Board board, IJournal journal, CancellationToken ct)
    {
        try
        {
            IEnumerable<Task> listening = _nodes.Select(node => Task.Run(() => ListenAsync(node, journal, ct), ct));
            await Task.WhenAll([_polls.RunAsync(board, journal, ct), .. listening]);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    public Task<IReadOnlyList<Observation>> LookAsync(CancellationToken ct) => _polls.LookAsync(ct);

    private Task ListenAsync(INode node, IJournal journal, CancellationToken ct) =>
        new SentinelListener(_spec, node, _names, _timeout, _clock).RunAsync(journal, ct);
}

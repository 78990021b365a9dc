using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Pacemaker;

/// <summary>Follows the log of every node of a cluster, and asks each for its view.</summary>
internal sealed class PacemakerWatcher : IWatcher
{
    private static readonly NodeCommand s_ask = new(["crm_mon", "-1", "-r", "--output-as=xml"]);

    private readonly WatchSpec _spec;
    private readonly IReadOnlyList<INode> _nodes;
    private readonly PollingWatcher _polls;
    private readonly TimeProvider _clock;

    public PacemakerWatcher(WatchSpec spec, ILab lab, TimeSpan timeout, TimeProvider clock)
    {
        (_spec, _clock) = (spec, clock);
        _nodes = spec.NodesIn(lab);
        _polls = new PollingWatcher(spec, _nodes, node => new Probe(node), timeout, clock);
    }

    public async Task RunAsync(Board board, IJournal journal, CancellationToken ct)
    {
        try
        {
            IEnumerable<Task> following = _nodes.Select(node => Task.Run(() => Log(node).RunAsync(journal, ct), ct));
            await Task.WhenAll([_polls.RunAsync(board, journal, ct), .. following]);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    public Task<IReadOnlyList<Observation>> LookAsync(CancellationToken ct) => _polls.LookAsync(ct);

    private ClusterLog Log(INode node) =>
        new(_spec, node, _spec.Text("log") ?? "/var/log/pacemaker/pacemaker.log", _clock);

    private sealed class Probe(INode node) : IProbe
    {
        public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct) =>
            ClusterStatus.Read(node.Name, (await node.RunAsync(s_ask, ct)).Output);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Polling;

/// <summary>Polls every node of a watch, each from a task of its own, so that none of them waits for another.</summary>
internal sealed class PollingWatcher(
    WatchSpec spec, IReadOnlyList<INode> nodes, Func<INode, IProbe> open, TimeSpan timeout, TimeProvider clock)
    : IWatcher
{
    public async Task RunAsync(Board board, IJournal journal, CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(nodes.Select(node => Task.Run(() => PollAsync(node, board, journal, ct), ct)));
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // A question may fail at the very moment at which nobody asks any more.
        }
    }

    public async Task<IReadOnlyList<Observation>> LookAsync(CancellationToken ct)
    {
        IReadOnlyList<Observation>[] seen =
            await Task.WhenAll(nodes.Select(node => Task.Run(() => LookAsync(node, ct), ct)));
        return [.. seen.SelectMany(o => o)];
    }

    private async Task<IReadOnlyList<Observation>> LookAsync(INode node, CancellationToken ct)
    {
        await using Poller poller = PollerFor(node);
        return await poller.LookAsync(ct);
    }

    private async Task PollAsync(INode node, Board board, IJournal journal, CancellationToken ct)
    {
        await using Poller poller = PollerFor(node);
        // The timer keeps its rhythm however long a look takes; ticks that were missed are not made up for.
        using PeriodicTimer timer = new(spec.Every, clock);
        string? lastTrouble = null;
        do
        {
            try
            {
                foreach (Observation seen in await poller.LookAsync(ct))
                    board.Post(seen);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                if (failure.Message != lastTrouble)
                    journal.Write(Trouble(node, failure));
                lastTrouble = failure.Message;
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private Poller PollerFor(INode node) => new(spec, node, () => open(node), timeout, clock);

    private JournalEvent Trouble(INode node, Exception failure) => new()
    {
        At = Instant.Now(clock),
        Kind = EventKinds.Trouble,
        Node = node.Name,
        Subject = spec.Name,
        Value = $"The watch failed to look: {failure.Message}",
    };
}

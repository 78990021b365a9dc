using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Watchers.Pacemaker;

/// <summary>
/// Follows a node's <c>pacemaker.log</c> and writes down what it announces. It is read anew when the node has booted
/// again; what was written before it could be followed is not known.
/// </summary>
internal sealed class ClusterLog(WatchSpec spec, INode node, string path, TimeProvider clock)
{
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(50);

    /// <summary>Seconds: on a file system of layers, tail is not told of changes and looks for itself.</summary>
    private const string Often = "0.02";

    /// <summary>Follows it until cancelled.</summary>
    public async Task RunAsync(IJournal journal, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (node.State == NodeState.Up)
                    await FollowAsync(journal, ct);
            }
            catch (Exception failure) when (failure is LabException or IOException && !ct.IsCancellationRequested)
            {
                // A node without power, or one that is going down: the system under test's affair.
            }

            await Task.Delay(s_betweenAttempts, clock, ct);
        }
    }

    private async Task FollowAsync(IJournal journal, CancellationToken ct)
    {
        await using INodeProcess tail = await node.StartAsync(new NodeCommand(["tail", "-n", "0", "-s", Often, "-F", path]), ct);
        while (await tail.Output.ReadLineAsync(ct) is { } line)
        {
            Instant at = Instant.Now(clock);
            if (ClusterAnnouncement.Read(line, node.Name) is { } announced)
                journal.Write(Event(at, announced));
        }
    }

    private JournalEvent Event(Instant at, ClusterAnnouncement announced) => new()
    {
        At = at,
        Kind = EventKinds.Announced,
        Node = announced.Node,
        Subject = announced.Subject,
        Value = announced.Value,
        Data = new Dictionary<string, string> { ["watch"] = spec.Name, ["said-by"] = node.Name, ["text"] = announced.Text },
    };
}

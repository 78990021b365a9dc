using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Pacemaker;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Scdata;

/// <summary>
/// Reads the live configuration of the cluster that scdata runs on, from every node of a watch of the kind
/// <c>pacemaker</c>; see <see cref="ClusterConfiguration"/>.
/// </summary>
internal sealed class ScdataConfigurationReader : IConfigurationReader
{
    public string Kind => "scdata";

    public async Task ReadAsync(Stack stack, ILab lab, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        ConfigurationJournal to = new(journal, clock);
        foreach (WatchSpec watch in stack.Watches.Where(w => w.Kind == "pacemaker"))
        {
            foreach (INode node in watch.NodesIn(lab))
                await to.TryAsync(node, "pacemaker", () => ClusterConfiguration.ReadAsync(node, to, ct), ct);
        }
    }
}

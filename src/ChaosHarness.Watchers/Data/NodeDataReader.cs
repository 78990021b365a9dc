using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Data;

/// <summary>
/// Reads the workloads' data from every data node at once, from inside the node. A node that cannot be read is told in
/// the journal, and the others count without it.
/// </summary>
internal abstract class NodeDataReader : IDataReader
{
    public abstract string Kind { get; }

    public async Task<IReadOnlyList<FinalRead>> ReadAsync(
        Stack stack, ILab lab, Board board, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        DataSpec data = stack.Data ?? throw new LabException($"The stack '{stack.Name}' says nothing of its data.");
        NodeData?[] found = await Task.WhenAll(
            lab.Nodes.Where(n => data.Nodes.Contains(n.Name)).Select(n => TryReadAsync(data, n, journal, clock, ct)));
        return NodeData.Together([.. found.OfType<NodeData>()], data.Authority);
    }

    /// <summary>Reads one node.</summary>
    protected abstract Task<NodeData> ReadNodeAsync(DataSpec data, INode node, TimeProvider clock, CancellationToken ct);

    private async Task<NodeData?> TryReadAsync(
        DataSpec data, INode node, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return await ReadNodeAsync(data, node, clock, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            journal.Write(new JournalEvent
            {
                At = Instant.Now(clock),
                Kind = EventKinds.Trouble,
                Node = node.Name,
                Subject = "data",
                Value = $"What {node.Name} holds could not be read: {failure.Message}",
            });
            return null;
        }
    }
}

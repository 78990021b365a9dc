using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Reads every list, register and counter of the workloads from every data node, from inside the node. A node is
/// authoritative when it has the authority's role at the time of reading and no other data node has.
/// </summary>
internal sealed class RedisDataReader : IDataReader
{
    public string Kind => "redis";

    public async Task<IReadOnlyList<FinalRead>> ReadAsync(
        Stack stack, ILab lab, Board board, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        DataSpec data = stack.Data ?? throw new LabException($"The stack '{stack.Name}' says nothing of its data.");
        RedisNodeData?[] found = await Task.WhenAll(
            lab.Nodes.Where(n => data.Nodes.Contains(n.Name)).Select(n => TryReadAsync(data, n, journal, clock, ct)));
        List<RedisNodeData> nodes = [.. found.OfType<RedisNodeData>()];
        bool one = nodes.Count(n => n.Role == data.Authority) == 1;
        return
        [
            .. nodes.SelectMany(n => n.Reads.Select(r => r with { Authoritative = one && n.Role == data.Authority })),
        ];
    }

    private static async Task<RedisNodeData?> TryReadAsync(
        DataSpec data, INode node, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return await RedisNodeData.ReadAsync(data, node, clock, ct);
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

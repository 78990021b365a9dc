using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>The acknowledged writes of one data node. Times are nanoseconds.</summary>
internal sealed class Acknowledgements : Selection
{
    private Acknowledgements(string node, OperationList all) : base(all) => Node = node;

    /// <summary>The node that acknowledged.</summary>
    public string Node { get; }

    /// <summary>Sorts acknowledged writes by the data node that acknowledged; those of other servers are left out.</summary>
    public static IReadOnlyList<Acknowledgements> Of(History history, Stack stack, CancellationToken ct)
    {
        string?[] nodes = [.. history.Names.Select(n => ServerNames.DataNodeOf(stack, n))];
        SortedDictionary<string, Acknowledgements> byNode = new(StringComparer.Ordinal);
        OperationScan all = history.Operations.Scan(ct);
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (!op.Kind.IsWrite() || op.Outcome != Outcome.Ok || nodes[op.Server] is not { } node)
                continue;
            if (!byNode.TryGetValue(node, out Acknowledgements? acknowledged))
                byNode[node] = acknowledged = new(node, history.Operations);
            acknowledged.Add(all.Place, op.Start);
        }

        return [.. byNode.Values];
    }

    /// <summary>The first start after an instant; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstStartAfter(long instant)
    {
        int at = FirstFrom(instant + 1);
        return at < Past ? this[at].Start.Nanoseconds : long.MaxValue;
    }
}

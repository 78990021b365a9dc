using ChaosHarness.Checkers.Outages;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>The acknowledged writes of every data node, by start. Times are nanoseconds.</summary>
internal sealed class Acknowledgements
{
    private Acknowledgements(string node, long[] start, long[] end, int[] index)
    {
        (Node, Start, End, Index) = (node, start, end, index);
        SortedEnds = [.. end];
        Array.Sort(SortedEnds);
    }

    /// <summary>The node that acknowledged.</summary>
    public string Node { get; }

    /// <summary>When each was started, ascending.</summary>
    public long[] Start { get; }

    /// <summary>When each was acknowledged.</summary>
    public long[] End { get; }

    /// <summary>Their places in the history.</summary>
    public int[] Index { get; }

    /// <summary>The ends, ascending.</summary>
    public long[] SortedEnds { get; }

    /// <summary>Sorts acknowledged writes by the data node that acknowledged; those of other servers are left out.</summary>
    public static IReadOnlyList<Acknowledgements> Of(History history, Stack stack)
    {
        string?[] nodes = [.. history.Names.Select(n => DataNode(stack, n))];
        ReadOnlySpan<Operation> operations = history.Span();
        SortedDictionary<string, List<int>> byNode = new(StringComparer.Ordinal);
        for (int i = 0; i < operations.Length; i++)
        {
            ref readonly Operation op = ref operations[i];
            if (!op.Kind.IsWrite() || op.Outcome != Outcome.Ok || nodes[op.Server] is not { } node)
                continue;
            if (!byNode.TryGetValue(node, out List<int>? all))
                byNode[node] = all = [];
            all.Add(i);
        }

        List<Acknowledgements> found = [];
        foreach ((string node, List<int> all) in byNode)
        {
            long[] start = new long[all.Count], end = new long[all.Count];
            for (int i = 0; i < all.Count; i++)
                (start[i], end[i]) = (operations[all[i]].Start.Nanoseconds, operations[all[i]].End.Nanoseconds);
            found.Add(new(node, start, end, [.. all]));
        }

        return found;
    }

    /// <summary>The last acknowledgement before an instant; <see cref="long.MinValue"/> when there is none.</summary>
    public long LastEndBefore(long instant)
    {
        int at = Completions.FirstFrom(SortedEnds, instant);
        return at > 0 ? SortedEnds[at - 1] : long.MinValue;
    }

    /// <summary>The first start after an instant; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstStartAfter(long instant)
    {
        int at = Completions.FirstFrom(Start, instant + 1);
        return at < Start.Length ? Start[at] : long.MaxValue;
    }

    private static string? DataNode(Stack stack, string server) =>
        ServerNames.NodeOf(stack, server) is { } node && stack.Data?.Nodes.Contains(node) == true ? node : null;
}

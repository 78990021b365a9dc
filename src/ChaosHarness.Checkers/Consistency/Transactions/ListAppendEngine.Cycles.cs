using System.Globalization;
using System.Text;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Cycles of dependencies.</summary>
internal sealed partial class ListAppendEngine
{
    // Every knot is a violation; so many are told, the smallest first.
    private const int MostKnots = 64;

    // So many edges of a knot are tried for a cycle of a kind, to find a short one; fewer in a large knot.
    private const int MostTries = 256;
    private const int FewestTries = 4;
    private const int NodesToVisit = 1_000_000;

    // A cycle of so few transactions is not worth improving on.
    private const int ShortEnough = 3;

    private const Dependency Data = Dependency.WriteWrite | Dependency.WriteRead | Dependency.ReadWrite;

    /// <summary>One strength of order besides the data's own, and what cycles are called that need it.</summary>
    private sealed record Strength(
        Dependency Order, Anomaly G0, Anomaly G1c, Anomaly GSingle, Anomaly GNonadjacent, Anomaly G2);

    private static readonly Strength[] _strengths =
    [
        new(Dependency.None, Anomaly.G0, Anomaly.G1c, Anomaly.GSingle, Anomaly.GNonadjacent, Anomaly.G2),
        new(Dependency.Process, Anomaly.G0Process, Anomaly.G1cProcess, Anomaly.GSingleProcess,
            Anomaly.GNonadjacentProcess, Anomaly.G2Process),
        new(Dependency.Process | Dependency.Realtime, Anomaly.G0Realtime, Anomaly.G1cRealtime,
            Anomaly.GSingleRealtime, Anomaly.GNonadjacentRealtime, Anomaly.G2Realtime),
    ];

    /// <summary>Reports cycles; without any, gives an order of the committed transactions along all edges.</summary>
    private int[]? FindCycles()
    {
        DependencyGraph graph = Dependencies();
        if (graph.Order() is { } order)
            return Array.FindAll(order, t => _isCommitted[t]);
        Dependency all = realtime ? Data | Dependency.Process | Dependency.Realtime : Data;
        foreach (int[] knot in graph.Knots(all, null).OrderBy(k => k.Length).Take(MostKnots))
            Classify(graph, knot);
        return null;
    }

    /// <summary>
    /// Reports the plainest cycle that a knot holds, weakest edges first; and the one with the fewest transactions, where
    /// that is another one.
    /// </summary>
    private void Classify(DependencyGraph graph, int[] knot)
    {
        (Anomaly Name, List<int> Cycle, int Length)? plainest = null;
        (Anomaly Name, List<int> Cycle, int Length)? shortest = null;
        foreach ((Anomaly name, List<int> cycle) in Cycles(graph, knot))
        {
            int length = cycle.Count(edge => graph.IsTransaction(graph.Target(edge)));
            plainest ??= (name, cycle, length);
            if (shortest is null || length < shortest.Value.Length)
                shortest = (name, cycle, length);
            if (length <= ShortEnough)
                break;
        }

        if (plainest is { } first)
            ReportCycle(graph, first.Name, first.Cycle);
        if (shortest is { } other && other.Length < plainest!.Value.Length)
            ReportCycle(graph, other.Name, other.Cycle);
    }

    /// <summary>A cycle of each kind that there is, weakest edges first.</summary>
    private IEnumerable<(Anomaly Name, List<int> Cycle)> Cycles(DependencyGraph graph, int[] knot)
    {
        foreach (Strength strength in _strengths)
        {
            if (strength.Order != Dependency.None && !realtime)
                yield break;
            Dependency writes = Dependency.WriteWrite | strength.Order;
            Dependency plain = Dependency.WriteRead | writes;
            Dependency all = Dependency.ReadWrite | plain;
            (Anomaly Name, Dependency Begin, Dependency Others, Dependency NoTwo)[] kinds =
            [
                (strength.G0, writes, writes, Dependency.None), (strength.G1c, plain, plain, Dependency.None),
                (strength.GSingle, Dependency.ReadWrite, plain, Dependency.None),
                (strength.GNonadjacent, Dependency.ReadWrite, all, Dependency.ReadWrite),
                (strength.G2, Dependency.ReadWrite, all, Dependency.None),
            ];
            foreach ((Anomaly name, Dependency first, Dependency rest, Dependency noTwo) in kinds)
            {
                List<int>? cycle = graph.Knots(first | rest, knot)
                    .Select(inner => Shortest(graph, inner, first, rest, noTwo)).FirstOrDefault(c => c is not null);
                if (cycle is not null)
                    yield return (name, cycle);
            }
        }
    }

    /// <summary>The cycle with the fewest transactions that some edges of a knot begin.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="knot">Its nodes.</param>
    /// <param name="first">What kind the first edge has.</param>
    /// <param name="rest">What kinds the others may have.</param>
    /// <param name="noTwo">What kind must not come twice in a row.</param>
    private static List<int>? Shortest(
        DependencyGraph graph, int[] knot, Dependency first, Dependency rest, Dependency noTwo)
    {
        HashSet<int> member = [.. knot];
        List<int>? shortest = null;
        int least = int.MaxValue;
        int tries = Math.Clamp(NodesToVisit / knot.Length, FewestTries, MostTries);
        foreach (int node in knot)
        {
            (int from, int to) = graph.Edges(node);
            for (int e = from; e < to; e++)
            {
                if ((graph.Why(e) & first) == 0 || !member.Contains(graph.Target(e)))
                    continue;
                if (tries-- == 0 || least <= 2)
                    return shortest;
                if (graph.Path(graph.Target(e), node, rest, member, noTwo) is not { } path)
                    continue;
                List<int> cycle = [e, .. path];
                int length = cycle.Count(edge => graph.IsTransaction(graph.Target(edge)));
                if (length < least)
                    (shortest, least) = (cycle, length);
            }
        }

        return shortest;
    }

    private void ReportCycle(DependencyGraph graph, Anomaly name, List<int> edges)
    {
        List<int> core = [];
        StringBuilder cycle = new();
        for (int k = 0; k < edges.Count; k++)
        {
            int node = graph.Target(edges[k]);
            if (!graph.IsTransaction(node))
                continue;
            core.Add(node);
            string why = Say(graph.Why(edges[(k + 1) % edges.Count]));
            cycle.Append(CultureInfo.InvariantCulture, $"T{_ops[node].Line} {why} ");
        }

        int circle = core.Count;
        AddEvidence(core);
        Report(
            name, $"{Elle(name)}: {circle} transactions would each have to come before the next, in a circle ({cycle}T{_ops[core[0]].Line}).",
            [.. core]);
    }

    /// <summary>The name that Elle gives a cycle.</summary>
    private static string Elle(Anomaly name)
    {
        string text = name.ToString();
        string suffix = text.EndsWith("Process", StringComparison.Ordinal) ? "-process"
            : text.EndsWith("Realtime", StringComparison.Ordinal) ? "-realtime" : "";
        string plain = suffix.Length == 0 ? text : text[..^(suffix.Length - 1)];
        return (plain switch
        {
            nameof(Anomaly.GSingle) => "G-single", nameof(Anomaly.GNonadjacent) => "G-nonadjacent",
            nameof(Anomaly.G2) => "G2-item", _ => plain,
        }) + suffix;
    }

    /// <summary>The reads that show in which order the cycle's transactions appended.</summary>
    private void AddEvidence(List<int> core)
    {
        foreach (int t in core.ToArray())
        {
            foreach (MicroOp step in Steps(t))
            {
                int reader = _longestReader[step.Key];
                if (step.Kind == OpKind.Append && reader >= 0 && !core.Contains(reader))
                    core.Add(reader);
            }
        }
    }

    private static string Say(Dependency why) => why switch
    {
        Dependency.WriteWrite => "overwritten by",
        Dependency.WriteRead => "read by",
        Dependency.ReadWrite => "read what was overwritten by",
        Dependency.Process => "by the same client before",
        _ => "over before the start of",
    };
}

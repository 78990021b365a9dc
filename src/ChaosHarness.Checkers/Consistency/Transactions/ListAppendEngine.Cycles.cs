using System.Globalization;
using System.Text;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Cycles of dependencies.</summary>
internal sealed partial class ListAppendEngine
{
    // Every knot is a violation; so many are told, the smallest first.
    private const int MostKnots = 64;

    // In a large knot, so many edges are tried for a cycle of a kind, to find a short one.
    private const int MostTries = 256;

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

    /// <summary>Reports the plainest cycle that a knot holds, weakest edges first.</summary>
    private void Classify(DependencyGraph graph, int[] knot)
    {
        foreach (Strength strength in _strengths)
        {
            if (strength.Order != Dependency.None && !realtime)
                return;
            bool found = Cycle(graph, knot, Dependency.WriteWrite | strength.Order, strength.G0)
                || Cycle(graph, knot, Dependency.WriteWrite | Dependency.WriteRead | strength.Order, strength.G1c)
                || AntiCycle(graph, knot, strength);
            if (found)
                return;
        }
    }

    private bool Cycle(DependencyGraph graph, int[] knot, Dependency kinds, Anomaly name)
    {
        foreach (int[] inner in graph.Knots(kinds, knot))
        {
            if (Shortest(graph, inner, kinds, kinds, Dependency.None) is not { } cycle)
                continue;
            ReportCycle(graph, name, cycle);
            return true;
        }

        return false;
    }

    private bool AntiCycle(DependencyGraph graph, int[] knot, Strength strength)
    {
        foreach (int[] inner in graph.Knots(Data | strength.Order, knot))
        {
            Dependency plain = Dependency.WriteWrite | Dependency.WriteRead | strength.Order;
            Dependency all = Data | strength.Order;
            (Anomaly Name, Dependency Kinds, Dependency NoTwo)[] kinds =
            [
                (strength.GSingle, plain, Dependency.None), (strength.GNonadjacent, all, Dependency.ReadWrite),
                (strength.G2, all, Dependency.None),
            ];
            foreach ((Anomaly name, Dependency rest, Dependency noTwo) in kinds)
            {
                if (Shortest(graph, inner, Dependency.ReadWrite, rest, noTwo) is not { } cycle)
                    continue;
                ReportCycle(graph, name, cycle);
                return true;
            }
        }

        return false;
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
        int tries = 0;
        foreach (int node in knot)
        {
            (int from, int to) = graph.Edges(node);
            for (int e = from; e < to; e++)
            {
                if ((graph.Why(e) & first) == 0 || !member.Contains(graph.Target(e)))
                    continue;
                if (++tries > MostTries || least <= 2)
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

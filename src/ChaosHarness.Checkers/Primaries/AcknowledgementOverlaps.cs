using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>
/// Times at which two nodes both acknowledged writes. One node taking over from another is told apart by order: a
/// write that node A acknowledged between two of node B - begun after the one had been acknowledged, acknowledged
/// before the other was begun - would need two changes of the primary between these. Within a second nobody does that.
/// </summary>
internal static class AcknowledgementOverlaps
{
    /// <summary>What such overlaps are said to be known from.</summary>
    public const string What = "acknowledgements";

    private const long TwoChanges = 1_000_000_000;
    private const int MostPlaces = 6;

    /// <summary>All overlaps between any two nodes.</summary>
    public static IEnumerable<Overlap> Of(IReadOnlyList<Acknowledgements> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            for (int j = i + 1; j < nodes.Count; j++)
            {
                List<Sandwich> found = [.. Between(nodes[i], nodes[j]), .. Between(nodes[j], nodes[i])];
                found.Sort((a, b) => a.From.CompareTo(b.From));
                foreach (List<Sandwich> run in Runs(found))
                    yield return Overlap(nodes[i], nodes[j], run);
            }
        }
    }

    /// <summary>The writes that one node acknowledged between two of the other.</summary>
    public static IEnumerable<Sandwich> Between(Acknowledgements inner, Acknowledgements outer)
    {
        AcknowledgementSweep others = new(outer);
        for (int i = inner.First; i < inner.Past; i = inner.Next(i))
        {
            Operation op = inner[i];
            long before = others.LastEndBefore(op.Start.Nanoseconds);
            if (before == long.MinValue || op.End.Nanoseconds - before > TwoChanges)
                continue;
            long after = outer.FirstStartAfter(op.End.Nanoseconds);
            if (after != long.MaxValue && after - before <= TwoChanges)
                yield return new(before, after, i);
        }
    }

    private static IEnumerable<List<Sandwich>> Runs(List<Sandwich> sandwiches)
    {
        List<Sandwich> run = [];
        long reached = 0;
        foreach (Sandwich next in sandwiches)
        {
            if (run.Count > 0 && next.From - reached > TwoChanges)
            {
                yield return run;
                run = [];
            }

            run.Add(next);
            reached = Math.Max(reached, next.To);
        }

        if (run.Count > 0)
            yield return run;
    }

    private static Overlap Overlap(Acknowledgements a, Acknowledgements b, List<Sandwich> run)
    {
        long from = run[0].From - TwoChanges, to = run.Max(s => s.To) + TwoChanges;
        (long From, long By, long Since, long Until) first = Acting(a, from, to), second = Acting(b, from, to);
        bool isSwapped = second.From < first.From;
        long surelyFrom = Math.Max(first.By, second.By), surelyTo = Math.Min(first.Since, second.Since);
        long most = Math.Min(first.Until, second.Until) - Math.Max(first.From, second.From);
        // That it happened is proven, even where the length is not.
        long least = Math.Max(surelyTo - surelyFrom, 1);
        return new(
            What, (isSwapped ? b : a).Node, (isSwapped ? a : b).Node, new(surelyFrom), new(Math.Max(surelyFrom, surelyTo)),
            new(TimeSpan.FromTicks((least + 99) / 100), TimeSpan.FromTicks((Math.Max(most, least) + 99) / 100)),
            [.. run.Select(s => s.Index).Order().Take(MostPlaces).Select(HistoryAccess.Place)]);
    }

    /// <summary>
    /// The acknowledged writes of a node around an overlap: start and end of the first, start and end of the last.
    /// </summary>
    private static (long From, long By, long Since, long Until) Acting(Acknowledgements node, long from, long to)
    {
        (long From, long By, long Since, long Until) acting = (long.MaxValue, long.MaxValue, long.MinValue, long.MinValue);
        for (int i = node.FirstFrom(from); i < node.Past; i = node.Next(i))
        {
            Operation op = node[i];
            (long start, long end) = (op.Start.Nanoseconds, op.End.Nanoseconds);
            if (start > to)
                break;
            acting.From = Math.Min(acting.From, start);
            acting.By = Math.Min(acting.By, end);
            acting.Since = Math.Max(acting.Since, start);
            acting.Until = Math.Max(acting.Until, end);
        }

        return acting;
    }
}

/// <summary>A write of one node between two of another.</summary>
/// <param name="From">The other node had acknowledged by then.</param>
/// <param name="To">The other node was given a write then that it acknowledged.</param>
/// <param name="Index">The write's place in the history.</param>
internal sealed record Sandwich(long From, long To, int Index);

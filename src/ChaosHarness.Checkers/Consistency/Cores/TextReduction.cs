namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Reduces a contradictory key-value history by striking out texts everywhere (see <see cref="TextTokens"/>), then by
/// leaving out reads, then puts and appends that nothing left can see.
/// </summary>
internal sealed class TextReduction(ConsistencyHistory history, ReductionBudget budget, TextTokens tokens)
{
    private readonly Op[] _ops = history.Ops;
    private int[] _members = [];
    private long _cutoff;

    /// <summary>The reduced and named conflict.</summary>
    public Conflict Reduce(Conflict conflict)
    {
        conflict = conflict.Complete((core, cutoff) => IsBad(TextTokens.Image(history, core, tokens, null, cutoff)));
        (_members, _cutoff) = (conflict.Core, conflict.Cutoff);
        List<int> reads = [.. _members.Where(i => _ops[i].Kind == OpKind.Read)];
        foreach (int read in reads)
        {
            if (Unexplained(read) is { } found)
                return found;
        }

        List<long> kept = Strike([.. tokens.All], reads);
        reads = Shrinking.Shrink(reads, some => IsBad(kept, some), () => budget.HasTime);
        kept = Strike(kept, reads);
        HashSet<long> left = [.. kept];
        List<int> core = WithoutUnseen(Core(kept, reads), reads, left);
        return Name(core, reads, left) with { Cutoff = _cutoff, Kept = left };
    }

    private List<long> Strike(List<long> kept, List<int> reads) =>
        Shrinking.Shrink(kept, some => IsBad(some, reads), () => budget.HasTime);

    /// <summary>A text that was never put or appended, only by operations that failed, not yet, or too often.</summary>
    private Conflict? Unexplained(int read)
    {
        if (tokens.Decode(_ops[read].B) is not { } decoded)
            return new(Anomaly.PhantomRead, [read]) { Late = read };
        foreach (IGrouping<long, long> token in decoded.GroupBy(t => t))
        {
            int key = _ops[read].Key;
            int[] writers = [.. Enumerable.Range(0, _ops.Length).Where(
                i => _ops[i].Key == key && _ops[i].Kind != OpKind.Read && _ops[i].A == token.Key)];
            int[] effective = Array.FindAll(writers, i => _ops[i].Ending is Ending.Ok or Ending.Unknown);
            int[] begun = Array.FindAll(effective, i => _ops[i].Start <= _ops[read].End);
            if (effective.Length == 0)
                return new(Anomaly.AbortedRead, [writers[0], read]) { Early = writers[0], Late = read };
            HashSet<long> kept = [token.Key];
            if (begun.Length == 0)
                return new(Anomaly.FutureRead, [read, effective[0]]) { Early = read, Late = effective[0], Kept = kept };
            if (begun.Length < token.Count())
            {
                return new(Anomaly.Duplicate, [.. begun, read])
                {
                    Early = begun[0], Late = read, Kept = kept, Cutoff = _ops[read].End,
                    Text = $"A read found {history.Texts.Show(token.Key)} {token.Count()} times in the text, though it was put or appended {begun.Length} times by then.",
                };
            }
        }

        return null;
    }

    private List<int> Core(IReadOnlyCollection<long> kept, List<int> reads)
    {
        HashSet<long> left = [.. kept];
        HashSet<int> shown = [.. reads];
        return [.. _members.Where(i => _ops[i].Kind == OpKind.Read ? shown.Contains(i)
            : _ops[i].Kind == OpKind.Write || left.Contains(_ops[i].A))];
    }

    private bool IsBad(List<long> kept, List<int> reads) =>
        IsBad(TextTokens.Image(history, Core(kept, reads), tokens, new HashSet<long>(kept), _cutoff));

    private bool IsBad(ConsistencyHistory image) => SearchEngine.KeyValue(
        image, Partition.Whole(image.Ops)[0], "", budget.Search()).Decision == Decision.Violated;

    /// <summary>
    /// Nothing is lost with what began after the last read, nor with struck-out puts that ended before everything else:
    /// they leave the text empty, as it was.
    /// </summary>
    private List<int> WithoutUnseen(List<int> core, List<int> reads, HashSet<long> kept)
    {
        if (reads.Count == 0)
            return core;
        long end = reads.Max(i => _ops[i].End);
        core = core.FindAll(i => _ops[i].Start <= end);
        int[] others = [.. core.Where(i => _ops[i].Kind != OpKind.Write || kept.Contains(_ops[i].A))];
        long start = others.Min(i => _ops[i].Start);
        return core.FindAll(i => others.Contains(i) || _ops[i].End >= start);
    }

    private Conflict Name(List<int> core, List<int> reads, HashSet<long> kept)
    {
        Conflict plain = new(Anomaly.NotLinearizable, [.. core]) { Late = reads.Count > 0 ? reads.MaxBy(i => _ops[i].Start) : -1 };
        if (core.Exists(i => _ops[i].Kind == OpKind.Write) || reads.Count == 0)
            return plain with { Early = EarlyOf(core, plain.Late) };
        List<(int Read, List<long> Shown)> shown = [.. reads.Select(
            i => (i, tokens.Decode(_ops[i].B)!.FindAll(kept.Contains)))];
        for (int a = 0; a < shown.Count; a++)
        {
            for (int b = a + 1; b < shown.Count; b++)
            {
                int least = Math.Min(shown[a].Shown.Count, shown[b].Shown.Count);
                if (!shown[a].Shown.Take(least).SequenceEqual(shown[b].Shown.Take(least)))
                    return plain with { Anomaly = Anomaly.IncompatibleOrder, Early = shown[a].Read, Late = shown[b].Read };
            }
        }

        (int late, List<long> last) = shown.MaxBy(s => _ops[s.Read].Start);
        int early = EarlyOf(core.FindAll(i => _ops[i].Kind == OpKind.Read
            ? tokens.Decode(_ops[i].B)!.Count(kept.Contains) > last.Count : !last.Contains(_ops[i].A)), late);
        if (early < 0)
            return plain with { Anomaly = Anomaly.OrderViolation, Early = EarlyOf(core, late) };
        bool isGone = tokens.Decode(_ops[late].B)!.Count == 0;
        return plain with
        {
            Anomaly = isGone ? Anomaly.LostAfterRecovery
                : _ops[early].Kind == OpKind.Read || IsShownAnywhere(_ops[early].A) ? Anomaly.StaleRead : Anomaly.LostWrite,
            Early = early, Late = late,
        };
    }

    private bool IsShownAnywhere(long token) => _members.Any(
        i => _ops[i].Kind == OpKind.Read && tokens.Decode(_ops[i].B)?.Contains(token) == true);

    /// <summary>Of some operations, the one that ended last before another one began.</summary>
    private int EarlyOf(List<int> some, int late) => late < 0 ? -1 : some
        .Where(i => i != late && _ops[i].End < _ops[late].Start)
        .DefaultIfEmpty(-1).MaxBy(i => i < 0 ? long.MinValue : _ops[i].End);
}

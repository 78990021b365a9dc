using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>Which outages of one class belong to one fault, and what they come to.</summary>
internal sealed class OutageMeter
{
    private readonly OutageAnalysis _analysis;
    private readonly long _from;
    private readonly long _to;
    private readonly Stretch[] _stretches;

    /// <param name="analysis">The outages of the class.</param>
    /// <param name="from">When the fault was injected.</param>
    /// <param name="to">When the next one was, or the run ended.</param>
    public OutageMeter(OutageAnalysis analysis, Instant from, Instant to)
    {
        _analysis = analysis;
        (_from, _to) = (from.Nanoseconds, to.Nanoseconds);
        Begun = [.. analysis.Spells.Where(s => s.DownBy >= _from && s.DownBy < _to)];
        // An outage that was there already when the fault was injected counts for it from that moment on.
        Running = analysis.Spells.FirstOrDefault(s => s.DownBy < _from && s.DownUntil >= _from);
        _stretches = [.. analysis.Spells.SelectMany(s => s.Stretches).Where(s => s.DownBy < _to && s.DownUntil >= _from)];
    }

    /// <summary>The outages that began in the window.</summary>
    public IReadOnlyList<Spell> Begun { get; }

    /// <summary>An outage that an earlier fault had begun and that was still there; null when there was none.</summary>
    public Spell? Running { get; }

    /// <summary>The one with the longest possible length; null when none was seen.</summary>
    public Spell? Longest => All.MaxBy(s => Most(s) ?? long.MaxValue);

    private IEnumerable<Spell> All => Running is null ? Begun : Begun.Prepend(Running);

    /// <summary>Adds it up. The verdict is left to <paramref name="judge"/>.</summary>
    public Outage Measure(string fault, Allowed? allowed, Func<Outage, Verdict> judge)
    {
        TimeSpan resolution = SpanUp(Math.Max(_analysis.Resolution(_from, _to, [.. All]), Doubtful()));
        (int failed, int unknown) = Count();
        Outage outage = new()
        {
            Fault = fault,
            Class = _analysis.Track.Name,
            Longest = LongestBracket(resolution),
            Total = TotalBracket(resolution),
            Count = All.Count(),
            Resolution = resolution,
            LastOkBefore = Longest is { LastOk: >= 0 } before ? _analysis.Track[before.LastOk].Start : null,
            FirstOkAfter = Longest is { FirstOk: >= 0 } after ? _analysis.Track[after.FirstOk].End : null,
            Failed = failed,
            Unknown = unknown,
            Documented = allowed?.Bound.Text,
            Derived = allowed?.AsTime,
            Verdict = Verdict.Unknown,
            Evidence = Evidence(),
        };
        return outage with { Verdict = judge(outage) };
    }

    private TimeBracket LongestBracket(TimeSpan resolution)
    {
        if (Longest is null)
            return new(TimeSpan.Zero, resolution);
        TimeSpan least = Span(_stretches.Select(Least).DefaultIfEmpty().Max());
        if (All.Any(s => s.To is null))
            return new(least, null);
        TimeSpan most = SpanUp(All.Max(s => Most(s)!.Value));
        return new(least, most > resolution ? most : resolution);
    }

    private TimeBracket TotalBracket(TimeSpan resolution)
    {
        if (Longest is null)
            return new(TimeSpan.Zero, resolution);
        TimeSpan least = Span(_stretches.Sum(Least));
        return All.Any(s => s.To is null) ? new(least, null) : new(least, SpanUp(All.Sum(s => MostTotal(s)!.Value)));
    }

    /// <summary>
    /// The longest outage that is counted for a later fault and may have been this one's: it shows only after the later
    /// one, but an operation that met it had had its chance before, and the load was held up so that nothing can tell.
    /// </summary>
    private long Doubtful()
    {
        long most = 0;
        foreach (Spell spell in _analysis.Spells)
        {
            ClassTrack track = _analysis.Track;
            bool hadItsChance = _analysis.Prompt is { } prompt && track[spell.FirstBad].Start.Nanoseconds + prompt.Served < _to;
            if (spell.DownBy >= _to && hadItsChance)
                most = Math.Max(most, (spell.To ?? track.Horizon) - Math.Max(_from, _analysis.StartOf(spell.Since)));
        }

        return most;
    }

    private long Least(Stretch stretch) => Math.Max(0, stretch.DownUntil - Math.Max(stretch.DownBy, _from));

    private long? Most(Spell spell) => spell == Running ? spell.To - _from : spell.Most;

    private long? MostTotal(Spell spell) => spell == Running ? spell.To - _from : spell.MostTotal;

    private (int Failed, int Unknown) Count()
    {
        ClassTrack track = _analysis.Track;
        int failed = 0, unknown = 0;
        for (int i = track.FirstFrom(_from); i < track.Past; i = track.Next(i))
        {
            Operation op = track[i];
            if (op.Start.Nanoseconds >= _to)
                break;
            failed += op.Outcome == Outcome.Fail ? 1 : 0;
            unknown += op.Outcome is Outcome.Info or Outcome.Open ? 1 : 0;
        }

        return (failed, unknown);
    }

    private string[] Evidence()
    {
        if (Longest is not { } spell)
            return [];
        int[] places = [spell.LastOk, spell.FirstBad, spell.LastBad, spell.FirstOk];
        return [.. places.Where(p => p >= 0).Distinct().Select(HistoryAccess.Place)];
    }

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / 100);

    /// <summary>Upper ends are rounded up: the truth has to lie inside.</summary>
    private static TimeSpan SpanUp(long nanoseconds) => TimeSpan.FromTicks((nanoseconds + 99) / 100);
}

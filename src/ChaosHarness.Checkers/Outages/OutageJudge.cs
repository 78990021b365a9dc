using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;

namespace ChaosHarness.Checkers.Outages;

/// <summary>Judges the outage of one class during one fault and says why.</summary>
internal sealed class OutageJudge(FaultWindow fault, OutageAnalysis analysis, OutageBound bound)
{
    private readonly List<Finding> _findings = [];

    /// <summary>What was concluded.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Measures and judges.</summary>
    public Outage Measure(RunTimeline timeline)
    {
        Instant end = timeline.EndOf(fault);
        bool isLast = end == timeline.End;
        OutageMeter meter = new(analysis, fault.Injecting, isLast ? Instant.Never : end);
        Outage outage = meter.Measure(fault.Name, bound.Allowed, _ => Verdict.Unknown);
        (Verdict verdict, string why) = Judge(outage, meter);
        if (verdict == Verdict.Fail && fault.Effective is null)
            (verdict, why) = (Verdict.Unknown, $"{why}; but the fault was not shown to have taken effect, so this proves nothing");
        _findings.Add(new(verdict, $"{Measured(outage, meter)}: {why}.", outage.Evidence));
        return outage with { Verdict = verdict };
    }

    private (Verdict Verdict, string Why) Judge(Outage outage, OutageMeter meter)
    {
        if (!HasLoad(fault.Injecting.Nanoseconds))
            return (Verdict.Unknown, "no operation of the class was started after the fault was injected, so nothing is known");
        if (analysis.Prompt is null && fault.Step >= 0)
            return (Verdict.Unknown, "nothing of the class ended Ok before the first fault, so it is not known to have worked");
        if (bound.Allowed is { IsKnown: true, Max: 0 } && outage.Count == 0)
            return NoneSeen(outage);
        Verdict most = bound.Allowed?.Judge(outage.Longest) ?? Verdict.Pass;
        if (outage.Longest.Max is null)
            return most == Verdict.Fail ? (most, $"it never came back; {Bounded()}") : NeverBack(outage);
        if (bound.Allowed is not { } allowed)
            return (Verdict.Pass, "no bound is set");
        if (most != Verdict.Pass)
            return (most, most == Verdict.Fail ? Bounded() : Undecided(allowed));
        Verdict least = allowed.JudgeLeast(outage.Longest);
        if (least == Verdict.Pass)
            return (Verdict.Pass, Bounded());
        if (bound.IsExpected)
            return (least, least == Verdict.Fail ? $"{Bounded()}, which is longer" : Undecided(allowed));
        _findings.AddRange(Drift(outage, allowed, least));
        return (Verdict.Pass, Bounded());
    }

    /// <summary>That there was none at all cannot be shown; that none was seen by somebody who looked often enough can.</summary>
    private (Verdict, string) NoneSeen(Outage outage) =>
        outage.Resolution.Ticks * 100 <= (analysis.Prompt?.Gap ?? 0)
            ? (Verdict.Pass, Bounded())
            : (Verdict.Unknown, $"{Bounded()}, and the load has a gap that long");

    private (Verdict, string) NeverBack(Outage outage)
    {
        if (fault.Healed is null)
            return (Verdict.Unknown, "the load ended while the class was out and the fault not healed");
        return outage.Longest.Min > TimeSpan.Zero
            ? (Verdict.Fail, "it never came back although the fault was healed")
            : (Verdict.Unknown, "the load ended with an operation that was not served; nothing shows whether the class came back");
    }

    private IEnumerable<Finding> Drift(Outage outage, Allowed allowed, Verdict least)
    {
        if (least == Verdict.Fail)
        {
            yield return new(
                Verdict.Pass,
                $"{fault.Name}: {outage.Class} was back sooner than documented ({allowed.Text()}): the document or the configuration has drifted.");
        }
    }

    private bool HasLoad(long from) => analysis.Track.FirstFrom(from) < analysis.Track.Past;

    private string Bounded() => bound.Allowed is { } allowed
        ? $"{(bound.IsExpected ? "expected" : "documented")} is {allowed.Text()}" : "no bound is set";

    private string Undecided(Allowed allowed) => allowed.IsKnown
        ? $"{Bounded()}, and the bracket does not tell on which side of it the truth is"
        : $"{Bounded()}, so the bound is not known";

    private string Measured(Outage outage, OutageMeter meter)
    {
        string subject = $"{fault.Name}: {outage.Class}";
        if (outage.Count == 0)
            return $"{subject} was not seen out (one shorter than {Wording.Of(outage.Resolution)} could have gone unseen)";
        string also = meter.Running is null ? "" : ", the first of them left over from the fault before";
        string many = outage.Count == 1 ? "" : $" in the longest of {Wording.Of(outage.Count)} outages{also} ({Wording.Of(outage.Total)} in all)";
        return $"{subject} was out for {Wording.Of(outage.Longest)}{many}, "
            + $"{Wording.Of(outage.Failed)} operations failed and {Wording.Of(outage.Unknown)} have an unknown outcome";
    }
}

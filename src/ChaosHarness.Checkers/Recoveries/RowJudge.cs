using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>Compares what was seen after one fault with the documented row.</summary>
internal sealed class RowJudge(
    TableRow row, FaultWindow fault, RunTimeline timeline, EvidenceFinder finder, Blindness blindness, BoundEvaluator bounds)
{
    private const int MostPlaces = 5;

    private readonly List<Finding> _findings = [];
    private readonly List<RecoveryPhase> _phases = [];
    private readonly Instant _end = timeline.EndOf(fault);
    private (string Name, Instant After) _latest = ("", default);
    private (string Name, Instant At) _newest = ("", default);

    /// <summary>What was concluded.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The actions with what was seen of them.</summary>
    public IReadOnlyList<RecoveryPhase> Phases => _phases;

    /// <summary>Judges every action in order, then what must not happen.</summary>
    public void Judge()
    {
        foreach (RecoveryAction action in row.Actions)
            Judge(action);
        foreach (Evidence unwanted in row.MustNot)
            JudgeUnwanted(unwanted);
    }

    private void Judge(RecoveryAction action)
    {
        IReadOnlyList<Sighting> all = finder.Find(action.Evidence, fault, fault.Injecting, _end);
        Sighting[] inOrder = [.. all.Where(s => action.AnyOrder || s.At >= _latest.After)];
        Sighting? seen = EvidenceFinder.Complete(inOrder, action.Evidence.Nodes);
        bool isEarly = seen is null && EvidenceFinder.Complete(all, action.Evidence.Nodes) is not null;
        seen ??= EvidenceFinder.Complete(all, action.Evidence.Nodes);
        Allowed? within = action.Within is { } bound ? bounds.Evaluate(bound) : null;
        (Verdict verdict, string why) = seen is null ? Missing(action, within) : Timely(seen, within);
        if (seen is not null && isEarly)
            (verdict, why) = (Verdict.Fail, $"{why}; documented after '{_latest.Name}', but it came before");
        else if (seen is not null && !action.AnyOrder)
            why += Follow(action.Name, seen);
        Add(action, seen, within, verdict, why);
    }

    /// <summary>Remembers the action for those after it; tells when nobody can say which of two came first.</summary>
    private string Follow(string name, Sighting seen)
    {
        string remark = seen.At < _newest.At
            ? $" (whether it came after '{_newest.Name}' cannot be told: their brackets overlap)" : "";
        if (seen.SurelyAfter >= _latest.After)
            _latest = (name, seen.SurelyAfter);
        if (seen.At >= _newest.At)
            _newest = (name, seen.At);
        return remark;
    }

    private (Verdict, string) Timely(Sighting seen, Allowed? within)
    {
        TimeBracket after = Since(seen);
        string text = $"seen {(seen.Node is null ? "" : $"on {seen.Node} ")}{Wording.Of(after)} after the fault took effect";
        if (within is null)
            return (Verdict.Pass, text);
        text += $"; documented is {within.Text()}";
        Verdict verdict = within.Judge(after);
        if (verdict == Verdict.Unknown && within.IsKnown)
            text += ", and the bracket does not tell whether it was in time";
        if (within.JudgeLeast(after) == Verdict.Fail)
            text += " (sooner than documented: the document or the configuration has drifted)";
        return (verdict, text);
    }

    private (Verdict, string) Missing(RecoveryAction action, Allowed? within)
    {
        string wanted = action.Evidence.Nodes > 1 ? $"not seen on {action.Evidence.Nodes} nodes" : "not seen";
        if (action.Optional)
            return (Verdict.Pass, $"{wanted}; the recovery is complete without it");
        if (blindness.Why(action.Evidence, fault.Injecting, _end) is { } blind)
            return (Verdict.Unknown, $"{wanted}, but {blind}");
        string ended = _end == timeline.End ? "the run was over" : "the next fault came";
        return within is { IsKnown: true, Max: { } most } && _end - fault.Injecting < Wording.Seconds(most)
            ? (Verdict.Unknown, $"{wanted}, but {ended} before it had to be ({within.Text()})")
            : (Verdict.Fail, $"{wanted} until {Wording.Of(_end - fault.Injecting)} after the fault");
    }

    private void Add(RecoveryAction action, Sighting? seen, Allowed? within, Verdict verdict, string why)
    {
        (verdict, why) = IfEffective(verdict, why);
        string[] places = seen is null ? [] : [seen.Place];
        _findings.Add(new(verdict, $"{fault.Name}: {action.Name} ({action.Text}): {why}.", places));
        _phases.Add(new(
            fault.Name, action.Name, action.Text, seen is null ? null : Since(seen), seen?.At, seen?.Node,
            action.Within?.Text, within?.AsTime, verdict, places));
    }

    private void JudgeUnwanted(Evidence unwanted)
    {
        Instant until = timeline.RecoveredFrom(fault);
        Instant inPlace = fault.Healing is { } healing && healing < _end ? healing : until;
        IReadOnlyList<Sighting> seen = unwanted.Operation is { } operation
            ? finder.Served(operation, fault.Effective ?? fault.Injecting, inPlace, MostPlaces)
            : Unwanted(unwanted, until);
        string what = $"{fault.Name}: {Name(unwanted)} must not happen";
        Sighting? sure = seen.FirstOrDefault(
            s => (s.NotBefore is not { } early || early >= fault.Injecting) && !(unwanted.UntilHealing && s.At > fault.Healing));
        (Verdict verdict, string why) = sure is not null
            ? (Verdict.Fail, $"it did{On(sure)}, {Wording.Of(Since(sure))} after the fault took effect")
            : seen.Count > 0 ? (Verdict.Unknown, $"it did{On(seen[0])}, but perhaps just before the fault or after its healing")
            : blindness.Why(unwanted, fault.Injecting, until) is { } blind ? (Verdict.Unknown, $"it was not seen, but {blind}")
            : (Verdict.Pass, "and did not");
        (verdict, why) = IfEffective(verdict, why);
        _findings.Add(new(verdict, $"{what}: {why}.", [.. seen.Take(MostPlaces).Select(s => s.Place)]));
    }

    private IReadOnlyList<Sighting> Unwanted(Evidence unwanted, Instant until)
    {
        IReadOnlyList<Sighting> all = finder.Find(unwanted, fault, fault.Injecting, until);
        return unwanted.UntilHealing && fault.Healing is { } healing ? [.. all.Where(s => s.Earliest < healing)] : all;
    }

    /// <summary>A fault that did not happen proves nothing against the system.</summary>
    private (Verdict, string) IfEffective(Verdict verdict, string why) =>
        verdict == Verdict.Fail && fault.Effective is null
            ? (Verdict.Unknown, $"{why}; but the fault was not shown to have taken effect, so this proves nothing")
            : (verdict, why);

    /// <summary>The time since the fault took effect, which was between its injecting and the proof.</summary>
    private TimeBracket Since(Sighting seen)
    {
        TimeSpan least = seen.Earliest - (fault.Effective ?? seen.Earliest);
        return new(least > TimeSpan.Zero ? least : TimeSpan.Zero, seen.At - fault.Injecting);
    }

    private static string On(Sighting seen) => seen.Node is null ? "" : $" on {seen.Node}";

    private static string Name(Evidence evidence) => evidence.Operation is { } operation
        ? $"that {operation} is served"
        : string.Join(" ", new[] { evidence.Kind, evidence.Watch, evidence.Value, evidence.Subject, evidence.Node }.OfType<string>());
}

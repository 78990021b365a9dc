using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Preflight;

/// <summary>
/// Whether the table's rules held of the live configuration before anything was broken. In a run a rule that does not hold
/// is a remark: the run shows what comes of it. A rule that could not be looked at is Unknown.
/// </summary>
/// <param name="strict">Whether a rule of severity error that does not hold fails.</param>
public sealed class PreflightChecker(bool strict = false) : IChecker
{
    public string Name => "preflight";

    public string Help => "whether the live configuration can keep what is documented, before anything is broken";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        Instant? fault = evidence.Journal.FirstOrDefault(e => e.Kind == EventKinds.Injecting)?.At;
        JournalEvent[] before = [.. evidence.Journal.Where(e => e.Kind == EventKinds.Configuration && (fault is null || e.At < fault))];
        Table table = evidence.Scenario.Stack.Table;
        LiveConfiguration live = new(before, null);
        return Results.Of(this, "Before the faults", [.. table.Preflight.Select(r => Finding(r, Look(r, table, live, before)))]);
    }

    /// <summary>A line for each rule that does not hold, or could not be looked at, for whoever waits for the run.</summary>
    public static IEnumerable<string> Remarks(Table table, IReadOnlyCollection<JournalEvent> configuration)
    {
        JournalEvent[] values = [.. configuration];
        LiveConfiguration live = new(values, null);
        foreach (PreflightRule rule in table.Preflight)
        {
            (bool? holds, string seen) = Look(rule, table, live, values);
            if (holds != true)
                yield return $"preflight {(holds is null ? "unknown" : rule.Severity.ToString().ToLowerInvariant())}: {rule.Name} ({seen})";
        }
    }

    private Finding Finding(PreflightRule rule, (bool? Holds, string Seen) look)
    {
        if (look.Holds is null)
            return new(Verdict.Unknown, $"Rule '{rule.Name}' could not be looked at: {look.Seen}.");
        if (look.Holds == true)
            return new(Verdict.Pass, $"Rule '{rule.Name}' holds: {look.Seen}.");
        Verdict verdict = strict && rule.Severity == Severity.Error ? Verdict.Fail : Verdict.Pass;
        string severity = rule.Severity.ToString().ToLowerInvariant();
        return new(verdict, $"Preflight {severity}, rule '{rule.Name}': {rule.Text} ({look.Seen}). {rule.Remedy} Source: {rule.Source}.");
    }

    private static (bool? Holds, string Seen) Look(
        PreflightRule rule, Table table, LiveConfiguration live, JournalEvent[] configuration)
    {
        if (rule.Config is { } name)
            return Look(rule, [.. configuration.Where(e => e.Subject == name)]);
        if (rule.Value is not { } formula || rule.Bound is not { } bound)
            return (null, "it says nothing");
        BoundEvaluator evaluator = new(table, live);
        Allowed value = evaluator.Evaluate(new Bound(formula.Text, formula, formula));
        Allowed allowed = evaluator.Evaluate(bound);
        if (!value.IsKnown || !allowed.IsKnown || value.Max is not { } number)
            return (null, string.Join("; ", value.Missing.Concat(allowed.Missing).Distinct()));
        bool holds = (allowed.Min is not { } min || number >= min) && (allowed.Max is not { } max || number <= max);
        return (holds, FormattableString.Invariant($"{formula.Text} is {number:0.###}, wanted {allowed.Text(v => FormattableString.Invariant($"{v:0.###}"))}"));
    }

    private static (bool? Holds, string Seen) Look(PreflightRule rule, JournalEvent[] values)
    {
        if (values.Length == 0)
            return (null, $"no node tells {rule.Config}");
        string seen = $"{rule.Config} is {string.Join(", ", values.GroupBy(v => v.Value).Select(Spread))}";
        if (rule.Is is { } wanted)
            return (values.All(v => v.Value == wanted), $"{seen}; wanted '{wanted}'");
        if (rule.IsNot is { } unwanted)
            return (values.All(v => v.Value != unwanted), $"{seen}; not wanted '{unwanted}'");
        return (values.DistinctBy(v => (v.Node, v.Value)).GroupBy(v => v.Value).All(g => g.Count() == 1), $"{seen}; each its own is wanted");
    }

    private static string Spread(IGrouping<string?, JournalEvent> group) =>
        $"'{group.Key}' on {string.Join(" and ", group.Select(e => e.Node).Distinct())}";
}

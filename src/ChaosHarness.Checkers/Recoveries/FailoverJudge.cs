using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>
/// Whether another node became primary: a watch saw the primary's role on a node that did not hold it before the first
/// fault, or the sentinels announced a switch.
/// </summary>
internal sealed class FailoverJudge(RunEvidence run, RunTimeline timeline, Blindness blindness)
{
    private const string Role = "primary";
    private const string Switch = "+switch-master";

    /// <summary>Compares with what the scenario expects; null when it expects nothing.</summary>
    public Finding? Judge()
    {
        if (run.Scenario.Expect.Failover is not { } expected)
            return null;
        if (timeline.FirstFault is not { } first)
            return new(Verdict.Unknown, "Whether there was a failover cannot be told: no fault was injected.");
        (string Text, int Place)? seen = Seen(first);
        if (seen is { } failover)
            return new(expected ? Verdict.Pass : Verdict.Fail, $"{failover.Text}; a failover {Word(expected)}.", [Wording.JournalPlace(failover.Place)]);
        if (Blind(first) is { } blind)
            return new(Verdict.Unknown, $"No failover was seen, but {blind}; a failover {Word(expected)}.");
        return expected && timeline.Faults.All(f => f.Effective is null)
            ? new(Verdict.Unknown, "There was no failover, but no fault was shown to have taken effect.")
            : new(expected ? Verdict.Fail : Verdict.Pass, $"There was no failover; a failover {Word(expected)}.");
    }

    private static string Word(bool expected) => expected ? "has to happen" : "must not happen";

    private IEnumerable<RoleSpec> Roles => run.Scenario.Stack.Roles.Values.Where(r => r.Name == Role);

    private (string, int)? Seen(Instant first)
    {
        HashSet<(string Watch, string? Node)> holders = [];
        for (int i = 0; i < run.Journal.Count; i++)
        {
            JournalEvent entry = run.Journal[i];
            bool isAfter = entry.At > first;
            if (isAfter && entry is { Kind: EventKinds.Announced, Value: Switch })
                return ($"{entry.Node ?? "the sentinels"} announced {Switch} {Wording.Of(entry.At - first)} after the first fault", i);
            if (entry.Kind != EventKinds.Observed || ObservedChanges.IsBlind(entry.Value) || RoleOf(entry) is not { } role)
                continue;
            (string, string?) holder = (role.Watch, entry.Node);
            bool holds = entry.Value == role.Value;
            if (isAfter && holds && !holders.Contains(holder))
                return ($"{entry.Node} became primary {Wording.Of(entry.At - first)} after the first fault, as {role.Watch} saw", i);
            if (!isAfter && holds)
                holders.Add(holder);
            else if (!isAfter)
                holders.Remove(holder);
        }

        return null;
    }

    private RoleSpec? RoleOf(JournalEvent entry)
    {
        string? watch = entry.Data.GetValueOrDefault("watch");
        return Roles.FirstOrDefault(r => r.Watch == watch);
    }

    private string? Blind(Instant first)
    {
        string[] watches = [.. Roles.Select(r => r.Watch).Distinct()];
        return watches.Length == 0
            ? "the stack names no watch for the primary's role"
            : watches.Select(w => blindness.WhyNoWatch(w, first, timeline.End)).FirstOrDefault(w => w is not null);
    }
}

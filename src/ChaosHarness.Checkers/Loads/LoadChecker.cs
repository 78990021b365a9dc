using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Loads;

/// <summary>
/// Whether the load was what the scenario asked for while nothing was broken: before the first fault and after
/// recovery as many operations must have started, and ended Ok, as the floor says, and on time. A fault that no load
/// would have noticed proves nothing, so less than that is Unknown.
/// </summary>
/// <remarks>
/// "Before" lasts from the load's first operation to the first fault, "after" from the begin of that phase for as long
/// as the scenario's margin. What lies between is measured and not judged.
/// </remarks>
public sealed class LoadChecker : IChecker
{
    private static readonly TimeSpan s_latest = TimeSpan.FromMilliseconds(100);

    public string Name => "load";

    public string Help => "whether each load kept its rate and its schedule before the first fault and after recovery";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        List<Finding> findings = [];
        List<LoadQuality> qualities = [];
        LoadWindow[][] windowsOf = LoadWindows.Of(evidence, timeline, ct);
        for (int i = 0; i < evidence.Scenario.Loads.Count; i++)
        {
            LoadSpec load = evidence.Scenario.Loads[i];
            if (windowsOf[i].Length == 0)
                findings.Add(new(Verdict.Unknown, $"{load.Name}: no operation was recorded."));
            foreach (LoadWindow window in windowsOf[i])
            {
                LoadQuality quality = window.Measure(load);
                qualities.Add(quality);
                findings.Add(Judge(load, window, quality));
            }
        }

        if (evidence.Scenario.Loads.Count == 0)
            findings.Add(new(Verdict.Unknown, "The scenario has no load, so nothing can be known of outages."));
        findings.AddRange(OwnErrors(evidence.History));
        return Results.Of(this, "Load", findings) with { Measured = new() { Loads = qualities } };
    }

    private static Finding Judge(LoadSpec load, LoadWindow window, LoadQuality quality)
    {
        string where = $"{load.Name} {window.Name}";
        if (window.Length <= TimeSpan.Zero || (window.Name == LoadWindows.After && window.Started == 0))
        {
            return window.Name == LoadWindows.During
                ? new(Verdict.Pass, $"{where}: no time passed.")
                : new(Verdict.Unknown, $"{where}: the load did not run then, so nothing shows that the system worked.");
        }

        string text = Wording.Text(
            $"{where}: {quality.StartedRate:0.0} of {load.Rate:0.0} operations per second started, {quality.OkRate:0.0} ended Ok")
            + $" within {Wording.Of(quality.LatencyP50)} (p99 {Wording.Of(quality.LatencyP99)}), started late by {Wording.Of(quality.LatenessP99)} (p99)";
        if (window.Name == LoadWindows.During)
            return new(Verdict.Pass, $"{text}.");
        // The first or last operation may fall outside the window by a hair.
        double least = load.Rate * load.Floor * window.Length.TotalSeconds - 1;
        if (window.Started < least || window.Ok < least)
            return new(Verdict.Unknown, $"{text}; below the floor of {Wording.Share(load.Floor)}.");
        return quality.LatenessP99 > s_latest
            ? new(Verdict.Unknown, $"{text}; the load did not keep its schedule (at most {Wording.Of(s_latest)}).")
            : new(Verdict.Pass, $"{text}.");
    }

    /// <summary>Operations that failed by the load's own doing.</summary>
    private static IEnumerable<Finding> OwnErrors(History history)
    {
        int overload = 0, bug = 0;
        foreach (ref readonly Operation op in history.Operations.Scan())
        {
            if (op.Error == 0)
                continue;
            string error = history.Name(op.Error);
            overload += error == "client-overload" ? 1 : 0;
            bug += error == "client-bug" ? 1 : 0;
        }

        if (overload > 0)
            yield return new(Verdict.Pass, $"{Wording.Of(overload)} operations were not tried because the client had no means left; they count as evidence of nothing.");
        if (bug > 0)
            yield return new(Verdict.Unknown, $"{Wording.Of(bug)} operations failed by a bug of the client itself.");
    }
}

using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Running;

namespace ChaosHarness.Checkers.Loads;

/// <summary>Measures all loads in the three parts of a run, in as many passes over the history as the numbers need.</summary>
internal static class LoadWindows
{
    /// <summary>Names of the parts.</summary>
    public const string Before = "before", During = "during", After = "after";

    /// <summary>The windows of each load of the scenario; none for a load without operations.</summary>
    public static LoadWindow[][] Of(RunEvidence evidence, RunTimeline timeline, CancellationToken ct)
    {
        int[] loadOfClass = evidence.History.LoadOfClass(evidence.Scenario.Loads);
        OperationList operations = evidence.History.Operations;
        (Instant First, Instant Last)[] extents = Extents(operations.Scan(ct), loadOfClass, evidence.Scenario.Loads.Count);
        LoadWindow[][] windows = [.. extents.Select(e => e.First == Instant.Never ? [] : Windows(evidence, timeline, e))];
        LoadWindow[] all = [.. windows.SelectMany(w => w)];
        while (!all.All(w => w.IsDone))
        {
            foreach (ref readonly Operation op in operations.Scan(ct))
            {
                foreach (LoadWindow window in loadOfClass[op.Class] is var load and >= 0 ? windows[load] : [])
                    window.Take(op);
            }

            Array.ForEach(all, w => w.Next());
        }

        return windows;
    }

    private static (Instant First, Instant Last)[] Extents(OperationScan all, int[] loadOfClass, int loads)
    {
        (Instant First, Instant Last)[] extents = new (Instant, Instant)[loads];
        Array.Fill(extents, (Instant.Never, default));
        foreach (ref readonly Operation op in all)
        {
            if (loadOfClass[op.Class] is not (var load and >= 0))
                continue;
            (Instant first, Instant last) = extents[load];
            extents[load] = (op.Intended < first ? op.Intended : first, op.Intended > last ? op.Intended : last);
        }

        return extents;
    }

    private static LoadWindow[] Windows(RunEvidence evidence, RunTimeline timeline, (Instant First, Instant Last) extent)
    {
        Instant fault = timeline.UndisturbedUntil ?? extent.Last;
        Instant after = timeline.StartOf(Phase.After) ?? timeline.End;
        Instant margin = after + evidence.Scenario.Margin;
        Instant end = timeline.StartOf(Phase.FinalReads) is { } reads && reads < margin ? reads : margin;
        return [new(Before, extent.First, fault), new(During, fault, after), new(After, after, end)];
    }
}

using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Injections;

/// <summary>
/// Whether the system was in steady state before the first fault, and again within the limit of every recovery. Each
/// time the run waits for it, it journals how that ended.
/// </summary>
internal sealed class SteadyStates(RunEvidence run, RunTimeline timeline)
{
    private const string Steady = "steady";

    /// <summary>One finding for the begin and one for each recovery.</summary>
    public IEnumerable<Finding> Findings()
    {
        (JournalEvent Entry, int Place)[] all =
            [.. run.Journal.Select((e, i) => (Entry: e, Place: i)).Where(e => e.Entry.Kind == EventKinds.SteadyState)];
        Instant first = timeline.FirstFault ?? timeline.StartOf(Phase.Faults) ?? timeline.End;
        if (!all.Any(s => s.Entry.Value == Steady && s.Entry.At <= first))
            yield return new(Verdict.Unknown, "The system was not seen in steady state before the first fault, so what came later proves nothing.");
        Instant[] recoveries = [.. run.Journal.Where(IsRecovering).Select(e => e.At)];
        if (recoveries.Length < run.Scenario.Steps.OfType<RecoverStep>().Count() || recoveries.Length == 0)
            yield return new(Verdict.Unknown, "The run ended before the system could recover.");
        for (int i = 0; i < recoveries.Length; i++)
        {
            Instant until = i + 1 < recoveries.Length ? recoveries[i + 1] : Instant.Never;
            yield return Judge(recoveries[i], all.FirstOrDefault(s => s.Entry.At >= recoveries[i] && s.Entry.At < until));
        }
    }

    private static bool IsRecovering(JournalEvent entry) =>
        entry.Kind == EventKinds.Phase && entry.Value == nameof(Phase.Recovering);

    private Finding Judge(Instant began, (JournalEvent? Entry, int Place) end)
    {
        if (end.Entry is not { } entry)
            return new(Verdict.Unknown, $"The run ended {Wording.Of(timeline.End - began)} after healing, while it waited for steady state.");
        string[] places = [Wording.JournalPlace(end.Place)];
        if (entry.Value == Steady)
            return new(Verdict.Pass, $"Steady state held again {Wording.Of(entry.At - began)} after everything was healed.", places);
        string missing = entry.Data.GetValueOrDefault("missing", "").Replace("\n", "; ", StringComparison.Ordinal);
        string text = $"The system did not recover within {entry.Data.GetValueOrDefault("limit", Wording.Of(entry.At - began))}: {missing}";
        // What is not healed cannot be recovered from: that is our trouble, not the system's.
        FaultWindow? open = timeline.Faults.FirstOrDefault(f => f.Injecting < began && f.Injected is not null && f.Healed is null);
        return open is null
            ? new(Verdict.Fail, $"{text}.", places)
            : new(Verdict.Unknown, $"{text}; but {open.Name} was not shown to be healed.", places);
    }
}

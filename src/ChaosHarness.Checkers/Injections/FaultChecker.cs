using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Injections;

/// <summary>
/// Whether every fault of the scenario was injected, took effect and was healed, and whether the system was in steady
/// state before and was so again within each recover step's limit. A fault that did not happen is never counted.
/// </summary>
public sealed class FaultChecker : IChecker
{
    public string Name => "faults";

    public string Help => "every fault injected, proven to have taken effect, proven to be healed; steady state before and after";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        List<Finding> findings = [];
        for (int step = 0; step < evidence.Scenario.Steps.Count; step++)
        {
            if (evidence.Scenario.Steps[step] is FaultStep fault)
                findings.Add(Judge(fault, step, evidence.Journal, timeline));
        }

        findings.AddRange(new SteadyStates(evidence, timeline).Findings());
        return Results.InOrder(this, "Faults", findings);
    }

    private static Finding Judge(FaultStep fault, int step, IReadOnlyList<JournalEvent> journal, RunTimeline timeline)
    {
        string name = $"{fault.Name} (line {fault.Line})";
        FaultWindow? window = timeline.Faults.FirstOrDefault(f => f.Step == step);
        if (window is null)
            return new(Verdict.Unknown, $"{name} was never injected.");
        string on = window.Targets.Count > 0 ? $" on {string.Join(", ", window.Targets)}" : "";
        if (Last(journal, step, EventKinds.Ineffective) is { } ineffective)
            return new(Verdict.Unknown, $"{name}{on} could not be shown to have taken effect: {Proof(journal, ineffective)}", Places(ineffective));
        if (window.Injected is null)
            return new(Verdict.Unknown, $"{name}{on} was not injected.");
        if (window.Effective is not { } effective)
            return new(Verdict.Unknown, $"{name}{on}: nothing shows that it took effect.");
        int? failed = Last(journal, step, EventKinds.HealFailed);
        if (window.Healed is not { } healed)
        {
            return failed is null
                ? new(Verdict.Unknown, $"{name}{on} was not healed.")
                : new(Verdict.Unknown, $"{name}{on} could not be healed: {Proof(journal, failed)}", Places(failed));
        }

        string again = failed is null ? "" : ", after an attempt that failed";
        TimeSpan length = healed - window.Injecting;
        return new(
            Verdict.Pass,
            $"{name}{on} took effect within {Wording.Of(effective - window.Injecting)} and was gone {Wording.Of(length)} after it was injected{again}.",
            [.. Places(Last(journal, step, EventKinds.Effective)), .. Places(Last(journal, step, EventKinds.Healed))]);
    }

    private static int? Last(IReadOnlyList<JournalEvent> journal, int step, string kind)
    {
        for (int i = journal.Count - 1; i >= 0; i--)
        {
            if (journal[i].Step == step && journal[i].Kind == kind)
                return i;
        }

        return null;
    }

    private static string Proof(IReadOnlyList<JournalEvent> journal, int? place) =>
        place is { } i && journal[i].Data.TryGetValue("proof", out string? proof) ? proof : "no proof is given";

    private static string[] Places(int? place) => place is { } i ? [Wording.JournalPlace(i)] : [];
}

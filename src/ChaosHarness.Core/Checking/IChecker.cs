using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checking;

/// <summary>Judges one aspect of a finished run from its recorded evidence alone. Pure: nothing but the evidence, no clock, no chance.</summary>
public interface IChecker
{
    /// <summary>Its name, kebab-case.</summary>
    string Name { get; }

    /// <summary>What it checks, one line.</summary>
    string Help { get; }

    /// <summary>Judges.</summary>
    /// <exception cref="OperationCanceledException">The budget ran out; the caller makes that Unknown.</exception>
    CheckResult Check(RunEvidence evidence, CancellationToken ct);
}

/// <summary>Everything a run left behind.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Journal">Every event, in the order of the file.</param>
/// <param name="History">Every client operation.</param>
/// <param name="FinalReads">What the nodes held in the end.</param>
public sealed record RunEvidence(
    Scenario Scenario, IReadOnlyList<JournalEvent> Journal, History History, IReadOnlyList<FinalRead> FinalReads);

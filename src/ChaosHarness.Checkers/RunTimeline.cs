using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;

namespace ChaosHarness.Checkers;

/// <summary>The phases and faults of a run on its clock, as its evidence tells.</summary>
internal sealed class RunTimeline
{
    private readonly Dictionary<Phase, Instant> _phases = [];

    public RunTimeline(RunEvidence evidence)
    {
        foreach (JournalEvent entry in evidence.Journal)
        {
            if (entry.Kind == EventKinds.Phase && Enum.TryParse(entry.Value, ignoreCase: true, out Phase phase))
                _phases.TryAdd(phase, entry.At);
            if (entry.At > End && entry.At != Instant.Never)
                End = entry.At;
        }

        OperationList operations = evidence.History.Operations;
        if (operations.Count > 0 && operations[^1].Start > End)
            End = operations[^1].Start;
        Faults = [.. FaultWindow.From(evidence.Journal).OrderBy(f => f.Injecting)];
    }

    /// <summary>Every fault that an injector set out to inject, by the moment it did.</summary>
    public IReadOnlyList<FaultWindow> Faults { get; }

    /// <summary>The last moment that anything is known of.</summary>
    public Instant End { get; }

    /// <summary>The moment before which nothing had been done to the system; null when no fault was injected.</summary>
    public Instant? FirstFault => Faults.Count == 0 ? null : Faults[0].Injecting;

    /// <summary>Until when all was as it should be: the first fault, or the phase in which it would have come.</summary>
    public Instant? UndisturbedUntil => FirstFault ?? StartOf(Phase.Faults);

    /// <summary>When a phase began for the first time; null when it never did.</summary>
    public Instant? StartOf(Phase phase) => _phases.TryGetValue(phase, out Instant at) ? at : null;

    /// <summary>A moment counted from the first fault, with a blank before it; empty when there was none.</summary>
    public string Told(Instant at) => FirstFault is not { } first ? ""
        : at >= first ? $" {Wording.Of(at - first)} after the first fault" : $" {Wording.Of(first - at)} before the first fault";

    /// <summary>The latest fault injected before a moment, to which what shows then is attributed; null when there was none.</summary>
    public FaultWindow? FaultBefore(Instant at) => Faults.LastOrDefault(f => f.Injecting <= at);

    /// <summary>The end of what is attributed to a fault: the next injecting, or the end of the run.</summary>
    public Instant EndOf(FaultWindow fault)
    {
        foreach (FaultWindow other in Faults)
        {
            if (other.Injecting > fault.Injecting)
                return other.Injecting;
        }

        return End;
    }

    /// <summary>When the system was in steady state again after a fault: no later than the end of its window.</summary>
    public Instant RecoveredFrom(FaultWindow fault)
    {
        Instant end = EndOf(fault);
        return StartOf(Phase.After) is { } after && after > fault.Injecting && after < end ? after : end;
    }
}

using ChaosHarness.Checking;
using ChaosHarness.Reports.Files;
using ChaosHarness.Reports.Verdicts;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html;

/// <summary>Everything a report shows.</summary>
internal sealed class ReportModel
{
    public ReportModel(
        RunHeader header, RunEvidence evidence, Assessment assessment, DateTimeOffset judged,
        IReadOnlyList<HashedFile> files)
    {
        Header = header;
        Evidence = evidence;
        Assessment = assessment;
        Judged = judged;
        Files = files;
        Measured = Summarised.Measurements(assessment);
        Faults = FaultWindow.From(evidence.Journal);
        (From, To) = Extent(evidence);
        Zero = Faults.Count == 0 ? From : ZeroOf(Faults[0]);
        Places = new EvidenceBook(this);
    }

    public RunHeader Header { get; }

    public RunEvidence Evidence { get; }

    public Assessment Assessment { get; }

    public DateTimeOffset Judged { get; }

    public IReadOnlyList<HashedFile> Files { get; }

    public Measurements Measured { get; }

    public IReadOnlyList<FaultWindow> Faults { get; }

    public Scenario Scenario => Evidence.Scenario;

    /// <summary>
    /// Where times in the report count from: the moment the first fault took effect, as well as it is known.
    /// </summary>
    public Instant Zero { get; }

    /// <summary>Start of the load; of the journal when there was none.</summary>
    public Instant From { get; }

    /// <summary>End of the load; of the journal when there was none.</summary>
    public Instant To { get; }

    /// <summary>The evidence that the report refers to, to be printed at its end.</summary>
    public EvidenceBook Places { get; }

    /// <summary>The wall-clock time of an instant.</summary>
    public DateTimeOffset Wall(Instant at) => Header.StartedUtc + (at - Header.MonotonicAtStart);

    public string Offset(Instant at) => Format.Offset(at, Zero);

    /// <summary>From when a fault counts.</summary>
    public static Instant ZeroOf(FaultWindow fault) => fault.Effective ?? fault.Injected ?? fault.Injecting;

    private static (Instant From, Instant To) Extent(RunEvidence evidence)
    {
        if (evidence.History.Operations.Count > 0)
        {
            Instant last = evidence.History.Operations.Max(o => o.End == Instant.Never ? o.Start : o.End);
            return (evidence.History.Operations[0].Start, last);
        }

        return evidence.Journal.Count == 0
            ? (new(0), new(1_000_000_000))
            : (evidence.Journal.Min(e => e.At), evidence.Journal.Max(e => e.At));
    }
}

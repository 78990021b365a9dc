using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Running;

/// <summary>The folder of one run: written at the start, after the history closes, and after the verdict.</summary>
public interface IRunRecord : IJournal, IDisposable
{
    /// <summary>The folder.</summary>
    string Folder { get; }

    /// <summary>Where load workers write their history files.</summary>
    string HistoryFolder { get; }

    /// <summary>Where service logs go.</summary>
    string LogFolder { get; }

    /// <summary>Writes the scenario as run and what is known at the start.</summary>
    void Begin(Scenario scenario, RunInfo info);

    /// <summary>Writes what the nodes held.</summary>
    void Save(IReadOnlyList<FinalRead> reads);

    /// <summary>Reads the closed history and journal back, to be judged from what is on disk and nothing else.</summary>
    RunEvidence Read(Scenario scenario);

    /// <summary>Writes verdict, reports and manifest.</summary>
    void Finish(Scenario scenario, RunEvidence evidence, Assessment assessment);
}

/// <summary>What is known of a run when it starts.</summary>
/// <param name="Id">The run's id: UTC time, scenario and seed.</param>
/// <param name="StartedUtc">Wall-clock time, for people.</param>
/// <param name="MonotonicAtStart">The monotonic clock at that moment, to translate instants to wall-clock time.</param>
/// <param name="Versions">Versions of the harness, runtime, kernel and lab image.</param>
/// <param name="Host">What the host is: processors, memory, kernel, root or not.</param>
public sealed record RunInfo(
    string Id, DateTimeOffset StartedUtc, Instant MonotonicAtStart,
    IReadOnlyDictionary<string, string> Versions, IReadOnlyDictionary<string, string> Host);

using System.Text.Json.Serialization;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checking;

/// <summary>The numbers of a run, as checkers fill them in and reports show them.</summary>
public sealed record Measurements
{
    /// <summary>Outages per fault and operation class.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>The documented recovery actions, each with the evidence found.</summary>
    public IReadOnlyList<RecoveryPhase> Phases { get; init; } = [];

    /// <summary>What became of acknowledged writes, per load.</summary>
    public IReadOnlyList<Accounting> Accounts { get; init; } = [];

    /// <summary>What may have been lost because of each step that names a row with a bound on it.</summary>
    public IReadOnlyList<StepLoss> StepLosses { get; init; } = [];

    /// <summary>Times at which two nodes acted as primary at once.</summary>
    public IReadOnlyList<Overlap> Overlaps { get; init; } = [];

    /// <summary>Operations that contradict each other; the first ones of many.</summary>
    public IReadOnlyList<Contradiction> Contradictions { get; init; } = [];

    /// <summary>How well each load kept its schedule.</summary>
    public IReadOnlyList<LoadQuality> Loads { get; init; } = [];
}

/// <summary>A duration known to lie between two bounds. <paramref name="Max"/> is null when it never ended.</summary>
public sealed record TimeBracket(TimeSpan Min, TimeSpan? Max);

/// <summary>How long one operation class was out because of one fault.</summary>
public sealed record Outage
{
    /// <summary>The fault's name in the scenario.</summary>
    public required string Fault { get; init; }

    /// <summary>The operation class, such as <c>web.write</c>.</summary>
    public required string Class { get; init; }

    /// <summary>The longest single outage: the truth lies inside.</summary>
    public required TimeBracket Longest { get; init; }

    /// <summary>All outages of the window added up: the truth lies inside.</summary>
    public required TimeBracket Total { get; init; }

    /// <summary>How many separate outages were seen; 0 means none longer than <see cref="Resolution"/>.</summary>
    public required int Count { get; init; }

    /// <summary>An outage shorter than this may have gone unseen.</summary>
    public required TimeSpan Resolution { get; init; }

    /// <summary>Start of the last operation that ended Ok before the longest outage.</summary>
    public Instant? LastOkBefore { get; init; }

    /// <summary>End of the first operation that ended Ok after it.</summary>
    public Instant? FirstOkAfter { get; init; }

    /// <summary>Operations of this class in the window that ended Fail.</summary>
    public required int Failed { get; init; }

    /// <summary>Operations of this class in the window that ended Info.</summary>
    public required int Unknown { get; init; }

    /// <summary>What is documented or expected, as written; null when nothing is.</summary>
    public string? Documented { get; init; }

    /// <summary>The same with the live configuration put in.</summary>
    public TimeBracket? Derived { get; init; }

    /// <summary>Whether it is within the bound.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Where to look: <c>history:INDEX</c> of the operations that make the bracket.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}

/// <summary>A documented recovery action and what was seen of it.</summary>
/// <param name="Fault">The fault's name in the scenario.</param>
/// <param name="Name">The action's name, such as <c>promoted</c>.</param>
/// <param name="Text">What happens, for people.</param>
/// <param name="Seen">Time since the fault took effect; null when it was not seen.</param>
/// <param name="At">When it was known; null when it was not seen.</param>
/// <param name="Node">Where it was seen.</param>
/// <param name="Documented">The documented bound as written; null when nothing is documented.</param>
/// <param name="Derived">The same with the live configuration put in.</param>
/// <param name="Verdict">Whether it was seen, in order and within its bound.</param>
/// <param name="Evidence">Where to look.</param>
public sealed record RecoveryPhase(
    string Fault, string Name, string Text, TimeBracket? Seen, Instant? At, string? Node,
    string? Documented, TimeBracket? Derived, Verdict Verdict, IReadOnlyList<string> Evidence);

/// <summary>What became of the writes of one load. Each acknowledged write is in exactly one of kept and lost.</summary>
public sealed record Accounting
{
    /// <summary>The load.</summary>
    public required string Load { get; init; }

    /// <summary>Writes that ended Ok.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Of these, found in the end.</summary>
    public required int Kept { get; init; }

    /// <summary>Of these, not found in the end.</summary>
    public required int Lost { get; init; }

    /// <summary>Writes of any outcome found more than once.</summary>
    public required int Duplicated { get; init; }

    /// <summary>Writes that ended Fail (surely not done) and were found all the same, or that vanished and came back.</summary>
    public required int Resurrected { get; init; }

    /// <summary>Values found that nobody wrote.</summary>
    public required int Unexpected { get; init; }

    /// <summary>Writes of unknown outcome that were found.</summary>
    public required int IndeterminateFound { get; init; }

    /// <summary>Writes of unknown outcome that were not found.</summary>
    public required int IndeterminateAbsent { get; init; }

    /// <summary>Acknowledged and lost, by the node that acknowledged.</summary>
    public required IReadOnlyDictionary<string, (int Acknowledged, int Lost)> ByServer { get; init; }

    /// <summary>Start of the first and end of the last lost write; null when none was lost.</summary>
    public (Instant From, Instant To)? LostBetween { get; init; }

    /// <summary>Where to look: up to 20 lost, duplicated or resurrected operations.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}

/// <summary>How many acknowledged writes were lost because of one step: the truth lies between two numbers.</summary>
/// <param name="Fault">The fault's name in the scenario.</param>
/// <param name="Least">So many cannot have been lost because of any other step.</param>
/// <param name="Most">So many may have been.</param>
/// <param name="Documented">What the row of the step allows, as written.</param>
/// <param name="Verdict">Whether it is within that.</param>
public sealed record StepLoss(string Fault, int Least, int Most, string Documented, Verdict Verdict);

/// <summary>Two nodes were in a role at the same time that only one may have: primary, or holder of an address.</summary>
/// <param name="What">How it is known: a watch's name, or <c>acknowledgements</c>.</param>
/// <param name="First">The node that was in it before.</param>
/// <param name="Second">The node that came into it beside.</param>
/// <param name="From">When the overlap is known to have begun at the latest.</param>
/// <param name="To">When it is known to have lasted until at least.</param>
/// <param name="Length">Its length.</param>
/// <param name="Evidence">Where to look.</param>
public sealed record Overlap(
    string What, string First, string Second, Instant From, Instant To, TimeBracket Length, IReadOnlyList<string> Evidence)
{
    /// <summary>The role that both were in.</summary>
    public string Role { get; init; } = RoleSpec.Primary;
}

/// <summary>A few operations that no single copy of the data can explain.</summary>
public sealed record Contradiction
{
    /// <summary>Its name in the field's words, such as <c>stale-read</c>.</summary>
    public required string Anomaly { get; init; }

    /// <summary>The data set and key, such as <c>doc:4</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Two or three sentences: what was seen, why it cannot be, and during which fault.</summary>
    public required string Text { get; init; }

    /// <summary>The operations, each described on one line.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    /// <summary>Where these operations stand.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>A self-contained SVG element; empty when there is none, or when this was read back from a file.</summary>
    [JsonIgnore]
    public string Picture { get; init; } = "";
}

/// <summary>How well a load did what it was told to.</summary>
/// <param name="Load">The load.</param>
/// <param name="Window">Before the first fault, during, or after recovery.</param>
/// <param name="IntendedRate">Operations per second of the schedule.</param>
/// <param name="StartedRate">Operations per second started.</param>
/// <param name="OkRate">Operations per second that ended Ok.</param>
/// <param name="LatenessP99">99th percentile of start minus intended start.</param>
/// <param name="LatencyP50">Median latency of those that ended Ok.</param>
/// <param name="LatencyP99">99th percentile of the same.</param>
public sealed record LoadQuality(
    string Load, string Window, double IntendedRate, double StartedRate, double OkRate,
    TimeSpan LatenessP99, TimeSpan LatencyP50, TimeSpan LatencyP99);

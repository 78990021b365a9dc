namespace ChaosHarness.Scenarios;

/// <summary>The documented faults of a stack and what is said to happen then.</summary>
/// <param name="Path">The file it was read from.</param>
/// <param name="Variables">Names usable in bounds: each an expression over the live configuration.</param>
/// <param name="Rows">The rows by name.</param>
public sealed record Table(
    string Path, IReadOnlyDictionary<string, Formula> Variables, IReadOnlyDictionary<string, TableRow> Rows)
{
    /// <summary>What has to be true before anything is broken.</summary>
    public IReadOnlyList<PreflightRule> Preflight { get; init; } = [];

    /// <summary>How long two nodes may be in an exclusive role while it passes from one to the other, by role.</summary>
    public IReadOnlyDictionary<string, Handover> Handovers { get; init; } = new Dictionary<string, Handover>();
}

/// <summary>How long two nodes may be in an exclusive role by design.</summary>
/// <param name="Bound">How long.</param>
/// <param name="Source">Where that is said.</param>
public sealed record Handover(Bound Bound, string Source);

/// <summary>One documented fault and its recovery.</summary>
public sealed record TableRow
{
    /// <summary>Its name in files.</summary>
    public required string Name { get; init; }

    /// <summary>The fault, in the document's words.</summary>
    public required string Fault { get; init; }

    /// <summary>The recovery, in the document's words.</summary>
    public required string Recovery { get; init; }

    /// <summary>Where that is said.</summary>
    public required string Source { get; init; }

    /// <summary>What has to be seen, in this order.</summary>
    public required IReadOnlyList<RecoveryAction> Actions { get; init; }

    /// <summary>What must not be seen between the fault and the recovery.</summary>
    public required IReadOnlyList<Evidence> MustNot { get; init; }

    /// <summary>How long each operation class may be out; the key is a class such as <c>web.write</c>, or <c>*</c>.</summary>
    public required IReadOnlyDictionary<string, Bound> Outage { get; init; }

    /// <summary>How many acknowledged writes may be lost: null when the document promises nothing.</summary>
    public Bound? LostWrites { get; init; }

    /// <summary>How old what reads of an operation class see may be: the time since what they missed was acknowledged.</summary>
    public IReadOnlyDictionary<string, Bound> Staleness { get; init; } = new Dictionary<string, Bound>();

    /// <summary>How many bytes of write-ahead log may be lost: null when the document promises nothing.</summary>
    public Bound? LostWal { get; init; }

    /// <summary>How long two nodes may act as primary at once; null when the document promises nothing.</summary>
    public Bound? SplitBrain { get; init; }
}

/// <summary>One documented action of a recovery.</summary>
/// <param name="Name">The phase it completes, such as <c>promoted</c>.</param>
/// <param name="Text">What happens, for people.</param>
/// <param name="Evidence">What proves it.</param>
/// <param name="Within">When, counted from the moment the fault took effect; null when nothing is documented.</param>
/// <param name="Optional">Whether the recovery is complete without it.</param>
public sealed record RecoveryAction(string Name, string Text, Evidence Evidence, Bound? Within, bool Optional = false)
{
    /// <summary>
    /// Whether it may come at any moment after the fault, before or after the actions around it: what one part of a
    /// system announces and what another part does about it are seldom ordered. Defaults to false.
    /// </summary>
    public bool AnyOrder { get; init; }
}

/// <summary>
/// What to look for in the journal, or in the history when <see cref="Operation"/> is set. Empty members match anything.
/// </summary>
public sealed record Evidence
{
    /// <summary>The event's kind (<see cref="Journals.EventKinds"/>): observed, announced, process-exited ...</summary>
    public string? Kind { get; init; }

    /// <summary>The watch it comes from.</summary>
    public string? Watch { get; init; }

    /// <summary>The event's value: <c>+switch-master</c>, <c>primary</c>, <c>DOWN</c>.</summary>
    public string? Value { get; init; }

    /// <summary>Which nodes: a node, a group, <c>target</c> (what the fault hit) or <c>other</c> (any but those).</summary>
    public string? Node { get; init; }

    /// <summary>A part of the event's subject.</summary>
    public string? Subject { get; init; }

    /// <summary>An operation class: the evidence is the first operation of it that ended Ok and started after the outage began.</summary>
    public string? Operation { get; init; }

    /// <summary>How many different nodes have to show it; the last of them completes the action. Defaults to 1.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>
    /// Of what must not happen: whether it may once the fault's healing has begun, which starts again what the fault had
    /// stopped. Defaults to false.
    /// </summary>
    public bool UntilHealing { get; init; }
}

/// <summary>A range of allowed values, each end an expression; null is open.</summary>
/// <param name="Text">As written in the file.</param>
public sealed record Bound(string Text, Formula? Min, Formula? Max);

namespace ChaosHarness.Histories;

/// <summary>How an operation ended, as far as its client can know.</summary>
public enum Outcome : byte
{
    /// <summary>Still in flight when the recorder stopped; to be judged like <see cref="Info"/>.</summary>
    Open = 0,

    /// <summary>Done, and acknowledged to the client.</summary>
    Ok = 1,

    /// <summary>Surely not done: refused, or never sent.</summary>
    Fail = 2,

    /// <summary>Nobody knows: timed out, or the connection broke after the request was sent.</summary>
    Info = 3,
}

/// <summary>What an operation does to its key.</summary>
public enum OperationKind : byte
{
    /// <summary>No record: marks the unused tail of a history file.</summary>
    None = 0,

    /// <summary>Adds <see cref="Operation.Value"/> to the end of the list at the key.</summary>
    Append = 1,

    /// <summary>Sets the register at the key to <see cref="Operation.Value"/>.</summary>
    Write = 2,

    /// <summary>Reads the key; <see cref="Operation.Result"/> is what it saw (the register, or a list's last element).</summary>
    Read = 3,

    /// <summary>Adds one to the counter at the key; <see cref="Operation.Result"/> is the new value.</summary>
    Increment = 4,

    /// <summary>Sets the register to <see cref="Operation.Value"/> if it holds <see cref="Operation.Result"/>.</summary>
    CompareAndSet = 5,

    /// <summary>Asks for an answer and nothing else: measures whether the service is there.</summary>
    Probe = 6,
}

/// <summary>
/// One client operation. Names (class, error, server) are indexes into the <see cref="History"/>'s name table, so that
/// a record has one size and can be written in place while the operation runs.
/// </summary>
public readonly record struct Operation
{
    /// <summary>The result of a read that found nothing, and of operations without a result.</summary>
    public const long Nothing = long.MinValue;

    /// <summary>What was done.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Name of the operation class, such as <c>web.write</c>.</summary>
    public required ushort Class { get; init; }

    /// <summary>Name of the error class, or 0.</summary>
    public ushort Error { get; init; }

    /// <summary>Name of the node or endpoint that answered, or 0 when none did or it is not known.</summary>
    public ushort Server { get; init; }

    /// <summary>Logical single-threaded client; never used again after an operation of it ended in Info.</summary>
    public required int Process { get; init; }

    /// <summary>The key; keys are independent of each other.</summary>
    public required int Key { get; init; }

    /// <summary>The argument; unique within a run for appends and writes.</summary>
    public required long Value { get; init; }

    /// <summary>What came back, or <see cref="Nothing"/>.</summary>
    public long Result { get; init; }

    /// <summary>When the open-loop schedule wanted it to start.</summary>
    public required Instant Intended { get; init; }

    /// <summary>When the client began.</summary>
    public required Instant Start { get; init; }

    /// <summary>When the client had the answer, or gave up; <see cref="Instant.Never"/> while open.</summary>
    public required Instant End { get; init; }
}

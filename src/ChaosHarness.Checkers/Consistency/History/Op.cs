namespace ChaosHarness.Checkers.Consistency;

/// <summary>What a recorded operation asked for. The meaning of <see cref="Op.A"/> and <see cref="Op.B"/> follows it.</summary>
internal enum OpKind : byte
{
    /// <summary>B is what came back: a value, or the number of a list in <see cref="ConsistencyHistory.Lists"/>.</summary>
    Read,

    /// <summary>B is the last element of a list, or <see cref="Op.Nothing"/> when it is empty.</summary>
    ReadLast,

    /// <summary>A is the new value.</summary>
    Write,

    /// <summary>A is the value expected, B the new one.</summary>
    CompareAndSet,

    /// <summary>A is the element (list) or text (key-value) added at the end.</summary>
    Append,

    /// <summary>A is the element added to a set.</summary>
    Insert,

    /// <summary>A is the amount added to a counter; B the counter afterwards, or <see cref="Op.Nothing"/>.</summary>
    Add,

    /// <summary>A is the element put into the queue.</summary>
    Enqueue,

    /// <summary>B is the element taken from the queue; <see cref="Op.Nothing"/> when the queue was empty.</summary>
    Dequeue,

    /// <summary>B is the fencing token that came with the lock, or <see cref="Op.Nothing"/>.</summary>
    Acquire,

    /// <summary>A is the fencing token given back, or <see cref="Op.Nothing"/>.</summary>
    Release,

    /// <summary>B is the id that was made.</summary>
    Generate,

    /// <summary>A is the number of a transaction in <see cref="ConsistencyHistory.Transactions"/>.</summary>
    Transaction,

    /// <summary>A is the amount, moved between two accounts.</summary>
    Transfer,
}

/// <summary>How an operation ended. The two meanings that formats give to "fail" are two values here.</summary>
internal enum Ending : byte
{
    /// <summary>It took effect, and what it returned is known.</summary>
    Ok,

    /// <summary>It had no effect, and its failure says nothing about the stored value.</summary>
    NoEffect,

    /// <summary>A compare-and-set that had no effect because the value surely was not the expected one.</summary>
    ValueDiffered,

    /// <summary>Nobody knows whether it took effect; if it did, at any time from its start on.</summary>
    Unknown,
}

/// <summary>
/// One operation as the consistency engines see it: 48 bytes, so that millions fit into memory. An operation a comes
/// before b exactly if a.End is less than b.Start; equal times are concurrent.
/// </summary>
internal struct Op
{
    /// <summary>No value: an absent register, an empty queue, no token.</summary>
    public const long Nothing = long.MinValue;

    /// <summary>The end of an operation of unknown outcome: later than everything.</summary>
    public const long Never = long.MaxValue;

    /// <summary>When it was called, in the history's order.</summary>
    public long Start;

    /// <summary>When it returned, in the history's order; <see cref="Never"/> when its outcome is unknown.</summary>
    public long End;

    /// <summary>First argument; see <see cref="OpKind"/>.</summary>
    public long A;

    /// <summary>Second argument or result; see <see cref="OpKind"/>.</summary>
    public long B;

    /// <summary>Number of the key it works on.</summary>
    public int Key;

    /// <summary>Number of the logical single-threaded client.</summary>
    public int Process;

    /// <summary>Where it stands in its source: record or line of its call, from 1.</summary>
    public int Line;

    /// <summary>What was asked for.</summary>
    public OpKind Kind;

    /// <summary>How it ended.</summary>
    public Ending Ending;

    /// <summary>Number of the server that answered, in <see cref="ConsistencyHistory.Servers"/>; 0 when not known.</summary>
    public ushort Server;
}

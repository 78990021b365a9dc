namespace ChaosHarness.Checkers.Consistency;

/// <summary>How a history is written.</summary>
public enum HistoryFileFormat
{
    /// <summary>Our own records (<c>*.ops</c>); names beside them (<c>*.names</c>).</summary>
    Chaos,

    /// <summary>Jepsen's operations as JSON, one object a line or one array of objects.</summary>
    JepsenJson,

    /// <summary>Jepsen's operations as EDN, one map after the other or one vector or list of maps.</summary>
    JepsenEdn,

    /// <summary>Lines of <c>jepsen.util</c>, as etcd's early tests logged them.</summary>
    EtcdLog,

    /// <summary>Put, append and get as EDN maps with text keys and values.</summary>
    Kv,
}

/// <summary>What a failed compare-and-set (or an unsuccessful acquire or dequeue) says.</summary>
public enum FailMeaning
{
    /// <summary>It had no effect; nothing more is known.</summary>
    NoEffect,

    /// <summary>It had no effect because the value was not the expected one (the lock held, the queue empty).</summary>
    ValueDiffered,
}

/// <summary>How to understand a history.</summary>
public sealed record HistoryReading
{
    /// <summary>The model, which says what values mean.</summary>
    public required ConsistencyModel Model { get; init; }

    /// <summary>What a failure says. Null takes the format's own: value-differed for etcd logs, else no-effect.</summary>
    public FailMeaning? Fail { get; init; }

    /// <summary>
    /// Whether a read of nil found nothing, rather than told nothing. Null takes the format's own: in Jepsen's formats
    /// it told nothing when the initial value is something else than nil.
    /// </summary>
    public bool? NilIsAbsent { get; init; }

    /// <summary>The initial value as text; null for nil (an empty text for key-value).</summary>
    public string? Initial { get; init; }
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>What kind of contradiction a violation is, in the field's words.</summary>
public enum Anomaly
{
    /// <summary>The operations have no legal order; no more special name fits.</summary>
    NotLinearizable,

    /// <summary>A read returned a value that nobody ever wrote.</summary>
    PhantomRead,

    /// <summary>A read returned the value of a write that had failed for sure.</summary>
    AbortedRead,

    /// <summary>A read returned a value before its write had begun.</summary>
    FutureRead,

    /// <summary>A read returned an old value although a newer one had been acknowledged or seen before it began.</summary>
    StaleRead,

    /// <summary>An acknowledged write was never seen by reads that began later.</summary>
    LostWrite,

    /// <summary>After a write had been acknowledged or seen, reads found the initial (or no) value.</summary>
    LostAfterRecovery,

    /// <summary>A value that had been replaced, and seen to be replaced, came back for good.</summary>
    Resurrected,

    /// <summary>Two compare-and-sets both succeeded on the same version.</summary>
    SplitBrainWrite,

    /// <summary>Successful compare-and-sets that each need another one to come first.</summary>
    CircularUpdate,

    /// <summary>An element is in a list, a set or a queue's output more than once, or an id was made twice.</summary>
    Duplicate,

    /// <summary>Two reads of one list that are not prefixes of one order.</summary>
    IncompatibleOrder,

    /// <summary>Two reads of one set of which neither contains the other.</summary>
    LongFork,

    /// <summary>Elements left a queue in another order than they surely entered it.</summary>
    OrderViolation,

    /// <summary>A queue answered "empty" while an element surely was in it.</summary>
    FalseEmpty,

    /// <summary>A counter showed less than was surely added, or more than can have been added.</summary>
    CounterOutOfBounds,

    /// <summary>Two clients surely held one lock at the same time.</summary>
    TwoHolders,

    /// <summary>A fencing token did not rise.</summary>
    TokenNotRising,

    /// <summary>A mutex was acquired while it was held, whatever the order.</summary>
    DoubleAcquire,

    /// <summary>A mutex was released while nobody held it, whatever the order.</summary>
    UnheldRelease,

    /// <summary>A compare-and-set (or acquire) was refused although the value surely was the expected one.</summary>
    SpuriousFailure,

    /// <summary>A transaction's reads are each right at some time, but at no time all together (Bailis et al. 2014).</summary>
    FracturedRead,

    /// <summary>Each of two transactions read what the other one then changed (Berenson et al. 1995, A5B).</summary>
    WriteSkew,

    /// <summary>Balances do not add up to the total.</summary>
    WrongTotal,

    /// <summary>An account has less than nothing.</summary>
    NegativeBalance,

    /// <summary>Elle's G0: a cycle of writes.</summary>
    G0,

    /// <summary>Elle's G0-process: the same with the order of a client's own transactions.</summary>
    G0Process,

    /// <summary>Elle's G0-realtime: the same with real time.</summary>
    G0Realtime,

    /// <summary>Elle's G1a: a read of an aborted transaction's write.</summary>
    G1a,

    /// <summary>Elle's G1b: a read of a transaction's intermediate state.</summary>
    G1b,

    /// <summary>Elle's G1c: a cycle of writes and reads of them.</summary>
    G1c,

    /// <summary>Elle's G1c-process: the same with the order of a client's own transactions.</summary>
    G1cProcess,

    /// <summary>Elle's G1c-realtime: the same with real time.</summary>
    G1cRealtime,

    /// <summary>Elle's G-single: a cycle with exactly one anti-dependency.</summary>
    GSingle,

    /// <summary>Elle's G-single-process: the same with the order of a client's own transactions.</summary>
    GSingleProcess,

    /// <summary>Elle's G-single-realtime: the same with real time.</summary>
    GSingleRealtime,

    /// <summary>Elle's G-nonadjacent: a cycle with several anti-dependencies, no two of them in a row.</summary>
    GNonadjacent,

    /// <summary>Elle's G-nonadjacent-process: the same with the order of a client's own transactions.</summary>
    GNonadjacentProcess,

    /// <summary>Elle's G-nonadjacent-realtime: the same with real time.</summary>
    GNonadjacentRealtime,

    /// <summary>Elle's G2-item: a cycle with anti-dependencies in a row.</summary>
    G2,

    /// <summary>Elle's G2-item-process: the same with the order of a client's own transactions.</summary>
    G2Process,

    /// <summary>Elle's G2-item-realtime: the same with real time.</summary>
    G2Realtime,

    /// <summary>An update built on a version that another one had replaced, whose effect is overwritten unseen.</summary>
    LostUpdate,

    /// <summary>A committed transaction built on an aborted transaction's write.</summary>
    DirtyUpdate,

    /// <summary>A transaction contradicts its own earlier reads and writes.</summary>
    Internal,
}

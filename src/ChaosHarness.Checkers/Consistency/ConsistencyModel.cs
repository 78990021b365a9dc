namespace ChaosHarness.Checkers.Consistency;

/// <summary>What the system promises to behave like.</summary>
public enum ConsistencyModel
{
    /// <summary>A register per key: read, write, compare-and-set.</summary>
    Register,

    /// <summary>A text per key: put, append, get; an absent key reads as the initial text.</summary>
    KeyValue,

    /// <summary>A list per key: append an element, read the whole list or its last element.</summary>
    List,

    /// <summary>A set per key: add an element, read the whole set.</summary>
    Set,

    /// <summary>A counter per key: add, read, add-and-get.</summary>
    Counter,

    /// <summary>Ids that are never made twice.</summary>
    UniqueIds,

    /// <summary>A first-in, first-out queue per key.</summary>
    Queue,

    /// <summary>A lock or lease per key, held by one client at a time, with tokens that rise where tokens are given.</summary>
    Lock,

    /// <summary>A lock per key that anyone may release: acquire needs it free, release needs it held.</summary>
    Mutex,

    /// <summary>Accounts: transfers keep the total.</summary>
    Bank,

    /// <summary>Transactions that append to and read lists: strict serializability, told apart as Elle does.</summary>
    ListAppend,

    /// <summary>Transactions that read and write registers, judged as one linearizable object.</summary>
    MultiRegister,
}

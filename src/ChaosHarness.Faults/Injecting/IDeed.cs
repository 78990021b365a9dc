using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Injecting;

/// <summary>What a fault does to one of its targets, how that is taken back, and the looks that prove both.</summary>
internal interface IDeed
{
    /// <summary>Where: a node's name, or <c>switch</c>.</summary>
    string Where { get; }

    /// <summary>Looks whether it can be done, and how things are before. Changes nothing.</summary>
    /// <exception cref="LabException">It cannot be done now; the message says why.</exception>
    Task PrepareAsync(CancellationToken ct);

    /// <summary>Does it.</summary>
    Task DoAsync(CancellationToken ct);

    /// <summary>
    /// Takes it back, also when it was done only in part. Does nothing where nothing is left to take back.
    /// </summary>
    Task UndoAsync(CancellationToken ct);

    /// <summary>
    /// Looks, independently of the deed, whether it is in effect; waits for that as long as is reasonable.
    /// </summary>
    Task<Proof> ProveDoneAsync(CancellationToken ct);

    /// <summary>Looks whether it is gone; waits for that as long as is reasonable.</summary>
    Task<Proof> ProveUndoneAsync(CancellationToken ct);
}

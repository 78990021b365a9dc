namespace ChaosHarness.Histories;

/// <summary>What one node held for one key when the run was over (or before a fault was healed).</summary>
/// <param name="At">When the answer was there.</param>
/// <param name="Node">The node that was asked.</param>
/// <param name="Role">Its role then, such as <c>primary</c>.</param>
/// <param name="Authoritative">Whether this node speaks for the system: the one primary after recovery.</param>
/// <param name="Set">The data set, such as <c>doc</c>: the prefix a workload puts before its keys.</param>
/// <param name="Key">The key, or <see cref="Rest"/>.</param>
/// <param name="Values">The elements of a list in order; for a register or counter its one value; empty when absent.</param>
public sealed record FinalRead(
    Instant At, string Node, string Role, bool Authoritative, string Set, int Key, IReadOnlyList<long> Values)
{
    /// <summary>
    /// In the place of a key: the whole set was read, and of every key that no other read of this node names it held
    /// nothing. Without it nobody knows whether such a key was absent or was not read.
    /// </summary>
    public const int Rest = int.MinValue;
}

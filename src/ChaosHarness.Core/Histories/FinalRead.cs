namespace ChaosHarness.Histories;

/// <summary>What one node held for one key when the run was over (or before a fault was healed).</summary>
/// <param name="At">When the answer was there.</param>
/// <param name="Node">The node that was asked.</param>
/// <param name="Role">Its role then, such as <c>primary</c>.</param>
/// <param name="Authoritative">Whether this node speaks for the system: the one primary after recovery.</param>
/// <param name="Set">The data set, such as <c>doc</c>: the prefix a workload puts before its keys.</param>
/// <param name="Key">The key.</param>
/// <param name="Values">The elements of a list in order; for a register or counter its one value; empty when absent.</param>
public sealed record FinalRead(
    Instant At, string Node, string Role, bool Authoritative, string Set, int Key, IReadOnlyList<long> Values);

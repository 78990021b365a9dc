using System.Collections;

namespace ChaosHarness.Histories;

/// <summary>
/// Operations ordered by start, which need not be on the heap. It does not change, and is safe to use from several
/// threads. Whoever goes through all of them should <see cref="Scan(CancellationToken)"/>.
/// </summary>
public abstract class OperationList : IReadOnlyList<Operation>
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>All of them, where they are on the heap anyway.</summary>
    internal virtual Operation[]? InMemory => null;

    /// <summary>One operation, by its place from 0; cheap wherever it is.</summary>
    public abstract Operation this[int index] { get; }

    /// <summary>Copies as many operations as there is room for.</summary>
    /// <param name="first">The place of the first of them, from 0.</param>
    /// <param name="into">Where they go; no longer than what there is from that place on.</param>
    public abstract void Read(int first, Span<Operation> into);

    /// <summary>Goes through all of them once.</summary>
    public OperationScan Scan() => new(this, CancellationToken.None);

    /// <summary>Goes through all of them once.</summary>
    public OperationScan Scan(CancellationToken ct) => new(this, ct);

    public IEnumerator<Operation> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Operations on the heap.</summary>
internal sealed class OperationArray(Operation[] operations) : OperationList
{
    public override int Count => operations.Length;

    public override Operation this[int index] => operations[index];

    internal override Operation[] InMemory => operations;

    public override void Read(int first, Span<Operation> into) => operations.AsSpan(first, into.Length).CopyTo(into);
}

namespace ChaosHarness.Histories;

/// <summary>All client operations of a run, ordered by start. It does not change any more.</summary>
public sealed class History
{
    private readonly IReadOnlyList<string> _names;

    /// <param name="operations">The operations in any order; the array is taken over and sorted by start.</param>
    /// <param name="names">The name table; entry 0 is the empty name.</param>
    public History(Operation[] operations, IReadOnlyList<string> names)
    {
        Array.Sort(operations, static (a, b) => a.Start.CompareTo(b.Start));
        Operations = new OperationArray(operations);
        _names = names;
    }

    /// <param name="operations">The operations by start.</param>
    /// <param name="names">The name table; entry 0 is the empty name.</param>
    public History(OperationList operations, IReadOnlyList<string> names) => (Operations, _names) = (operations, names);

    /// <summary>The operations by start.</summary>
    public OperationList Operations { get; }

    /// <summary>The names that class, error and server indexes point to; entry 0 is empty.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The name behind an index.</summary>
    public string Name(ushort index) => _names[index];
}

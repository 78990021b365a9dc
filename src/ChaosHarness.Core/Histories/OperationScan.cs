namespace ChaosHarness.Histories;

/// <summary>Goes through operations by start; a small part of them is on the heap at a time.</summary>
public ref struct OperationScan
{
    private const int Part = 1024;

    private readonly OperationList _all;
    private readonly Operation[] _part;
    private readonly CancellationToken _ct;
    private int _first, _count, _at;

    internal OperationScan(OperationList all, CancellationToken ct)
    {
        (_all, _ct, _at) = (all, ct, -1);
        _part = all.InMemory ?? new Operation[Math.Min(Part, all.Count)];
    }

    /// <summary>The place of the current operation, from 0.</summary>
    public readonly int Place => _first + _at;

    /// <summary>The current operation, until the next move.</summary>
    public readonly ref readonly Operation Current => ref _part[_at];

    /// <summary>So that it can be written as a loop.</summary>
    public readonly OperationScan GetEnumerator() => this;

    /// <summary>Goes to the next operation, if there is one.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; it is looked at every so often.</exception>
    public bool MoveNext() => ++_at < _count || Fill();

    private bool Fill()
    {
        _ct.ThrowIfCancellationRequested();
        (_first, _at) = (_first + _count, 0);
        _count = Math.Min(_part.Length, _all.Count - _first);
        if (_count > 0 && _all.InMemory is null)
            _all.Read(_first, _part.AsSpan(0, _count));
        return _count > 0;
    }
}

namespace ChaosHarness.Checkers.Loads;

/// <summary>
/// Finds the nearest rank - the least of some numbers that so large a share of them does not exceed - without keeping
/// the numbers: they are gone through again and again, and each time the range it can be in becomes 8192 times smaller.
/// Exact; three times are enough for any number of nanoseconds up to nine minutes.
/// </summary>
internal sealed class RankSearch
{
    private const int Bits = 13;

    private readonly int[] _bins = new int[1 << Bits];
    private readonly long _rank;
    private long _low, _below;
    private int _shift;

    /// <param name="share">The share, above 0 and not above 1.</param>
    /// <param name="count">How many numbers there are.</param>
    /// <param name="most">The greatest of them; none is below 0.</param>
    public RankSearch(double share, int count, long most)
    {
        _rank = Math.Clamp((long)Math.Ceiling(share * count), 1, Math.Max(count, 1));
        _shift = Math.Max(0, 64 - (int)long.LeadingZeroCount(most) - Bits);
        Found = count == 0 ? 0 : null;
    }

    /// <summary>The number; 0 when there are none; null as long as it is not known.</summary>
    public long? Found { get; private set; }

    /// <summary>Takes one of the numbers.</summary>
    public void Take(long number)
    {
        ulong bin = (ulong)(number - _low) >> _shift;
        if (bin < 1UL << Bits)
            _bins[bin]++;
    }

    /// <summary>Says that all numbers were taken; narrows the range down.</summary>
    public void Narrow()
    {
        if (Found is not null)
            return;
        int bin = 0;
        while (_below + _bins[bin] < _rank)
            _below += _bins[bin++];
        _low += (long)bin << _shift;
        if (_shift == 0)
            Found = _low;
        _shift = Math.Max(0, _shift - Bits);
        Array.Clear(_bins);
    }
}

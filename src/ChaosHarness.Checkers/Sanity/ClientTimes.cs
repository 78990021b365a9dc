namespace ChaosHarness.Checkers.Sanity;

/// <summary>
/// From when on each logical client of each load is free again. The numbers of a load's clients are consecutive, so that
/// a client takes eight bytes.
/// </summary>
internal sealed class ClientTimes
{
    /// <summary>The time of a client that must not be used again.</summary>
    public const long Never = long.MaxValue;

    private const int PageBits = 6;

    private readonly Dictionary<(int Load, int Page), long[]> _pages = [];
    private (int Load, int Page) _last = (int.MinValue, int.MinValue);
    private long[] _page = [];

    /// <summary>The time of a client, in nanoseconds, to be read and set; the least there is for one not seen yet.</summary>
    public ref long FreeFrom(int load, int client)
    {
        (int, int) page = (load, client >> PageBits);
        if (page != _last)
            (_last, _page) = (page, Page(page));
        return ref _page[client & ((1 << PageBits) - 1)];
    }

    private long[] Page((int, int) page)
    {
        if (!_pages.TryGetValue(page, out long[]? times))
        {
            _pages.Add(page, times = new long[1 << PageBits]);
            Array.Fill(times, long.MinValue);
        }

        return times;
    }
}

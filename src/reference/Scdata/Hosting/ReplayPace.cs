namespace Scdata.Hosting;

/// <summary>
/// Holds the reading of the log to a rate, so that a scenario can have a database that takes long to load without having
/// to write gigabytes first.
/// </summary>
/// <param name="perSecond">Transactions a second; 0: no limit.</param>
internal sealed class ReplayPace(int perSecond, TimeProvider time)
{
    private const int CheckEvery = 64;

    private long _start;
    private long _applied;

    /// <summary>A reading begins.</summary>
    public void Begin() => (_start, _applied) = (time.GetTimestamp(), 0);

    /// <summary>So many more were applied: waits as long as they should have taken.</summary>
    public void Applied(int transactions, CancellationToken cancellation)
    {
        long before = _applied;
        _applied += transactions;
        if (perSecond == 0 || before / CheckEvery == _applied / CheckEvery)
            return;
        TimeSpan early = TimeSpan.FromSeconds((double)_applied / perSecond) - time.GetElapsedTime(_start);
        if (early > TimeSpan.Zero)
            cancellation.WaitHandle.WaitOne(early);
        cancellation.ThrowIfCancellationRequested();
    }
}

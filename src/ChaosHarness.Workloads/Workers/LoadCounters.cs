using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Workers;

/// <summary>What a load has done so far.</summary>
internal sealed class LoadCounters
{
    private long _started;
    private long _ok;
    private long _fail;
    private long _info;
    private long _overload;
    private long _latestNanoseconds;

    /// <summary>Operations in flight.</summary>
    public long Outstanding =>
        Volatile.Read(ref _started) - Volatile.Read(ref _ok) - Volatile.Read(ref _fail) - Volatile.Read(ref _info);

    /// <summary>Counts a start that was so much later than intended.</summary>
    public void Start(long lateNanoseconds)
    {
        Interlocked.Increment(ref _started);
        if (lateNanoseconds > Volatile.Read(ref _latestNanoseconds)) Volatile.Write(ref _latestNanoseconds, lateNanoseconds);
    }

    /// <summary>Counts an end.</summary>
    public void End(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Ok:
                Interlocked.Increment(ref _ok);
                break;
            case Outcome.Fail:
                Interlocked.Increment(ref _fail);
                break;
            default:
                Interlocked.Increment(ref _info);
                break;
        }
    }

    /// <summary>Counts one that was not tried because of the limit of operations in flight.</summary>
    public void Overload() => Interlocked.Increment(ref _overload);

    /// <summary>The numbers now; the lateness is the worst since the call before.</summary>
    public WorkerStatus Read(string state) => new()
    {
        State = state,
        Ok = Volatile.Read(ref _ok),
        Fail = Volatile.Read(ref _fail),
        Info = Volatile.Read(ref _info),
        Overload = Volatile.Read(ref _overload),
        Started = Volatile.Read(ref _started),
        LatestMicroseconds = Interlocked.Exchange(ref _latestNanoseconds, 0) / 1000,
    };
}

using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Loads;

/// <summary>
/// What one load did in one part of a run. Its operations are taken as often as it asks for: first to be counted, then
/// to find the quantiles.
/// </summary>
internal sealed class LoadWindow(string name, Instant from, Instant to)
{
    private long _latest, _slowest;
    private RankSearch? _lateness, _median, _latency;

    /// <summary>Before the first fault, during, or after recovery.</summary>
    public string Name { get; } = name;

    /// <summary>How long it is.</summary>
    public TimeSpan Length { get; } = to > from ? to - from : TimeSpan.Zero;

    /// <summary>Operations started in it.</summary>
    public int Started { get; private set; }

    /// <summary>Of these, ended Ok.</summary>
    public int Ok { get; private set; }

    /// <summary>Whether there is nothing more to be learnt from its operations.</summary>
    public bool IsDone => _lateness?.Found is not null && _median?.Found is not null && _latency?.Found is not null;

    /// <summary>Takes an operation if it was to start in this window.</summary>
    public void Take(in Operation op)
    {
        if (op.Intended < from || op.Intended >= to)
            return;
        if (_lateness is null)
            Count(op);
        else
            Search(op);
    }

    /// <summary>Says that all operations were taken.</summary>
    public void Next()
    {
        foreach (RankSearch? search in (RankSearch?[])[_lateness, _median, _latency])
            search?.Narrow();
        _lateness ??= new(0.99, Started, _latest);
        _median ??= new(0.5, Ok, _slowest);
        _latency ??= new(0.99, Ok, _slowest);
    }

    /// <summary>The numbers, when it is done; rates are 0 for a window of no length.</summary>
    public LoadQuality Measure(LoadSpec load)
    {
        double seconds = Length.TotalSeconds;
        return new(
            load.Name, Name, load.Rate, seconds > 0 ? Started / seconds : 0, seconds > 0 ? Ok / seconds : 0,
            Time(_lateness), Time(_median), Time(_latency));
    }

    private static TimeSpan Time(RankSearch? search) => TimeSpan.FromTicks((search?.Found ?? 0) / 100);

    private static long Lateness(in Operation op) => Math.Max(0, op.Start.Nanoseconds - op.Intended.Nanoseconds);

    private static long Latency(in Operation op) => Math.Max(0, op.End.Nanoseconds - op.Start.Nanoseconds);

    private void Count(in Operation op)
    {
        Started++;
        _latest = Math.Max(_latest, Lateness(op));
        if (op.Outcome != Outcome.Ok)
            return;
        Ok++;
        _slowest = Math.Max(_slowest, Latency(op));
    }

    private void Search(in Operation op)
    {
        _lateness!.Take(Lateness(op));
        if (op.Outcome != Outcome.Ok)
            return;
        _median!.Take(Latency(op));
        _latency!.Take(Latency(op));
    }
}

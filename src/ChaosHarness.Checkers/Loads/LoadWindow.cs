using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Loads;

/// <summary>What one load did in one part of a run.</summary>
internal sealed class LoadWindow(string name, Instant from, Instant to)
{
    private readonly List<long> _lateness = [];
    private readonly List<long> _latency = [];

    /// <summary>Before the first fault, during, or after recovery.</summary>
    public string Name { get; } = name;

    /// <summary>How long it is.</summary>
    public TimeSpan Length { get; } = to > from ? to - from : TimeSpan.Zero;

    /// <summary>Operations started in it.</summary>
    public int Started => _lateness.Count;

    /// <summary>Of these, ended Ok.</summary>
    public int Ok => _latency.Count;

    /// <summary>Takes an operation if it was to start in this window.</summary>
    public void Add(in Operation op)
    {
        if (op.Intended < from || op.Intended >= to)
            return;
        _lateness.Add(Math.Max(0, op.Start.Nanoseconds - op.Intended.Nanoseconds));
        if (op.Outcome == Outcome.Ok)
            _latency.Add(op.End.Nanoseconds - op.Start.Nanoseconds);
    }

    /// <summary>The numbers; rates are 0 for a window of no length.</summary>
    public LoadQuality Measure(LoadSpec load)
    {
        double seconds = Length.TotalSeconds;
        _lateness.Sort();
        _latency.Sort();
        return new(
            load.Name, Name, load.Rate, seconds > 0 ? Started / seconds : 0, seconds > 0 ? Ok / seconds : 0,
            Quantile(_lateness, 0.99), Quantile(_latency, 0.5), Quantile(_latency, 0.99));
    }

    /// <summary>The nearest rank: the least of the numbers that so large a share of them does not exceed.</summary>
    internal static TimeSpan Quantile(List<long> sorted, double share)
    {
        if (sorted.Count == 0)
            return TimeSpan.Zero;
        int rank = (int)Math.Ceiling(share * sorted.Count);
        return TimeSpan.FromTicks(sorted[Math.Clamp(rank, 1, sorted.Count) - 1] / 100);
    }
}

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reduces contradictions to their core, confirms them by brute force, and tells them.</summary>
internal static class Reduction
{
    /// <summary>The violation behind a conflict.</summary>
    public static Violation Tell(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, string key, Conflict conflict,
        CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new()
        {
            Anomaly = conflict.Anomaly,
            Key = key,
            Text = conflict.Text ?? conflict.Anomaly.ToString(),
            Operations = [],
            Lines = [.. conflict.Core.Select(i => history.Ops[i].Line)],
            Core = conflict.Core,
        };
    }
}

namespace ChaosHarness.Watchers.Polling;

/// <summary>Connections with a limit of their own.</summary>
internal static class Connecting
{
    /// <summary>
    /// Gives up a connection that is not there in time. Unlike a question, an attempt to connect is not left open:
    /// the kernel repeats it in ever longer intervals, and would notice late that a server is back.
    /// </summary>
    /// <exception cref="TimeoutException">It was not there in time.</exception>
    public static async Task<T> WithinAsync<T>(
        Func<CancellationToken, Task<T>> connect, TimeSpan timeout, TimeProvider clock, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(timeout, clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await connect(both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException($"no connection within {timeout.TotalMilliseconds:0} ms");
        }
    }
}

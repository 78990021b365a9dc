using System.Runtime.CompilerServices;

namespace ChaosHarness.Workloads.Clients.Postgres;

/// <summary>Speaks to that one of several PostgreSQL servers that is the primary, and follows it when it changes.</summary>
internal sealed class PrimaryClient : IClient
{
    private static readonly TimeSpan s_opening = TimeSpan.FromSeconds(15);

    private readonly PgProtocol _protocol;
    private readonly Deadlines _deadlines;
    private readonly ConnectionPool[] _pools;
    private readonly PrimaryTracker _tracker;
    private readonly TimeProvider _clock;

    /// <param name="servers">Where the servers are.</param>
    /// <param name="greeting">What connections begin with.</param>
    /// <param name="reuse">Whether connections are used more than once.</param>
    /// <param name="clock">The clock of deadlines and waits.</param>
    public PrimaryClient(IReadOnlyList<Endpoint> servers, IGreeting greeting, bool reuse, TimeProvider clock)
    {
        _clock = clock;
        _protocol = new PgProtocol(greeting);
        _deadlines = new Deadlines(clock);
        _pools = [.. servers.Select(s => new ConnectionPool(s, _deadlines, reuse))];
        _tracker = new PrimaryTracker(_pools, greeting, clock);
    }

    public async Task OpenAsync(CancellationToken ct)
    {
        try
        {
            await _tracker.FirstFound.WaitAsync(s_opening, _clock, ct);
        }
        catch (TimeoutException)
        {
            // Operations will fail and say why.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Reply> ExecuteAsync(Call call, Instant deadline)
    {
        int current = _tracker.Current;
        var reply = current < 0
            ? Reply.Fail(ErrorClasses.NoPrimary)
            : await Exchange.RunAsync(_pools[current], _protocol, call, deadline);
        if (PgErrors.CastsDoubt(reply)) _tracker.Doubt();
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _tracker.DisposeAsync();
        foreach (var pool in _pools) pool.Dispose();
        await _deadlines.DisposeAsync();
    }
}

namespace ChaosHarness.Workloads.Clients;

/// <summary>Speaks to fixed endpoints, in turn where there are several.</summary>
internal sealed class DirectClient : IClient
{
    private readonly Deadlines _deadlines;
    private readonly IProtocol[] _protocols;
    private readonly ConnectionPool[] _pools;
    private uint _turn;

    /// <param name="targets">The endpoints and what is spoken to each (a request may name its host).</param>
    /// <param name="reuse">Whether connections are used more than once.</param>
    /// <param name="clock">The clock of deadlines.</param>
    public DirectClient(IReadOnlyList<(Endpoint Endpoint, IProtocol Protocol)> targets, bool reuse, TimeProvider clock)
    {
        _deadlines = new Deadlines(clock);
        _protocols = [.. targets.Select(t => t.Protocol)];
        _pools = [.. targets.Select(t => new ConnectionPool(t.Endpoint, _deadlines, reuse))];
    }

    public Task OpenAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask<Reply> ExecuteAsync(Call call, Instant deadline)
    {
        uint turn = _pools.Length == 1 ? 0 : Interlocked.Increment(ref _turn) % (uint)_pools.Length;
        return Exchange.RunAsync(_pools[turn], _protocols[turn], call, deadline);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools) pool.Dispose();
        await _deadlines.DisposeAsync();
    }
}

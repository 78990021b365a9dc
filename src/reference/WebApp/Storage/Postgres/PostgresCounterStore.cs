namespace WebApp.Storage.Postgres;

/// <summary>Counters as rows of <c>counters(key, value)</c>.</summary>
internal sealed class PostgresCounterStore(PostgresOperations operations) : ICounterStore
{
    private readonly string _increment =
        "INSERT INTO counters VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET value = counters.value + 1 "
        + $"RETURNING value, {operations.Node}";

    private readonly string _get = $"SELECT value, {operations.Node} FROM counters WHERE key = $1";

    public async Task<Stored<long>> IncrementAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.WriteAsync<long>(_increment, PostgresOperations.Key(key), null, cancellation);
        return new Stored<long>(stored.Value[0], stored.Node);
    }

    public async Task<Stored<long>> GetAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync<long>(_get, PostgresOperations.Key(key), cancellation);
        return new Stored<long>(stored.Value.Count > 0 ? stored.Value[0] : 0, stored.Node);
    }
}

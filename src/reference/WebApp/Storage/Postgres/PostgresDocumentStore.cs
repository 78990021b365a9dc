namespace WebApp.Storage.Postgres;

/// <summary>Documents as rows of <c>documents(seq, key, id)</c>: an element is a row, in the order of <c>seq</c>.</summary>
internal sealed class PostgresDocumentStore(PostgresOperations operations) : IDocumentStore
{
    private readonly string _append =
        $"INSERT INTO documents (key, id) VALUES ($1, $2) RETURNING (SELECT count(*) + 1 FROM documents WHERE key = $1), {operations.Node}";

    private readonly string _last = $"SELECT id, {operations.Node} FROM documents WHERE key = $1 ORDER BY seq DESC LIMIT 1";

    private readonly string _all = $"SELECT id, {operations.Node} FROM documents WHERE key = $1 ORDER BY seq";

    public async Task<Stored<long>> AppendAsync(string key, long id, CancellationToken cancellation)
    {
        var stored = await operations.WriteAsync<long>(_append, PostgresOperations.Key(key), id, cancellation);
        return new Stored<long>(stored.Value[0], stored.Node);
    }

    public async Task<Stored<long?>> LastAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync<long>(_last, PostgresOperations.Key(key), cancellation);
        return new Stored<long?>(stored.Value.Count > 0 ? stored.Value[0] : null, stored.Node);
    }

    public async Task<Stored<long[]>> AllAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync<long>(_all, PostgresOperations.Key(key), cancellation);
        return new Stored<long[]>([.. stored.Value], stored.Node);
    }
}

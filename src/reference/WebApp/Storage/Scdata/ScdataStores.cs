namespace WebApp.Storage.Scdata;

/// <summary>Documents in scdata, whose routes are the same as here.</summary>
internal sealed class ScdataDocumentStore(ScdataOperations operations) : IDocumentStore
{
    public async Task<Stored<long>> AppendAsync(string key, long id, CancellationToken cancellation)
    {
        var stored = await operations.WriteAsync(
            HttpMethod.Post, $"/documents/{key}/{id}", ScdataJson.Default.AppendAnswer, cancellation);
        return new Stored<long>(stored.Value.Length, stored.Node);
    }

    public async Task<Stored<long?>> LastAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync($"/documents/{key}/last", ScdataJson.Default.LastAnswer, cancellation);
        return new Stored<long?>(stored.Value?.Id, stored.Node);
    }

    public async Task<Stored<long[]>> AllAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync($"/documents/{key}", ScdataJson.Default.DocumentAnswer, cancellation);
        return new Stored<long[]>(stored.Value?.Ids ?? [], stored.Node);
    }
}

/// <summary>Registers in scdata.</summary>
internal sealed class ScdataRegisterStore(ScdataOperations operations) : IRegisterStore
{
    public async Task<Stored<string>> SetAsync(string key, string value, CancellationToken cancellation)
    {
        var stored = await operations.WriteAsync(
            HttpMethod.Put, $"/registers/{key}/{Uri.EscapeDataString(value)}", ScdataJson.Default.RegisterAnswer, cancellation);
        return new Stored<string>(stored.Value.Value, stored.Node);
    }

    public async Task<Stored<string?>> GetAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync($"/registers/{key}", ScdataJson.Default.RegisterAnswer, cancellation);
        return new Stored<string?>(stored.Value?.Value, stored.Node);
    }
}

/// <summary>Counters in scdata.</summary>
internal sealed class ScdataCounterStore(ScdataOperations operations) : ICounterStore
{
    public async Task<Stored<long>> IncrementAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.WriteAsync(
            HttpMethod.Post, $"/counters/{key}/increment", ScdataJson.Default.CounterAnswer, cancellation);
        return new Stored<long>(stored.Value.Value, stored.Node);
    }

    public async Task<Stored<long>> GetAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync($"/counters/{key}", ScdataJson.Default.CounterAnswer, cancellation);
        return new Stored<long>(stored.Value?.Value ?? 0, stored.Node);
    }
}

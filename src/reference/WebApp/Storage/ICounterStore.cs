namespace WebApp.Storage;

/// <summary>Counters, which start at 0. Throws as <see cref="IDocumentStore"/> does.</summary>
internal interface ICounterStore
{
    /// <summary>Adds one. Not idempotent.</summary>
    /// <returns>The new value.</returns>
    Task<Stored<long>> IncrementAsync(string key, CancellationToken cancellation);

    Task<Stored<long>> GetAsync(string key, CancellationToken cancellation);
}

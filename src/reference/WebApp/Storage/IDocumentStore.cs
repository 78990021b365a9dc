namespace WebApp.Storage;

/// <summary>
/// Append-only histories of documents. Every method answers within the configured operation timeout or throws a
/// <see cref="StoreException"/> that says whether a write may have happened.
/// </summary>
internal interface IDocumentStore
{
    /// <summary>
    /// Appends an element and notes it in the session of the same key, both or neither. Not idempotent: appending
    /// an id twice keeps it twice.
    /// </summary>
    /// <returns>The number of elements, this one included.</returns>
    Task<Stored<long>> AppendAsync(string key, long id, CancellationToken cancellation);

    /// <summary>The element appended last, or null where there is none.</summary>
    Task<Stored<long?>> LastAsync(string key, CancellationToken cancellation);

    /// <summary>All elements in the order in which they were appended.</summary>
    Task<Stored<long[]>> AllAsync(string key, CancellationToken cancellation);
}

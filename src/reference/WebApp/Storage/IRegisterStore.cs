namespace WebApp.Storage;

/// <summary>Registers: a key holds the value written last. Throws as <see cref="IDocumentStore"/> does.</summary>
internal interface IRegisterStore
{
    /// <returns>The value written.</returns>
    Task<Stored<string>> SetAsync(string key, string value, CancellationToken cancellation);

    /// <summary>The value, or null where nobody wrote one.</summary>
    Task<Stored<string?>> GetAsync(string key, CancellationToken cancellation);
}

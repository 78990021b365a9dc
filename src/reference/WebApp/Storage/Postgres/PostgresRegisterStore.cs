using System.Globalization;

namespace WebApp.Storage.Postgres;

/// <summary>Registers as rows of <c>registers(key, value)</c>; values are whole numbers.</summary>
internal sealed class PostgresRegisterStore(PostgresOperations operations) : IRegisterStore
{
    private readonly string _set =
        "INSERT INTO registers VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value "
        + $"RETURNING value, {operations.Node}";

    private readonly string _get = $"SELECT value, {operations.Node} FROM registers WHERE key = $1";

    public async Task<Stored<string>> SetAsync(string key, string value, CancellationToken cancellation)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new StoreException(PostgresFailures.Conflict, null, $"'{value}' is no whole number, as registers hold.");
        var stored = await operations.WriteAsync<long>(_set, PostgresOperations.Key(key), number, cancellation);
        return new Stored<string>(Text(stored.Value[0]), stored.Node);
    }

    public async Task<Stored<string?>> GetAsync(string key, CancellationToken cancellation)
    {
        var stored = await operations.ReadAsync<long>(_get, PostgresOperations.Key(key), cancellation);
        return new Stored<string?>(stored.Value.Count > 0 ? Text(stored.Value[0]) : null, stored.Node);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

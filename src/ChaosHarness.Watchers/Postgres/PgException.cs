namespace ChaosHarness.Watchers.Postgres;

/// <summary>A PostgreSQL server answered with an error.</summary>
/// <param name="state">Its SQLSTATE code, such as 25006.</param>
/// <param name="message">Its own words.</param>
internal sealed class PgException(string state, string message) : Exception($"{message} ({state})")
{
    /// <summary>Read-only transaction: the server is a standby.</summary>
    public const string ReadOnly = "25006";

    /// <summary>The server is starting up, shutting down or in recovery and takes no sessions.</summary>
    public const string CannotConnectNow = "57P03";

    /// <summary>There is no database of that name.</summary>
    public const string NoSuchDatabase = "3D000";

    /// <summary>Its SQLSTATE code.</summary>
    public string State { get; } = state;
}

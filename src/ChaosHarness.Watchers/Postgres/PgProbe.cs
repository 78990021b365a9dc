using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>Puts one query to a node's PostgreSQL over a session of its own that stays open.</summary>
internal sealed class PgProbe(INode node, PgAccess access, TimeSpan timeout, TimeProvider clock) : IProbe
{
    private PgClient? _client;

    /// <summary>The query.</summary>
    public required string Query { get; init; }

    /// <summary>What its rows mean.</summary>
    public required Func<IReadOnlyList<string?[]>, Answer> Understand { get; init; }

    /// <summary>What an error means; null when it is only an error.</summary>
    public required Func<PgException, Answer?> UnderstandError { get; init; }

    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        try
        {
            _client ??= await Connecting.WithinAsync(inner => PgClient.ConnectAsync(node, access, inner), timeout, clock, ct);
            return [Understand(await _client.QueryAsync(Query, ct))];
        }
        catch (PgException error) when (error.State.StartsWith("57P", StringComparison.Ordinal))
        {
            // Shutting down, starting up, or ended by an operator: no session, as when nobody listens.
            throw new IOException(error.Message, error);
        }
        catch (PgException error)
        {
            return [UnderstandError(error) ?? Answer.Refused(node.Name, error.Message)];
        }
    }

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;
}

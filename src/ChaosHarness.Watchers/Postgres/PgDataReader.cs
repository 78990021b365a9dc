using System.Globalization;
using ChaosHarness.Histories;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Data;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Reads every row of the workloads' tables: <c>documents</c>, <c>registers</c>, <c>counters</c>. A server that answers that
/// it has no such table, or no such database, holds nothing.
/// </summary>
internal sealed class PgDataReader : NodeDataReader
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    /// <summary>There is always a database of this name for whoever wants to ask the server itself.</summary>
    private const string AnyDatabase = "postgres";

    private static readonly (string Set, string Table, string Query)[] s_sets =
    [
        ("doc", "documents", "SELECT key, id FROM documents ORDER BY key, seq"),
        ("reg", "registers", "SELECT key, value FROM registers ORDER BY key"),
        ("ctr", "counters", "SELECT key, value FROM counters ORDER BY key"),
    ];

    public override string Kind => "postgres";

    protected override Task<NodeData> ReadNodeAsync(DataSpec data, INode node, TimeProvider clock, CancellationToken ct) =>
        Connecting.WithinAsync(inner => ReadAsync(data, node, clock, inner), s_timeout, clock, ct);

    private static async Task<NodeData> ReadAsync(DataSpec data, INode node, TimeProvider clock, CancellationToken ct)
    {
        (PgClient connected, bool hasDatabase) = await ConnectAsync(node, PgAccess.Of(data), ct);
        await using PgClient client = connected;
        // One snapshot for all tables, on replicas too.
        await client.QueryAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        string role = (await client.QueryAsync("SELECT pg_is_in_recovery()", ct))[0][0] == "t" ? PgRole.Replica : PgRole.Primary;
        List<FinalRead> reads = [];
        foreach ((string set, string table, string query) in s_sets)
        {
            IReadOnlyList<string?[]> rows = hasDatabase && await HasAsync(client, table, ct) ? await client.QueryAsync(query, ct) : [];
            Instant at = Instant.Now(clock);
            reads.AddRange(rows.GroupBy(r => Number(r[0])).Select(g => new FinalRead(
                at, node.Name, role, Authoritative: false, set, (int)g.Key, [.. g.Select(r => Number(r[1]))])));
            reads.Add(NodeData.Rest(at, node.Name, role, set));
        }

        return new NodeData(role, reads);
    }

    private static async Task<(PgClient Client, bool HasDatabase)> ConnectAsync(INode node, PgAccess access, CancellationToken ct)
    {
        try
        {
            return (await PgClient.ConnectAsync(node, access, ct), true);
        }
        catch (PgException error) when (error.State == PgException.NoSuchDatabase)
        {
            return (await PgClient.ConnectAsync(node, access with { Database = AnyDatabase }, ct), false);
        }
    }

    /// <summary>Asked beforehand: the error of a missing table would end the transaction, and with it the snapshot.</summary>
    private static async Task<bool> HasAsync(PgClient client, string table, CancellationToken ct) =>
        (await client.QueryAsync($"SELECT to_regclass('{table}') IS NOT NULL", ct))[0][0] == "t";

    private static long Number(string? text) => long.Parse(text ?? "", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

using System.Globalization;
using ChaosHarness.Histories;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Data;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>Reads every row of the workloads' tables: <c>documents</c>, <c>registers</c>, <c>counters</c>.</summary>
internal sealed class PgDataReader : NodeDataReader
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private static readonly (string Set, string Query)[] s_sets =
    [
        ("doc", "SELECT key, id FROM documents ORDER BY key, seq"),
        ("reg", "SELECT key, value FROM registers ORDER BY key"),
        ("ctr", "SELECT key, value FROM counters ORDER BY key"),
    ];

    public override string Kind => "postgres";

    protected override Task<NodeData> ReadNodeAsync(DataSpec data, INode node, TimeProvider clock, CancellationToken ct) =>
        Connecting.WithinAsync(inner => ReadAsync(data, node, clock, inner), s_timeout, clock, ct);

    private static async Task<NodeData> ReadAsync(DataSpec data, INode node, TimeProvider clock, CancellationToken ct)
    {
        await using PgClient client = await PgClient.ConnectAsync(node, PgAccess.Of(data), ct);
        // One snapshot for all tables, on replicas too.
        await client.QueryAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        string role = (await client.QueryAsync("SELECT pg_is_in_recovery()", ct))[0][0] == "t" ? PgRole.Replica : PgRole.Primary;
        List<FinalRead> reads = [];
        foreach ((string set, string query) in s_sets)
        {
            IReadOnlyList<string?[]> rows = await client.QueryAsync(query, ct);
            Instant at = Instant.Now(clock);
            reads.AddRange(rows.GroupBy(r => Number(r[0])).Select(g => new FinalRead(
                at, node.Name, role, Authoritative: false, set, (int)g.Key, [.. g.Select(r => Number(r[1]))])));
        }

        return new NodeData(role, reads);
    }

    private static long Number(string? text) => long.Parse(text ?? "", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

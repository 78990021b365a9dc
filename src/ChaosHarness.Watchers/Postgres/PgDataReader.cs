using System.Globalization;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Reads every row of the workloads' tables (<c>documents</c>, <c>registers</c>, <c>counters</c>) from every data node,
/// from inside the node. A node is authoritative when it has the authority's role at the time of reading and no other
/// data node has.
/// </summary>
internal sealed class PgDataReader : IDataReader
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private static readonly (string Set, string Query)[] s_sets =
    [
        ("doc", "SELECT key, id FROM documents ORDER BY key, seq"),
        ("reg", "SELECT key, value FROM registers ORDER BY key"),
        ("ctr", "SELECT key, value FROM counters ORDER BY key"),
    ];

    public string Kind => "postgres";

    public async Task<IReadOnlyList<FinalRead>> ReadAsync(
        Stack stack, ILab lab, Board board, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        DataSpec data = stack.Data ?? throw new LabException($"The stack '{stack.Name}' says nothing of its data.");
        List<FinalRead>?[] found = await Task.WhenAll(
            lab.Nodes.Where(n => data.Nodes.Contains(n.Name)).Select(n => TryReadAsync(data, n, journal, clock, ct)));
        List<FinalRead>[] nodes = [.. found.OfType<List<FinalRead>>()];
        bool one = nodes.Count(n => n.Exists(r => r.Role == data.Authority)) == 1;
        return [.. nodes.SelectMany(n => n).Select(r => r with { Authoritative = one && r.Role == data.Authority })];
    }

    private static async Task<List<FinalRead>?> TryReadAsync(
        DataSpec data, INode node, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return await Connecting.WithinAsync(inner => ReadAsync(data, node, clock, inner), s_timeout, clock, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            journal.Write(new JournalEvent
            {
                At = Instant.Now(clock),
                Kind = EventKinds.Trouble,
                Node = node.Name,
                Subject = "data",
                Value = $"What {node.Name} holds could not be read: {failure.Message}",
            });
            return null;
        }
    }

    private static async Task<List<FinalRead>> ReadAsync(
        DataSpec data, INode node, TimeProvider clock, CancellationToken ct)
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

        return reads;
    }

    private static long Number(string? text) => long.Parse(text ?? "", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

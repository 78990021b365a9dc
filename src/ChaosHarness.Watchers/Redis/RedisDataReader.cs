using System.Globalization;
using ChaosHarness.Histories;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Data;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Reads every list, register and counter of the workloads. Reading is repeated by nobody, so a change of role in between
/// is an error.
/// </summary>
internal sealed class RedisDataReader : NodeDataReader
{
    /// <summary>Elements of a list that are read at once.</summary>
    internal const int Page = 1000;

    /// <summary>How long one question may take.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public override string Kind => "redis";

    /// <exception cref="RespException">The server refused, or changed its role meanwhile.</exception>
    protected override async Task<NodeData> ReadNodeAsync(
        DataSpec data, INode node, TimeProvider clock, CancellationToken ct)
    {
        await using RespClient client = await Connecting.WithinAsync(
            inner => RespClient.ConnectAsync(node, RedisData.PortOf(data), RedisData.PasswordOf(data), inner),
            s_timeout, clock, ct);
        Reader reader = new(client, node.Name, clock);
        string role = await reader.RoleAsync(ct);
        List<FinalRead> reads = [];
        foreach (string set in RedisData.Sets)
        {
            foreach ((int key, string name) in await reader.KeysAsync(set, ct))
                reads.Add(await reader.ReadAsync(set, key, name, role, ct));
            reads.Add(NodeData.Rest(Instant.Now(clock), node.Name, role, set));
        }

        string after = await reader.RoleAsync(ct);
        return after == role
            ? new NodeData(role, reads)
            : throw new RespException($"it was {role} and became {after} while it was read");
    }

    private sealed class Reader(RespClient client, string node, TimeProvider clock)
    {
        public async Task<string> RoleAsync(CancellationToken ct) => RedisRole.Name(await AskAsync(["ROLE"], ct));

        /// <summary>The keys of a set. Redis may give a key twice while it scans.</summary>
        public async Task<IReadOnlyDictionary<int, string>> KeysAsync(string set, CancellationToken ct)
        {
            SortedDictionary<int, string> keys = [];
            string cursor = "0";
            do
            {
                RespValue found = await AskAsync(["SCAN", cursor, "MATCH", $"{set}:*", "COUNT", "1000"], ct);
                IReadOnlyList<RespValue> reply = found.AsList();
                cursor = reply[0].AsText();
                foreach (string name in reply[1].AsList().Select(k => k.AsText()))
                {
                    if (RedisData.KeyOf(set, name) is { } key)
                        keys[key] = name;
                }
            }
            while (cursor != "0");
            return keys;
        }

        public async Task<FinalRead> ReadAsync(string set, int key, string name, string role, CancellationToken ct)
        {
            IReadOnlyList<long> values = set == RedisData.Documents
                ? await ListAsync(name, ct)
                : [Value(name, await AskAsync(["GET", name], ct))];
            return new FinalRead(Instant.Now(clock), node, role, Authoritative: false, set, key, values);
        }

        private async Task<List<long>> ListAsync(string name, CancellationToken ct)
        {
            List<long> values = [];
            while (true)
            {
                string first = values.Count.ToString(CultureInfo.InvariantCulture);
                string last = (values.Count + Page - 1).ToString(CultureInfo.InvariantCulture);
                IReadOnlyList<RespValue> page = (await AskAsync(["LRANGE", name, first, last], ct)).AsList();
                values.AddRange(page.Select(v => Value(name, v)));
                if (page.Count < Page)
                    return values;
            }
        }

        private static long Value(string name, RespValue value) =>
            long.TryParse(value.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new RespException($"{name} holds '{value.AsText()}', which no workload has written");

        private Task<RespValue> AskAsync(IReadOnlyList<string> command, CancellationToken ct) =>
            client.CallAsync(command, ct).WaitAsync(s_timeout, clock, ct);
    }
}

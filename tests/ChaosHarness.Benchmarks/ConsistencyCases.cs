using System.Globalization;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Benchmarks;

/// <summary>The seeded histories that are measured.</summary>
internal static class ConsistencyCases
{
    /// <summary>The seed of all of them.</summary>
    public const int Seed = 20261121;

    // With few distinct values one spoiled read is often legal still.
    private const int SpoiledReads = 60;

    /// <summary>A history of registers.</summary>
    internal sealed record Registers(
        string Name, int Count, int Clients, int Values, double Unknown, double Cas, int Keys, bool Bad);

    /// <summary>Those that are compared with a peer.</summary>
    public static IReadOnlyList<Registers> OfRegisters { get; } =
    [
        new("1k 20 clients ok", 1_000, 20, 0, 0, 0, 1, false),
        new("1k 20 clients bad", 1_000, 20, 0, 0, 0, 1, true),
        new("10k 5 clients ok", 10_000, 5, 0, 0, 0, 1, false),
        new("10k 10 clients ok", 10_000, 10, 0, 0, 0, 1, false),
        new("10k 10 clients bad", 10_000, 10, 0, 0, 0, 1, true),
        new("10k 5 clients 1% unknown bad", 10_000, 5, 0, 0.01, 0, 1, true),
        new("10k 20 clients ok", 10_000, 20, 0, 0, 0, 1, false),
        new("100k 5 clients ok", 100_000, 5, 0, 0, 0, 1, false),
        new("100k 10 clients ok", 100_000, 10, 0, 0, 0, 1, false),
        new("1M 1000 keys 50 clients ok", 1_000_000, 50, 0, 0, 0, 1000, false),
        new("1M one key 10 clients ok", 1_000_000, 10, 0, 0, 0, 1, false),
        new("10k values 1-5 cas 10 clients ok", 10_000, 10, 5, 0, 0.3, 1, false),
        new("10k values 1-5 cas 10 clients bad", 10_000, 10, 5, 0, 0.3, 1, true),
        new("10k values 1-5 cas 20 clients ok", 10_000, 20, 5, 0, 0.3, 1, false),
        new("10k unique cas 20 clients ok", 10_000, 20, 0, 0, 0.3, 1, false),
        new("10k unique cas 20 clients bad", 10_000, 20, 0, 0, 0.3, 1, true),
    ];

    /// <summary>A history of registers by its description.</summary>
    public static ConsistencyHistory History(Registers one)
    {
        Op[] ops = Synthetic.Register(
            new Random(Seed), one.Count, one.Clients, one.Values, one.Unknown, one.Cas, one.Keys);
        if (one.Bad)
            Synthetic.Spoil(ops, one.Values == 0 ? 1 : SpoiledReads);
        return new(ops) { Keys = Names(one.Keys) };
    }

    /// <summary>Histories of other models.</summary>
    public static IEnumerable<(string Name, ConsistencyModel Model, Func<ConsistencyHistory> Make)> Others() =>
    [
        ("list, 100k elements, 1k full reads", ConsistencyModel.List, () => Lists(100_000, 1_000, set: false)),
        ("set, 100k elements, 1k full reads", ConsistencyModel.Set, () => Lists(100_000, 1_000, set: true)),
        ("queue, 1M operations", ConsistencyModel.Queue, () => Queue(1_000_000)),
        ("queue, 1M elements", ConsistencyModel.Queue, () => Queue(2_000_000)),
        ("counter, 100k add-and-get, 10 clients", ConsistencyModel.Counter, () => Counter(100_000, 10)),
        ("lock with tokens, 100k operations", ConsistencyModel.Lock, () => Lock(100_000)),
        ("list-append, 300k transactions", ConsistencyModel.ListAppend, () => Transactions(300_000)),
    ];

    private static string[] Names(int count) =>
        [.. Enumerable.Range(0, count).Select(k => k.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Appends (or adds) one after the other with full reads in between.</summary>
    private static ConsistencyHistory Lists(int elements, int reads, bool set)
    {
        List<Op> ops = [];
        List<long[]> lists = [];
        for (int i = 0; i < elements; i++)
        {
            ops.Add(new() { Kind = set ? OpKind.Insert : OpKind.Append, A = i, Start = 10L * i, End = 10L * i + 15 });
            if ((i + 1) % (elements / reads) != 0)
                continue;
            lists.Add([.. Enumerable.Range(0, i).Select(e => (long)e)]);
            ops.Add(new() { Kind = OpKind.Read, B = lists.Count - 1, Start = 10L * i, End = 10L * i + 9, Process = 1 });
        }

        return new([.. ops]) { Lists = lists };
    }

    /// <summary>Enqueues and dequeues that overlap their neighbours, with some tens of elements inside.</summary>
    private static ConsistencyHistory Queue(int count)
    {
        Random random = new(Seed);
        Op[] ops = new Op[count];
        int inside = 0;
        (long put, long taken) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            bool puts = inside == 0 || random.Next(100) < 50;
            inside += puts ? 1 : -1;
            long start = 10L * i;
            ops[i] = puts
                ? new() { Kind = OpKind.Enqueue, A = put++, Start = start, End = start + 9 + random.Next(50) }
                : new() { Kind = OpKind.Dequeue, B = taken++, Start = start, End = start + 9 + random.Next(50), Process = 1 };
        }

        return new(ops);
    }

    private static ConsistencyHistory Counter(int count, int clients)
    {
        Random random = new(Seed);
        Op[] ops = new Op[count];
        for (int i = 0; i < count; i++)
        {
            long start = 10L * i;
            ops[i] = new()
            {
                Kind = OpKind.Add, A = 1, B = i + 1, Start = start, End = start + 9 + random.Next(10 * clients),
                Process = i % (2 * clients),
            };
        }

        return new(ops);
    }

    private static ConsistencyHistory Lock(int count)
    {
        Op[] ops = new Op[count];
        for (int i = 0; i < count; i++)
        {
            ops[i] = new()
            {
                Kind = i % 2 == 0 ? OpKind.Acquire : OpKind.Release, A = Op.Nothing, B = i % 2 == 0 ? i + 1 : Op.Nothing,
                Start = 10L * i, End = 10L * i + 15, Process = i / 2 % 20,
            };
        }

        return new(ops);
    }

    /// <summary>Transactions of three steps over 50 keys, about ten in flight; a key is replaced after 100 elements.</summary>
    private static ConsistencyHistory Transactions(int count)
    {
        Random random = new(Seed);
        List<MicroOp[]> transactions = [];
        List<long[]> lists = [];
        List<string> names = [.. Names(50)];
        int[] keys = [.. Enumerable.Range(0, 50)];
        List<long>[] state = [.. keys.Select(_ => new List<long>())];
        Op[] ops = new Op[count];
        long next = 0;
        for (int t = 0; t < count; t++)
        {
            MicroOp[] steps = new MicroOp[3];
            for (int s = 0; s < steps.Length; s++)
            {
                int k = random.Next(keys.Length);
                if (state[k].Count >= 100 && !steps.Take(s).Any(x => x.Key == keys[k]))
                {
                    (keys[k], state[k]) = (names.Count, []);
                    names.Add(keys[k].ToString(CultureInfo.InvariantCulture));
                }

                if (random.Next(2) == 0)
                {
                    steps[s] = new(OpKind.Append, keys[k], ++next);
                    state[k].Add(next);
                    continue;
                }

                lists.Add([.. state[k]]);
                steps[s] = new(OpKind.Read, keys[k], lists.Count - 1);
            }

            transactions.Add(steps);
            ops[t] = new()
            {
                Kind = OpKind.Transaction, A = t, Start = 10L * t, End = 10L * t + 9 + random.Next(190), Process = t % 20,
            };
        }

        return new(ops) { Lists = lists, Transactions = transactions, Keys = names };
    }
}

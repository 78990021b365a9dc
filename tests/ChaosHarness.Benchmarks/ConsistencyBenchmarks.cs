using System.Diagnostics;
using System.Globalization;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// Times the consistency checkers on seeded histories: <c>consistency [histories FOLDER] [export FOLDER]</c>.
/// Prints the median and the best of five checks (the first one of all apart, since it includes compilation), check time
/// only. <c>export</c> also writes each history as lines of "client kind a b start end ending key", for a peer to be
/// measured on the same machine.
/// </summary>
internal static class ConsistencyBenchmarks
{
    private const int Rounds = 5;
    private const int Seed = 20261121;

    private sealed record Case(string Name, int Count, int Clients, int Values, double Unknown, double Cas, int Keys, bool Bad);

    private static readonly Case[] _cases =
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

    /// <summary>Runs; the arguments are pairs of a name and a value.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        Dictionary<string, string> options = [];
        for (int i = 0; i + 1 < args.Length; i += 2)
            options[args[i]] = args[i + 1];
        Console.WriteLine($"seed {Seed}, {Environment.ProcessorCount} processors");
        Console.WriteLine($"{"history",-40} {"verdict",-8} {"first ms",10} {"median ms",10} {"best ms",10}");
        foreach (Case one in _cases)
            Register(one, options.GetValueOrDefault("export"));
        Lists(100_000, 1_000, false);
        Lists(100_000, 1_000, true);
        Queue(1_000_000);
        Transactions(300_000);
        if (options.TryGetValue("histories", out string? folder))
            Recorded(folder);
        return Task.FromResult(0);
    }

    private static void Register(Case one, string? export)
    {
        Op[] ops = Synthetic.Register(
            new Random(Seed), one.Count, one.Clients, one.Values, one.Unknown, one.Cas, one.Keys);
        if (one.Bad)
            Synthetic.Spoil(ops, one.Values == 0 ? 1 : 60);
        if (export is not null)
            Export(ops, Path.Combine(export, one.Name.Replace(' ', '-').Replace("%", "pct", StringComparison.Ordinal) + ".tsv"));
        string[] names = [.. Enumerable.Range(0, one.Keys).Select(k => $"{k}")];
        Time(one.Name, new(ops) { Keys = names }, ConsistencyModel.Register, new());
    }

    private static void Export(Op[] ops, string file) => File.WriteAllLines(file, ops.Select(o => string.Create(
        CultureInfo.InvariantCulture, $"{o.Process}\t{o.Kind}\t{o.A}\t{o.B}\t{o.Start}\t{o.End}\t{o.Ending}\t{o.Key}")));

    private static void Time(string name, ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options)
    {
        double[] times = new double[Rounds + 1];
        ConsistencyResult? result = null;
        for (int round = 0; round <= Rounds; round++)
        {
            GC.Collect();
            result = ConsistencyChecker.Check(history, model, options with { KeepWitnesses = false }, CancellationToken.None);
            times[round] = result.CheckTime.TotalMilliseconds;
        }

        double[] later = [.. times.Skip(1).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-40} {result!.Verdict,-8} {times[0],10:0.000} {later[Rounds / 2],10:0.000} {later[0],10:0.000}"));
    }

    /// <summary>Appends (or adds) one after the other with full reads in between.</summary>
    private static void Lists(int elements, int reads, bool set)
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

        Time(
            $"{elements} elements {reads} full reads, {(set ? "set" : "list")}", new([.. ops]) { Lists = lists },
            set ? ConsistencyModel.Set : ConsistencyModel.List, new());
    }

    private static void Queue(int count)
    {
        Op[] ops = new Op[count];
        for (int i = 0; i < count; i++)
        {
            ops[i] = i % 2 == 0
                ? new() { Kind = OpKind.Enqueue, A = i / 2, Start = 3L * i, End = 3L * i + 20 }
                : new() { Kind = OpKind.Dequeue, B = i / 2, Start = 3L * i, End = 3L * i + 20, Process = 1 };
        }

        Time($"queue, {count} operations", new(ops), ConsistencyModel.Queue, new());
    }

    /// <summary>Serial transactions of three steps over 50 keys, each key replaced after 100 elements.</summary>
    private static void Transactions(int count)
    {
        Random random = new(Seed);
        List<MicroOp[]> transactions = [];
        List<long[]> lists = [];
        List<string> names = [.. Enumerable.Range(0, 50).Select(k => $"{k}")];
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
                if (random.Next(2) == 0)
                {
                    if (state[k].Count >= 100 && !steps.Take(s).Any(x => x.Key == keys[k]))
                    {
                        (keys[k], state[k]) = (names.Count, []);
                        names.Add($"{keys[k]}");
                    }

                    steps[s] = new(OpKind.Append, keys[k], ++next);
                    state[k].Add(next);
                    continue;
                }

                lists.Add([.. state[k]]);
                steps[s] = new(OpKind.Read, keys[k], lists.Count - 1);
            }

            transactions.Add(steps);
            ops[t] = new() { Kind = OpKind.Transaction, A = t, Start = 10L * t, End = 10L * t + 9, Process = t % 20 };
        }

        Time(
            $"list-append, {count} transactions", new(ops) { Lists = lists, Transactions = transactions, Keys = names },
            ConsistencyModel.ListAppend, new());
    }

    /// <summary>The labelled logs of etcd and key-value stores: the sum of best check times per folder.</summary>
    private static void Recorded(string folder)
    {
        foreach ((string sub, HistoryFileFormat format, ConsistencyModel model) in
            ((string, HistoryFileFormat, ConsistencyModel)[])
            [("etcd", HistoryFileFormat.EtcdLog, ConsistencyModel.Register), ("kv", HistoryFileFormat.Kv, ConsistencyModel.KeyValue)])
        {
            double sum = 0;
            foreach (string file in Directory.GetFiles(Path.Combine(folder, sub)).Order(StringComparer.Ordinal))
            {
                using FileStream stream = File.OpenRead(file);
                ConsistencyHistory history = HistoryReader.Read(format, stream, null, new() { Model = model });
                double best = double.MaxValue;
                for (int round = 0; round < 2 * Rounds; round++)
                {
                    long started = Stopwatch.GetTimestamp();
                    TimeSpan check = ConsistencyChecker.Check(history, model, new(), CancellationToken.None).CheckTime;
                    best = Math.Min(best, Math.Min(check.TotalMilliseconds, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
                }

                sum += best;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file),-40} {best,10:0.000} ms best"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sub,-40} {sum,10:0.000} ms in sum"));
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using ChaosHarness.Checkers.Consistency;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>
/// Small random banks, and what is legal by definition: a read has to show balances that some transfers of the whole
/// amount lead to. All balances that can be reached are listed.
/// </summary>
internal static class FuzzBank
{
    private const int LowestDebt = -6;
    private static readonly string[] _names = ["x", "y", "z", "elsewhere"];
    private static readonly ConcurrentDictionary<(int Accounts, long Total, bool Debts), HashSet<string>> _reachable = [];

    /// <summary>Transfers and reads, some of them spoilt.</summary>
    public static FuzzObjects.Drawn Draw(Random random)
    {
        Op[] ops = FuzzObjects.Intervals(random, 8);
        long[] state = [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => random.NextInt64(0, 4))];
        long total = state.Sum();
        List<MicroOp[]> reads = [];
        bool debts = random.Next(3) == 0;
        bool careful = random.Next(4) > 0;
        FuzzObjects.Play(random, ops, (op, effect) =>
        {
            if (random.Next(2) == 0)
            {
                (op.Kind, op.A) = (OpKind.Transfer, random.Next(1, 3));
                (int from, int to) = (random.Next(state.Length), random.Next(state.Length));
                if (effect && from != to && state[from] - op.A >= (debts || !careful ? LowestDebt : 0))
                    (state[from], state[to]) = (state[from] - op.A, state[to] + op.A);
                return op;
            }

            List<MicroOp> read = [.. state.Select((balance, key) => new MicroOp(OpKind.Read, key, balance))];
            if (random.Next(8) == 0)
                Spoil(random, read);
            (op.Kind, op.B) = (OpKind.Read, reads.Count);
            reads.Add([.. read]);
            return op;
        });
        ConsistencyOptions options = new() { Total = random.Next(2) == 0 ? total : null, AllowNegative = debts };
        return new(new ConsistencyHistory(ops) { Transactions = reads, Keys = _names }) { Options = options };
    }

    /// <summary>Whether every read that ended ok shows balances that can be reached.</summary>
    public static bool IsLegal(FuzzObjects.Drawn drawn)
    {
        MicroOp[][] reads = [.. drawn.Ops.Where(o => o is { Kind: OpKind.Read, Ending: Ending.Ok })
            .Select(o => drawn.History.Transactions[(int)o.B])];
        if (reads.Length == 0)
            return true;

        // Accounts and total are what the first read shows, unless the total is told.
        int[] accounts = [.. reads[0].Select(b => b.Key).Distinct().Order()];
        if (reads[0].Any(b => b.Value == Op.Nothing))
            return false;
        long total = drawn.Options.Total ?? reads[0].Sum(b => b.Value);
        HashSet<string> legal = _reachable.GetOrAdd((accounts.Length, total, drawn.Options.AllowNegative), Reach);
        return reads.All(r => r.OrderBy(b => b.Key).Select(b => b.Key).SequenceEqual(accounts)
            && legal.Contains(Name(r.OrderBy(b => b.Key).Select(b => b.Value))));
    }

    private static HashSet<string> Reach((int Accounts, long Total, bool Debts) bank)
    {
        // Balances are as low as the draw makes them, with room for what is spoilt.
        long least = bank.Debts ? 2 * LowestDebt : 0;
        long[] first = new long[bank.Accounts];
        first[0] = bank.Total;
        HashSet<string> found = [];
        Queue<long[]> open = new();
        if (bank.Total >= least && found.Add(Name(first)))
            open.Enqueue(first);
        while (open.TryDequeue(out long[]? balances))
        {
            for (int from = 0; from < balances.Length; from++)
            {
                for (int to = 0; to < balances.Length; to++)
                {
                    long[] next = [.. balances];
                    (next[from], next[to]) = (next[from] - 1, next[to] + 1);
                    if (from != to && next[from] >= least && found.Add(Name(next)))
                        open.Enqueue(next);
                }
            }
        }

        return found;
    }

    private static string Name(IEnumerable<long> balances) =>
        string.Join(',', balances.Select(b => b.ToString(CultureInfo.InvariantCulture)));

    private static void Spoil(Random random, List<MicroOp> read)
    {
        int at = random.Next(read.Count);
        switch (random.Next(5))
        {
            case 0:
                read[at] = read[at] with { Value = read[at].Value + random.Next(-2, 3) };
                break;
            case 1:
                read[at] = read[at] with { Value = Op.Nothing };
                break;
            case 2:
                read.RemoveAt(at);
                break;
            case 3:
                // One account twice, the other one not at all: the sum stays.
                read[at] = read[at] with { Key = read[(at + 1) % read.Count].Key };
                break;
            default:
                read[at] = read[at] with { Key = _names.Length - 1 };
                break;
        }
    }
}

using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>
/// Four kinds of damage done to correct histories of every model. The victims are such that the damage is always wrong,
/// so that all of it has to be found; each violation is confirmed, or too large to try every order of.
/// </summary>
public sealed class ObjectMutationTests
{
    private const int Rounds = 60;
    private const int Count = 120;

    [Theory]
    [InlineData(ConsistencyModel.KeyValue)]
    [InlineData(ConsistencyModel.Counter)]
    [InlineData(ConsistencyModel.List)]
    [InlineData(ConsistencyModel.Set)]
    [InlineData(ConsistencyModel.Queue)]
    [InlineData(ConsistencyModel.Lock)]
    [InlineData(ConsistencyModel.MultiRegister)]
    [InlineData(ConsistencyModel.ListAppend)]
    [InlineData(ConsistencyModel.Bank)]
    public void A_dropped_acknowledged_write_that_was_seen_is_always_found(ConsistencyModel model) => Found(model, history =>
    {
        if (model == ConsistencyModel.Bank)
            return WithoutHalfATransfer(history);

        // Early, and an operation that later ones rest on.
        int victim = model == ConsistencyModel.Lock
            ? ReleaseBeforeAnotherClient(history)
            : Array.FindIndex(history.Ops, Count / 4, op => Changes(history, op) && IsSeen(history, op));
        return With(history, [.. history.Ops.Where((_, i) => i != victim)]);
    });

    [Theory]
    [InlineData(ConsistencyModel.KeyValue)]
    [InlineData(ConsistencyModel.Counter)]
    [InlineData(ConsistencyModel.List)]
    [InlineData(ConsistencyModel.Set)]
    [InlineData(ConsistencyModel.Queue)]
    [InlineData(ConsistencyModel.Lock)]
    [InlineData(ConsistencyModel.MultiRegister)]
    [InlineData(ConsistencyModel.ListAppend)]
    [InlineData(ConsistencyModel.Bank)]
    public void Two_swapped_results_far_apart_are_always_found(ConsistencyModel model) => Found(model, history =>
    {
        Op[] ops = [.. history.Ops];
        int early = Array.FindIndex(ops, Count / 6, op => Tells(history, op));
        int late = Array.FindLastIndex(ops, op => Tells(history, op));
        if (model is ConsistencyModel.MultiRegister or ConsistencyModel.ListAppend or ConsistencyModel.Bank)
            return SwapInside(history, early, late);
        (ops[early].B, ops[late].B) = (ops[late].B, ops[early].B);
        return With(history, ops);
    });

    [Theory]
    [InlineData(ConsistencyModel.KeyValue)]
    [InlineData(ConsistencyModel.Counter)]
    [InlineData(ConsistencyModel.List)]
    [InlineData(ConsistencyModel.Set)]
    [InlineData(ConsistencyModel.Queue)]
    [InlineData(ConsistencyModel.Lock)]
    [InlineData(ConsistencyModel.MultiRegister)]
    [InlineData(ConsistencyModel.ListAppend)]
    public void An_interval_shifted_far_ahead_is_always_found(ConsistencyModel model) => Found(model, history =>
    {
        Op[] ops = [.. history.Ops];
        int late = Array.FindLastIndex(ops, op => Tells(history, op));
        (ops[late].Start, ops[late].End) = (-2, -1);
        Array.Sort(ops, (a, b) => a.Start.CompareTo(b.Start));
        return With(history, ops);
    });

    [Theory]
    [InlineData(ConsistencyModel.KeyValue)]
    [InlineData(ConsistencyModel.Counter)]
    [InlineData(ConsistencyModel.List)]
    [InlineData(ConsistencyModel.Set)]
    [InlineData(ConsistencyModel.Queue)]
    [InlineData(ConsistencyModel.Lock)]
    [InlineData(ConsistencyModel.ListAppend)]
    [InlineData(ConsistencyModel.UniqueIds)]
    [InlineData(ConsistencyModel.Bank)]
    public void A_duplicated_element_is_always_found(ConsistencyModel model) => Found(model, history =>
    {
        Op[] ops = [.. history.Ops];
        int one = Array.FindLastIndex(ops, op => Tells(history, op));
        if (model is ConsistencyModel.List or ConsistencyModel.Set)
            return Twice(history, ops, (int)ops[one].B);
        if (model == ConsistencyModel.ListAppend)
            return Twice(history, ops, (int)LastRead(history, ops[one]).Value);
        if (model == ConsistencyModel.Bank)
            return WithAnAccountTwice(history, (int)ops[one].B);
        if (model == ConsistencyModel.KeyValue)
            ops[one].B = history.Texts.Number(history.Texts.Text(ops[one].B) + "<1>");
        else if (model == ConsistencyModel.Counter)
            ops[one].B += Count;
        else
            ops[one].B = ops.First(op => op.Ending == Ending.Ok && op.Kind == ops[one].Kind && op.B != Op.Nothing).B;
        return With(history, ops);
    });

    /// <summary>A bank's reads have to add up, and need not be recent: a shifted one is no violation of that.</summary>
    [Fact]
    public void A_shifted_interval_is_nothing_that_a_bank_promises() => Assert.All(Enumerable.Range(0, Rounds), seed =>
    {
        ConsistencyHistory good = LegalHistories.Of(ConsistencyModel.Bank, seed, Count);
        Op[] ops = [.. good.Ops];
        int late = Array.FindLastIndex(ops, op => Tells(good, op));
        (ops[late].Start, ops[late].End) = (-2, -1);
        Array.Sort(ops, (a, b) => a.Start.CompareTo(b.Start));
        ConsistencyResult result = Check(With(good, ops), ConsistencyModel.Bank);
        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Equal(1, result.Certified);
    });

    private static void Found(ConsistencyModel model, Func<ConsistencyHistory, ConsistencyHistory> damage)
    {
        int confirmed = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            ConsistencyHistory good = LegalHistories.Of(model, seed, Count);
            ConsistencyResult before = Check(good, model);
            Assert.True(before.Verdict == Verdict.Pass, $"seed {seed} is wrong before: {string.Join(' ', before.Violations.Select(v => v.Text))}");
            ConsistencyResult after = Check(damage(good), model);
            Assert.True(after.Verdict == Verdict.Fail, $"seed {seed}: not found");
            Assert.DoesNotContain(after.Violations, v => v.Confirmed == false);
            confirmed += after.Violations.Any(v => v.Confirmed == true) ? 1 : 0;
        }

        // A bank's violation is a sum; one read by itself is no question of order.
        if (model != ConsistencyModel.Bank)
            Assert.InRange(confirmed, Rounds / 2, Rounds);
    }

    private static ConsistencyResult Check(ConsistencyHistory history, ConsistencyModel model) => ConsistencyChecker.Check(
        history, model, new() { Initial = InitialOf(model), Total = model == ConsistencyModel.Bank ? 3000 : null },
        TestContext.Current.CancellationToken);

    private static string? InitialOf(ConsistencyModel model) => model switch
    {
        ConsistencyModel.MultiRegister => "0", ConsistencyModel.Counter => "1", _ => null,
    };

    private static ConsistencyHistory With(ConsistencyHistory history, Op[] ops) => new(ops)
    {
        Lists = history.Lists, Transactions = history.Transactions, Texts = history.Texts, Keys = history.Keys,
    };

    private static bool Changes(ConsistencyHistory history, Op op) => op.Kind switch
    {
        OpKind.Append or OpKind.Insert or OpKind.Enqueue or OpKind.Add => true,
        OpKind.Transaction => history.Transactions[(int)op.A].Any(s => s.Kind != OpKind.Read),
        _ => false,
    };

    private static bool IsSeen(ConsistencyHistory history, Op op) => op.Kind switch
    {
        OpKind.Append or OpKind.Insert when history.Lists.Count > 0 => history.Lists.Any(l => l.Contains(op.A)),
        OpKind.Enqueue => history.Ops.Any(o => o.Kind == OpKind.Dequeue && o.B == op.A),
        OpKind.Transaction => history.Transactions[(int)op.A].Any(s => s.Kind != OpKind.Read && history.Ops.Any(
            o => o.A != op.A && history.Transactions[(int)o.A].Any(r => r.Kind == OpKind.Read && r.Key == s.Key
                && (s.Kind == OpKind.Write ? r.Value == s.Value : history.Lists[(int)r.Value].Contains(s.Value))))),
        _ => true,
    };

    /// <summary>Whether an operation brought a result that says much.</summary>
    private static bool Tells(ConsistencyHistory history, Op op) => op.Ending == Ending.Ok && op.Kind switch
    {
        OpKind.Read or OpKind.Generate => true,
        OpKind.Dequeue or OpKind.Acquire => op.B != Op.Nothing,
        OpKind.Transaction => history.Transactions[(int)op.A].Any(s => s.Kind == OpKind.Read
            && (history.Lists.Count == 0 ? s.Value != 0 : history.Lists[(int)s.Value].Length > 0)),
        _ => false,
    };

    private static MicroOp LastRead(ConsistencyHistory history, Op op) => history.Transactions[(int)op.A].Last(
        s => s.Kind == OpKind.Read && history.Lists[(int)s.Value].Length > 0);

    private static ConsistencyHistory Twice(ConsistencyHistory history, Op[] ops, int list) => new(ops)
    {
        Lists = [.. history.Lists.Select((l, n) => n == list ? [.. l, l[0]] : l)],
        Transactions = history.Transactions, Keys = history.Keys,
    };

    /// <summary>Exchanges what two transactions read of one key, or one balance of two reads.</summary>
    private static ConsistencyHistory SwapInside(ConsistencyHistory history, int early, int late)
    {
        MicroOp[][] all = [.. history.Transactions.Select(t => (MicroOp[])t.Clone())];
        MicroOp[] first = Steps(history.Ops[early]);
        int key = Array.FindIndex(first, s => s.Kind == OpKind.Read);
        MicroOp[] second = Steps(history.Ops[late]);
        for (int i = late; second[key].Kind != OpKind.Read; i--)
            second = history.Ops[i].Kind == history.Ops[late].Kind ? Steps(history.Ops[i]) : second;
        (first[key], second[key]) = (second[key], first[key]);
        return new(history.Ops) { Lists = history.Lists, Transactions = all, Keys = history.Keys };

        MicroOp[] Steps(Op op) => all[(int)(op.Kind == OpKind.Transaction ? op.A : op.B)];
    }

    /// <summary>From a transfer on, what it brought to the second account is missing in every read.</summary>
    private static ConsistencyHistory WithoutHalfATransfer(ConsistencyHistory history)
    {
        int victim = Array.FindIndex(history.Ops, Count / 4, op => op.Kind == OpKind.Transfer);
        MicroOp[][] reads = [.. history.Transactions.Select(t => (MicroOp[])t.Clone())];
        foreach (Op read in history.Ops.Skip(victim).Where(op => op.Kind == OpKind.Read))
            reads[read.B][1] = reads[read.B][1] with { Value = reads[read.B][1].Value - history.Ops[victim].A };
        return new(history.Ops) { Transactions = reads, Keys = history.Keys };
    }

    /// <summary>A read that shows one account twice and another one not at all, with the right sum.</summary>
    private static ConsistencyHistory WithAnAccountTwice(ConsistencyHistory history, int read)
    {
        MicroOp[][] reads = [.. history.Transactions];
        reads[read] = [.. reads[read].Select(balance => balance.Key == 2 ? balance with { Key = 1 } : balance)];
        return new(history.Ops) { Transactions = reads, Keys = history.Keys };
    }

    /// <summary>Without its token a lock is no lease: a missing release means two holders.</summary>
    private static int ReleaseBeforeAnotherClient(ConsistencyHistory history)
    {
        foreach (ref Op op in history.Ops.AsSpan())
            op.B = Op.Nothing;
        int[] taken = [.. Enumerable.Range(0, history.Count).Where(i => history.Ops[i].Ending == Ending.Ok)];
        int k = Enumerable.Range(0, taken.Length - 2).First(k => history.Ops[taken[k]].Kind == OpKind.Release
            && history.Ops[taken[k + 1]].Process != history.Ops[taken[k]].Process
            && history.Ops[taken[k + 2]].Process == history.Ops[taken[k + 1]].Process);
        return taken[k];
    }
}

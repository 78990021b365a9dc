using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;

namespace ChaosHarness.Tests.Checkers.Consistency;

/// <summary>Damage done to correct histories is found: each kind of damage has its share of detections asserted.</summary>
public sealed class MutationTests
{
    private const int Rounds = 200;

    [Fact]
    public void A_dropped_write_that_was_read_is_always_found() => Rate(1.0, (random, ops) =>
    {
        HashSet<long> read = [.. ops.Where(o => o.Kind == OpKind.Read).Select(o => o.B)];
        List<int> candidates = [.. Indexes(ops, o => o.Kind == OpKind.Write && read.Contains(o.A))];
        int victim = candidates[random.Next(candidates.Count)];
        return [.. ops.Where((_, i) => i != victim)];
    });

    [Fact]
    public void Two_swapped_reads_of_different_values_far_apart_are_always_found() => Rate(1.0, (random, ops) =>
    {
        List<int> reads = [.. Indexes(ops, o => o.Kind == OpKind.Read)];
        int a = reads[random.Next(reads.Count / 4)];
        int b = reads[reads.Count - 1 - random.Next(reads.Count / 4)];
        (ops[a].B, ops[b].B) = (ops[b].B, ops[a].B);
        return ops;
    });

    [Fact]
    public void An_acknowledged_write_that_later_reads_do_not_show_is_always_found() => Rate(1.0, (random, ops) =>
    {
        List<int> reads = [.. Indexes(ops, o => o.Kind == OpKind.Read)];
        long before = ops[reads[reads.Count / 3]].B;
        for (int k = reads.Count / 3; k < reads.Count; k++)
            ops[reads[k]].B = before;
        return ops;
    });

    [Fact]
    public void A_read_shifted_far_ahead_of_its_write_is_always_found() => Rate(1.0, (random, ops) =>
    {
        List<int> reads = [.. Indexes(ops, o => o.Kind == OpKind.Read)];
        int late = reads[reads.Count - 1 - random.Next(reads.Count / 4)];
        (ops[late].Start, ops[late].End) = (0, 1);
        Array.Sort(ops, (x, y) => x.Start.CompareTo(y.Start));
        return ops;
    });

    /// <summary>
    /// With four clients about half of such reads overlap the newer write and are still legal. So both engines have to
    /// agree on each of them, besides finding a good share.
    /// </summary>
    [Fact]
    public void A_read_that_is_one_write_behind_is_found_where_it_is_wrong() => Rate(0.4, (random, ops) =>
    {
        List<int> reads = [.. Indexes(ops, o => o.Kind == OpKind.Read)];
        int k = random.Next(reads.Count / 2, reads.Count);
        long now = ops[reads[k]].B;
        int older = reads.FindLastIndex(k, i => ops[i].B != now);
        ops[reads[k]].B = ops[reads[older]].B;
        SearchBudget budget = SearchBudget.Endless(TestContext.Current.CancellationToken);
        Assert.Equal(
            new ZoneEngine().Decide(ops, Partition.Whole(ops)[0], Op.Nothing).Decision,
            RegisterEngine.Search(ops, Partition.Whole(ops)[0], Op.Nothing, budget).Decision);
        return ops;
    });

    [Fact]
    public void A_repeated_element_of_a_list_or_set_is_always_found()
    {
        foreach (ConsistencyModel model in (ConsistencyModel[])[ConsistencyModel.List, ConsistencyModel.Set])
        {
            OpKind add = model == ConsistencyModel.List ? OpKind.Append : OpKind.Insert;
            Op[] ops = [At(0, 1, add, 1, 0), At(2, 3, add, 2, 0), At(4, 5, OpKind.Read, 0, 0)];
            Assert.Equal(Anomaly.Duplicate, Only(ops, model, [1, 2, 1]).Anomaly);
            Assert.Equal(Anomaly.Duplicate, Only(ops, model, [1, 1, 2]).Anomaly);
        }
    }

    /// <summary>
    /// Other checkers let this pass: a set whose final read holds an element twice, and a queue that gives one out twice.
    /// </summary>
    [Fact]
    public void What_peers_overlook_is_found()
    {
        Op[] queue =
        [
            At(0, 1, OpKind.Enqueue, 7, 0), At(2, 3, OpKind.Dequeue, 0, 7), At(4, 5, OpKind.Dequeue, 0, 7),
        ];
        Assert.Equal(Anomaly.Duplicate, Only(queue, ConsistencyModel.Queue).Anomaly);

        // Within the bounds of a counter, and yet impossible: 2 was seen before 1.
        Op[] counter =
        [
            At(0, 100, OpKind.Add, 1, Op.Nothing), At(0, 100, OpKind.Add, 1, Op.Nothing),
            At(10, 20, OpKind.Read, 0, 2), At(30, 40, OpKind.Read, 0, 1),
        ];
        Assert.True(Only(counter, ConsistencyModel.Counter).Confirmed);
    }

    [Fact]
    public void The_two_meanings_of_a_failed_compare_and_set_give_two_verdicts()
    {
        Op cas = At(2, 3, OpKind.CompareAndSet, 1, 2);
        Op[] Ops(Ending ending) => [At(0, 1, OpKind.Write, 1, 0), cas with { Ending = ending }, At(4, 5, OpKind.Read, 0, 1)];
        Assert.Equal(Verdict.Pass, Check(Ops(Ending.NoEffect), ConsistencyModel.Register).Verdict);
        Assert.Equal(Verdict.Fail, Check(Ops(Ending.ValueDiffered), ConsistencyModel.Register).Verdict);
    }

    [Fact]
    public void More_clients_than_a_mask_of_32_or_64_bits_holds_are_judged()
    {
        List<Op> ops = [At(0, 1, OpKind.Write, 1, 0)];
        for (int client = 0; client < 150; client++)
            ops.Add(At(2, 1000, OpKind.CompareAndSet, 1 + client, 2 + client) with { Process = client });
        ops.Add(At(2, 1000, OpKind.CompareAndSet, 999, 5) with { Ending = Ending.ValueDiffered });
        Op[] good = [.. ops, At(1001, 1002, OpKind.Read, 0, 151)];
        Op[] bad = [.. ops, At(1001, 1002, OpKind.Read, 0, 150)];
        SearchBudget budget = SearchBudget.Endless(TestContext.Current.CancellationToken);
        Assert.Equal(
            Decision.Linearizable, RegisterEngine.Search(good, Partition.Whole(good)[0], Op.Nothing, budget).Decision);
        Assert.Equal(
            Decision.Violated, RegisterEngine.Search(bad, Partition.Whole(bad)[0], Op.Nothing, budget).Decision);
    }

    [Fact]
    public void A_used_up_budget_is_unknown_and_never_pass()
    {
        Op[] ops = Synthetic.Register(new(1), 20_000, 40, distinctValues: 5, unknownShare: 0, 0.3);
        ConsistencyResult result = ConsistencyChecker.Check(
            new ConsistencyHistory(ops), ConsistencyModel.Register,
            new() { MemoryBudget = 1000 }, TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains("budget", result.Undecided.Single(), StringComparison.Ordinal);
    }

    private static void Rate(double least, Func<Random, Op[], Op[]> damage)
    {
        int found = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            Op[] good = Synthetic.Register(random, 300, 4, distinctValues: 0, unknownShare: 0, 0);
            Assert.Equal(Verdict.Pass, Check(good, ConsistencyModel.Register).Verdict);
            ConsistencyResult result = Check(damage(random, good), ConsistencyModel.Register);
            found += result.Verdict == Verdict.Fail ? 1 : 0;
            Assert.All(result.Violations, v => Assert.True(v.Confirmed));
            Assert.All(result.Violations, v => Assert.InRange(v.Core.Count, 1, 6));
        }

        Assert.True(found >= least * Rounds, $"{found} of {Rounds} found");
    }

    private static IEnumerable<int> Indexes(Op[] ops, Func<Op, bool> which) =>
        Enumerable.Range(0, ops.Length).Where(i => which(ops[i]));

    private static Op At(long start, long end, OpKind kind, long a, long b) =>
        new() { Start = start, End = end, Kind = kind, A = a, B = b, Ending = Ending.Ok };

    private static ConsistencyResult Check(Op[] ops, ConsistencyModel model, params long[][] lists) =>
        ConsistencyChecker.Check(
            new ConsistencyHistory(ops) { Lists = lists }, model, new(), TestContext.Current.CancellationToken);

    private static Violation Only(Op[] ops, ConsistencyModel model, params long[][] lists) =>
        Assert.Single(Check(ops, model, lists).Violations);
}

using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Writes;

/// <summary>Random histories and final states against the definitions, worked out the slow way.</summary>
public sealed class AccountingFuzzTests
{
    private static readonly Outcome[] s_outcomes = [Outcome.Ok, Outcome.Ok, Outcome.Ok, Outcome.Fail, Outcome.Info, Outcome.Open];

    [Fact]
    public void Accounts_for_lists_as_counting_one_by_one_does()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new() { Scenario = Plain("web") };
            List<(Outcome Outcome, int Key, long Value)> writes = [];
            for (int i = random.Next(1, 30); i > 0; i--)
            {
                (Outcome outcome, int key) = (s_outcomes[random.Next(s_outcomes.Length)], random.Next(3));
                writes.Add((outcome, key, 100 + i));
                run.Op("web.write", i, i + 0.5, outcome, OperationKind.Append, key, 100 + i);
            }

            List<long>[] lists = [[], [], []];
            foreach ((_, int key, long value) in writes)
            {
                for (int copies = random.Next(8) == 0 ? 2 : random.Next(3) > 0 ? 1 : 0; copies > 0; copies--)
                    lists[key].Add(value);
            }

            int strangers = random.Next(3);
            for (int i = 0; i < strangers; i++)
                lists[random.Next(3)].Add(500 + i);
            bool[] isRead = [.. lists.Select(_ => random.Next(5) > 0)];
            for (int key = 0; key < 3; key++)
                run.Read("redis2", "doc", key, isRead[key], 100, [.. lists[key].OrderBy(_ => random.Next())]);
            AssertLists(seed, run, writes, lists, isRead);
        }
    }

    private static void AssertLists(
        int seed, RunBuilder run, List<(Outcome Outcome, int Key, long Value)> writes, List<long>[] lists, bool[] isRead)
    {
        CheckResult result = new AccountingChecker().Check(run.Build(), TestContext.Current.CancellationToken);
        Accounting account = result.Measured.Accounts[0];
        var known = writes.Where(w => isRead[w.Key]).ToList();
        int Count(Func<(Outcome Outcome, int Copies), bool> fits) =>
            known.Count(w => fits((w.Outcome, lists[w.Key].Count(v => v == w.Value))));
        Assert.Equal(
            (seed, writes.Count(w => w.Outcome == Outcome.Ok), Count(w => w is (Outcome.Ok, > 0)), Count(w => w is (Outcome.Ok, 0))),
            (seed, account.Acknowledged, account.Kept, account.Lost));
        Assert.Equal(
            (seed, Count(w => w.Copies > 1), Count(w => w is (Outcome.Fail, > 0))), (seed, account.Duplicated, account.Resurrected));
        Assert.Equal(
            (seed, Count(w => w is (Outcome.Info or Outcome.Open, > 0)), Count(w => w is (Outcome.Info or Outcome.Open, 0))),
            (seed, account.IndeterminateFound, account.IndeterminateAbsent));
        Assert.Equal(
            Enumerable.Range(0, 3).Where(k => isRead[k]).Sum(k => lists[k].Count(v => v >= 500)),
            result.Measured.Accounts.Sum(a => a.Unexpected));
        Assert.Equal(writes.Any(w => !isRead[w.Key]), result.Findings.Any(f => f.Verdict == Verdict.Unknown));
    }

    /// <summary>
    /// A write is lost when there is no order of the writes that agrees with real time and with what reads saw, has the
    /// surviving value last, and this write in it: tried by placing the two writes at all moments they can have had.
    /// </summary>
    [Fact]
    public void Calls_a_register_write_lost_when_no_order_of_things_explains_its_absence()
    {
        int lost = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new() { Scenario = Plain("web") };
            List<(int Start, int End, Outcome Outcome, long Value)> writes = [];
            List<(int Start, int End, long Value)> reads = [];
            for (int i = 1; i <= random.Next(1, 6); i++)
            {
                int start = random.Next(20), end = start + random.Next(1, 8);
                Outcome outcome = s_outcomes[random.Next(s_outcomes.Length)];
                writes.Add((start, end, outcome, i));
                run.Op("web.write", start, end, outcome, OperationKind.Write, 5, i);
            }

            long survivor = random.Next(0, writes.Count + 1);
            for (int i = random.Next(3); i > 0; i--)
            {
                int start = random.Next(25), end = start + random.Next(1, 5);
                long value = random.Next(1, writes.Count + 1);
                reads.Add((start, end, value));
                run.Op("web.read", start, end, Outcome.Ok, OperationKind.Read, 5, result: value);
            }

            run.Read("redis2", "reg", 5, authoritative: true, 100, survivor == 0 ? [] : [survivor]);
            int expected = writes.Count(w => w.Outcome == Outcome.Ok && w.Value != survivor && !CanBeBefore(w, survivor, writes, reads));
            Accounting account = new AccountingChecker().Check(run.Build(), TestContext.Current.CancellationToken).Measured.Accounts[0];
            Assert.Equal((seed, expected), (seed, account.Lost));
            Assert.Equal((seed, account.Acknowledged), (seed, account.Kept + account.Lost));
            lost += expected;
        }

        Assert.True(lost > 500);
    }

    private static bool CanBeBefore(
        (int Start, int End, Outcome Outcome, long Value) write, long survivor,
        List<(int Start, int End, Outcome Outcome, long Value)> writes, List<(int Start, int End, long Value)> reads)
    {
        if (survivor == 0)
            return false;
        var last = writes.Single(w => w.Value == survivor);
        // Halves of a millisecond leave room for one of two to be first.
        for (double at = write.Start; at <= write.End; at += 0.5)
        {
            double latest = last.Outcome == Outcome.Ok ? last.End : 1000;
            for (double of = last.Start; of <= latest; of += 0.5)
            {
                bool seenBefore = reads.Any(r => r.Value == survivor && r.End >= last.Start && r.End < of);
                if (at <= of && !seenBefore)
                    return true;
            }
        }

        return false;
    }
}

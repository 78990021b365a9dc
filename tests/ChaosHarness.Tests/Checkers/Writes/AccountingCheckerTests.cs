using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Writes;

public sealed class AccountingCheckerTests
{
    private static readonly Bound s_none = new("none", null, Seconds(0));

    private static RunBuilder Web() => new() { Scenario = Plain("web", "direct") };

    private static RunBuilder Append(RunBuilder run, double at, long value, Outcome outcome = Outcome.Ok, string server = "redis1", string load = "web") =>
        run.Op($"{load}.write", at, at + 1, outcome, OperationKind.Append, key: 3, value: value, server: server);

    [Fact]
    public void Accounts_for_every_append()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        Append(run, 20, 102, server: "redis2");
        Append(run, 30, 103);
        Append(run, 40, 104, Outcome.Info);
        Append(run, 50, 105, Outcome.Info);
        Append(run, 60, 106, Outcome.Fail);
        Append(run, 70, 201, load: "direct");
        run.Read("redis2", "doc", 3, authoritative: true, 1000, 101, 104, 201);
        CheckResult result = Check(run);
        Accounting web = result.Measured.Accounts[0];
        Assert.Equal((3, 1, 2), (web.Acknowledged, web.Kept, web.Lost));
        Assert.Equal((0, 0, 0), (web.Duplicated, web.Resurrected, web.Unexpected));
        Assert.Equal((1, 1), (web.IndeterminateFound, web.IndeterminateAbsent));
        Assert.Equal((2, 1), web.ByServer["redis1"]);
        Assert.Equal((1, 1), web.ByServer["redis2"]);
        Assert.Equal((RunBuilder.At(20), RunBuilder.At(31)), web.LostBetween);
        Assert.Equal(["history:2", "history:3"], web.Evidence);
        Assert.Equal((1, 0), (result.Measured.Accounts[1].Kept, result.Measured.Accounts[1].Lost));
    }

    [Theory]
    [InlineData(OperationKind.Append, "doc")]
    [InlineData(OperationKind.Write, "reg")]
    [InlineData(OperationKind.Increment, "ctr")]
    public void Holds_writes_for_lost_whose_key_is_gone_from_a_node_that_was_read_completely(OperationKind kind, string set)
    {
        RunBuilder run = Web();
        run.Op("web.write", 10, 11, Outcome.Ok, kind, key: 3, value: 1, result: 1)
            .Op("web.write", 20, 21, Outcome.Ok, kind, key: 4, value: 2, result: 1);
        run.Scenario = run.Scenario with { Expect = new() { LostWrites = new(s_none) } };

        run.Read("redis3", set, FinalRead.Rest, authoritative: false, 900);
        Assert.Equal((Verdict.Unknown, 0), (Check(run).Verdict, Check(run).Measured.Accounts[0].Lost));

        run.Read("redis2", set, 4, authoritative: true, 1000, kind == OperationKind.Increment ? 1 : 2)
            .Read("redis2", set, FinalRead.Rest, authoritative: true, 1000);
        Assert.Equal((Verdict.Fail, 1), (Check(run).Verdict, Check(run).Measured.Accounts[0].Lost));

        run.Reads.RemoveAll(r => r.Key == 4);
        Assert.Equal((Verdict.Fail, 2), (Check(run).Verdict, Check(run).Measured.Accounts[0].Lost));
    }

    [Fact]
    public void Does_not_hold_a_key_for_gone_on_which_two_nodes_differ()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Read("redis1", "doc", 3, authoritative: true, 1000, 101).Read("redis2", "doc", 3, authoritative: true, 1000)
            .Read("redis1", "doc", FinalRead.Rest, authoritative: true, 1000);

        Assert.Equal((Verdict.Unknown, 0), (Check(run).Verdict, Check(run).Measured.Accounts[0].Lost));
    }

    [Fact]
    public void Fails_for_duplicates_for_writes_that_had_failed_and_for_foreign_values()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        Append(run, 20, 102, Outcome.Fail);
        run.Read("redis2", "doc", 3, authoritative: true, 1000, 101, 102, 101, 999);
        CheckResult result = Check(run);
        Accounting web = result.Measured.Accounts[0];
        Assert.Equal((1, 1, 1), (web.Duplicated, web.Resurrected, web.Unexpected));
        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Equal(3, result.Findings.Count(f => f.Verdict == Verdict.Fail));
        Assert.Contains(result.Findings, f => f.Evidence.Contains("final-reads:1"));
    }

    [Fact]
    public void Takes_a_value_under_another_key_for_lost_and_foreign()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Read("redis2", "doc", 3, authoritative: true, 1000).Read("redis2", "doc", 4, authoritative: true, 1000, 101);
        Accounting web = Check(run).Measured.Accounts[0];
        Assert.Equal(1, web.Lost);
        Assert.Equal(1, Check(run).Measured.Accounts.Sum(a => a.Unexpected));
    }

    [Theory]
    [InlineData(true, Verdict.Fail)]
    [InlineData(false, Verdict.Pass)]
    public void Compares_the_loss_with_what_is_expected(bool none, Verdict expected)
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Scenario = run.Scenario with { Expect = new() { LostWrites = new(none ? s_none : null) } };
        run.Read("redis2", "doc", 3, authoritative: true, 1000);
        Assert.Equal(expected, Check(run).Verdict);
    }

    [Fact]
    public void Takes_the_rows_bound_when_the_scenario_is_silent()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Read("redis2", "doc", 3, authoritative: true, 1000);
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        run.Scenario = run.Scenario with { Row = Row() with { LostWrites = s_none } };
        Assert.Equal(Verdict.Fail, Check(run).Verdict);
    }

    [Fact]
    public void Bounds_the_loss_by_what_the_isolated_node_acknowledged()
    {
        RunBuilder run = Web().Fault(15, 30);
        Append(run, 10, 101);
        Append(run, 20, 102, server: "redis1:6379");
        Append(run, 21, 103, server: "redis2");
        run.Scenario = run.Scenario with
        {
            Expect = new() { LostWrites = new(new("<= acknowledged-by-isolated", null, Variable("acknowledged-by-isolated"))) },
        };
        run.Read("redis2", "doc", 3, authoritative: true, 1000, 101, 103);
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        run.Reads.Clear();
        run.Read("redis2", "doc", 3, authoritative: true, 1000, 101);
        Assert.Equal(Verdict.Fail, Check(run).Verdict);
    }

    [Fact]
    public void Wants_the_loss_that_a_scenario_expects_to_find()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Scenario = run.Scenario with { Expect = new() { LostWrites = new(AtLeast(1)) } };
        run.Read("redis2", "doc", 3, authoritative: true, 1000, 101);
        Assert.Equal(Verdict.Fail, Check(run).Verdict);
    }

    [Fact]
    public void Is_unknown_without_the_word_of_a_node_that_speaks_for_the_system()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Read("redis2", "doc", 3, authoritative: false, 1000, 101);
        CheckResult result = Check(run);
        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Equal((0, 0), (result.Measured.Accounts[0].Kept, result.Measured.Accounts[0].Lost));
        Assert.Contains("doc:3", result.Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_when_two_nodes_speak_for_the_system_and_differ()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Read("redis1", "doc", 3, authoritative: true, 1000, 101).Read("redis2", "doc", 3, authoritative: true, 1001);
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    [Fact]
    public void Says_which_node_still_held_what_was_lost()
    {
        RunBuilder run = Web();
        Append(run, 10, 101);
        run.Read("redis1", "doc", 3, authoritative: false, 900, 101).Read("redis2", "doc", 3, authoritative: true, 1000);
        Finding held = Assert.Single(Check(run).Findings, f => f.Text.Contains("redis1 still held", StringComparison.Ordinal));
        Assert.Equal(["final-reads:1"], held.Evidence);
    }

    [Fact]
    public void Does_not_call_a_register_write_lost_that_a_later_one_replaced()
    {
        RunBuilder run = Register((10, 1), (20, 2), (30, 3));
        run.Read("redis2", "reg", 5, authoritative: true, 1000, 3);
        Assert.Equal((3, 0), Sums(run));
    }

    [Fact]
    public void Calls_register_writes_lost_that_began_after_the_surviving_value_had_taken_effect()
    {
        RunBuilder run = Register((10, 1), (20, 2), (30, 3));
        run.Read("redis2", "reg", 5, authoritative: true, 1000, 1);
        Assert.Equal((1, 2), Sums(run));
    }

    [Fact]
    public void Leaves_register_writes_alone_that_ran_beside_the_surviving_one()
    {
        RunBuilder run = Register((10, 1)).Op("web.write", 10.5, 20, Outcome.Ok, OperationKind.Write, 5, 2);
        run.Read("redis2", "reg", 5, authoritative: true, 1000, 1);
        Assert.Equal((2, 0), Sums(run));
    }

    [Fact]
    public void Knows_from_a_read_that_a_write_of_unknown_outcome_had_taken_effect()
    {
        RunBuilder run = Register().Op("web.write", 10, 11, Outcome.Info, OperationKind.Write, 5, 1)
            .Op("web.write", 30, 31, Outcome.Ok, OperationKind.Write, 5, 2);
        run.Read("redis2", "reg", 5, authoritative: true, 1000, 1);
        Assert.Equal((1, 0), Sums(run));
        run.Op("web.read", 20, 21, Outcome.Ok, OperationKind.Read, 5, result: 1);
        Assert.Equal((0, 1), Sums(run));
    }

    [Fact]
    public void Calls_all_writes_lost_when_the_register_is_gone()
    {
        RunBuilder run = Register((10, 1), (20, 2));
        run.Read("redis2", "reg", 5, authoritative: true, 1000);
        Assert.Equal((0, 2), Sums(run));
    }

    [Fact]
    public void Counts_increments_within_what_unknown_outcomes_allow()
    {
        RunBuilder run = Counter((1, Outcome.Ok), (2, Outcome.Ok), (0, Outcome.Info));
        run.Read("redis2", "ctr", 7, authoritative: true, 1000, 3);
        Accounting account = Check(run).Measured.Accounts[0];
        Assert.Equal((2, 2, 0, 0), (account.Acknowledged, account.Kept, account.Lost, account.Duplicated));
    }

    [Fact]
    public void Finds_lost_increments_by_number_by_answer_and_by_equal_answers()
    {
        RunBuilder byNumber = Counter((long.MinValue, Outcome.Ok), (long.MinValue, Outcome.Ok));
        byNumber.Read("redis2", "ctr", 7, authoritative: true, 1000, 1);
        Assert.Equal((1, 1), Sums(byNumber));
        RunBuilder byAnswer = Counter((1, Outcome.Ok), (2, Outcome.Ok), (0, Outcome.Info));
        byAnswer.Read("redis2", "ctr", 7, authoritative: true, 1000, 1);
        Assert.Equal((1, 1), Sums(byAnswer));
        RunBuilder equal = Counter((1, Outcome.Ok), (1, Outcome.Ok), (0, Outcome.Info));
        equal.Read("redis2", "ctr", 7, authoritative: true, 1000, 2);
        Assert.Equal((1, 1), Sums(equal));
    }

    [Fact]
    public void Finds_increments_that_were_done_twice()
    {
        RunBuilder run = Counter((1, Outcome.Ok), (3, Outcome.Ok));
        run.Read("redis2", "ctr", 7, authoritative: true, 1000, 3);
        CheckResult result = Check(run);
        Assert.Equal(1, result.Measured.Accounts[0].Duplicated);
        Assert.Equal(Verdict.Fail, result.Verdict);
    }

    private static RunBuilder Register(params (double At, long Value)[] writes)
    {
        RunBuilder run = Web();
        foreach ((double at, long value) in writes)
            run.Op("web.write", at, at + 1, Outcome.Ok, OperationKind.Write, 5, value);
        return run;
    }

    private static RunBuilder Counter(params (long Answer, Outcome Outcome)[] increments)
    {
        RunBuilder run = Web();
        for (int i = 0; i < increments.Length; i++)
            run.Op("web.write", 10 * i, 10 * i + 1, increments[i].Outcome, OperationKind.Increment, 7, result: increments[i].Answer);
        return run;
    }

    private static (int Kept, int Lost) Sums(RunBuilder run)
    {
        Accounting account = Check(run).Measured.Accounts[0];
        return (account.Kept, account.Lost);
    }

    private static CheckResult Check(RunBuilder run) =>
        new AccountingChecker().Check(run.Build(), TestContext.Current.CancellationToken);
}

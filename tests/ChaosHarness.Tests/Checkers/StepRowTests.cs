using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checkers.Primaries;
using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checkers.Wal;
using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers;

/// <summary>
/// A restart at 10 s on redis2 and a switchover at 20 s on redis1, each with a row of its own; redis2 is primary at 21 s.
/// </summary>
public sealed class StepRowTests
{
    private static readonly Bound s_none = new("none", null, Seconds(0));
    private static readonly TableRow s_restarted = Row() with { Name = "restarted" };
    private static readonly TableRow s_switched = Row() with { Name = "switched" };
    private static readonly Evidence s_promotion = new() { Kind = EventKinds.Observed, Watch = "role", Value = "primary", Node = "redis2" };

    private static RunBuilder Run(TableRow? first, TableRow? second, bool recovers = false)
    {
        Step[] between = recovers ? [new RecoverStep(2, default, default)] : [];
        RunBuilder run = new()
        {
            Scenario = Plain("web") with
            {
                Steps = [Step("restart", first), .. between, Step("switch", second), new RecoverStep(9, default, default)],
            },
        };
        run.Phase(Phase.Settling, 0).Phase(Phase.Faults, 9000).Phase(Phase.After, 30_000).Phase(Phase.FinalReads, 38_000)
            .Fault(10_000, 30_000, "restart", 0, targets: "redis2").Fault(20_000, 30_000, "switch", recovers ? 2 : 1)
            .Event(100, EventKinds.Observed, "primary", "redis1", "redis1", watch: "role")
            .Event(20_900, EventKinds.Observed, "replica", "redis1", "redis1", notBefore: 20_850, watch: "role")
            .Event(21_000, EventKinds.Observed, "primary", "redis2", "redis2", notBefore: 20_950, watch: "role");
        foreach (string node in (string[])["redis1", "redis2", "redis3"])
            run.Event(39_900, EventKinds.Confirmed, node == "redis2" ? "primary" : "replica", node, node, watch: "role");
        return run.Phase(Phase.Closing, 40_000);
    }

    private static FaultStep Step(string name, TableRow? row) =>
        new(1, default, name, "patroni", null, new Dictionary<string, ParameterValue>(), null) { Row = row };

    [Fact]
    public void Each_step_is_judged_by_its_own_row_until_the_next_fault()
    {
        TableRow quiet = s_restarted with { MustNot = [s_promotion] };
        TableRow promoted = s_switched with { Actions = [new("promoted", "redis2 leads", s_promotion, AtMost(2))] };

        CheckResult good = Check<RecoveryChecker>(Run(quiet, promoted));
        CheckResult early = Check<RecoveryChecker>(Run(promoted, quiet));

        Assert.Equal(Verdict.Pass, good.Verdict);
        Assert.Equal(("switch", Verdict.Pass), (good.Measured.Phases.Single().Fault, good.Measured.Phases.Single().Verdict));
        // Seen, but only after the next fault; and what must not be seen was seen after this one.
        Assert.Equal([Verdict.Fail, Verdict.Fail], early.Findings.Select(f => f.Verdict));
    }

    [Fact]
    public void An_action_that_the_next_fault_cut_short_is_unknown()
    {
        TableRow slow = s_restarted with { Actions = [new("promoted", "redis2 leads", s_promotion, AtMost(15))] };

        CheckResult result = Check<RecoveryChecker>(Run(slow, s_switched));

        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains("the next fault came before it had to be", result.Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scenarios_row_judges_the_steps_that_have_none_and_not_the_others()
    {
        RunBuilder run = Run(s_restarted with { MustNot = [s_promotion] }, null);
        run.Scenario = run.Scenario with { Row = s_switched with { Actions = [new("promoted", "redis2 leads", s_promotion, AtMost(2))] } };
        Assert.Equal(Verdict.Pass, Check<RecoveryChecker>(run).Verdict);

        run.Scenario = run.Scenario with { Row = s_switched with { MustNot = [s_promotion] } };
        Assert.Equal(Verdict.Fail, Check<RecoveryChecker>(run).Verdict);
    }

    [Fact]
    public void A_row_whose_step_was_not_injected_is_unknown()
    {
        RunBuilder run = Run(s_restarted, s_switched);
        run.Journal.RemoveAll(e => e.Step == 1);

        CheckResult result = Check<RecoveryChecker>(run);

        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains("'switched' could not be tested: switch (line 1) was not injected", result.Findings[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, 2, Verdict.Pass)]
    [InlineData(2, 0.1, Verdict.Fail)]
    public void Outages_are_held_against_the_row_of_the_step_they_came_after(double first, double second, Verdict expected)
    {
        RunBuilder run = Run(Out(s_restarted, first), Out(s_switched, second)).Steady("web.write", 5000, 20_100);
        for (double at = 20_100; at < 21_100; at += 10)
            run.Op("web.write", at, at + 0.5, Outcome.Fail);

        CheckResult result = Check<OutageChecker>(run.Steady("web.write", 21_100, 38_000));

        Assert.Equal(expected, result.Verdict);
        Assert.Equal(["restart", "switch"], result.Measured.Outages.Select(o => o.Fault));

        static TableRow Out(TableRow row, double most) => row with { Outage = new Dictionary<string, Bound> { ["*"] = AtMost(most) } };
    }

    [Fact]
    public void Without_losses_every_step_kept_its_bound()
    {
        CheckResult result = Check<AccountingChecker>(Writes(Run(Lossless(s_restarted), Lossless(s_switched)), lost: []));

        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Equal(["restart 0 0", "switch 0 0"], result.Measured.StepLosses.Select(Show));
    }

    [Fact]
    public void Which_of_two_steps_lost_a_write_is_not_guessed_but_that_one_of_them_did_is_known()
    {
        CheckResult one = Check<AccountingChecker>(Writes(Run(Lossless(s_restarted), s_switched with { LostWrites = AtMost(5) }), lost: [2]));
        CheckResult either = Check<AccountingChecker>(Writes(Run(Lossless(s_restarted), Lossless(s_switched)), lost: [1]));

        Assert.Equal(["restart 0 1", "switch 0 1"], one.Measured.StepLosses.Select(Show));
        Assert.Equal([Verdict.Unknown, Verdict.Pass], one.Measured.StepLosses.Select(l => l.Verdict));
        Assert.Equal(Verdict.Unknown, one.Verdict);
        Assert.Equal(Verdict.Fail, either.Verdict);
        Assert.Contains(either.Findings, f => f.Text.Contains("more than all steps together may lose", StringComparison.Ordinal));
    }

    [Fact]
    public void A_write_after_a_recovery_is_no_loss_of_a_step_before_it()
    {
        CheckResult result = Check<AccountingChecker>(
            Writes(Run(Lossless(s_restarted), s_switched with { LostWrites = AtMost(5) }, recovers: true), lost: [3]));

        Assert.Equal(["restart 0 0", "switch 1 1"], result.Measured.StepLosses.Select(Show));
        Assert.Equal(Verdict.Pass, result.Verdict);

        CheckResult early = Check<AccountingChecker>(Writes(Run(s_restarted, Lossless(s_switched), recovers: true), lost: [2]));
        Assert.Equal(["switch 0 1"], early.Measured.StepLosses.Select(Show));
    }

    [Theory]
    [InlineData(0, 2000, Verdict.Pass)]
    [InlineData(2000, 0, Verdict.Fail)]
    public void Lost_log_is_held_against_the_row_of_the_step_after_which_it_was_left(double first, double second, Verdict expected)
    {
        RunBuilder run = Run(s_restarted with { LostWal = AtMost(first) }, s_switched with { LostWal = AtMost(second) });
        run.Scenario = run.Scenario with
        {
            Stack = run.Scenario.Stack with
            {
                Watches = [new("wal", WalChecker.Watch, ["redis1", "redis2"], TimeSpan.FromMilliseconds(500), new Dictionary<string, string>())],
            },
        };
        run.Phase(Phase.Before, 1000);
        for (int look = 2; look < 9; look++)
            run.Event(look * 1000, EventKinds.Observed, "1/5000", "redis1", "redis1", watch: "wal");
        run.Event(20_100, EventKinds.Observed, "1/6000", "redis1", "redis1", watch: "wal")
            .Event(21_200, EventKinds.Observed, "2/5100", "redis2", "redis2", watch: "wal", data: ("forks", "1@5000"))
            .Event(21_300, EventKinds.Observed, "2/5100", "redis1", "redis1", watch: "wal");

        Assert.Equal(expected, Check<WalChecker>(run).Verdict);
    }

    [Theory]
    [InlineData(0, 2, Verdict.Pass)]
    [InlineData(2, 0.1, Verdict.Fail)]
    public void Two_primaries_are_held_against_the_row_of_the_step_they_came_after(double first, double second, Verdict expected)
    {
        RunBuilder run = Run(s_restarted with { SplitBrain = AtMost(first) }, s_switched with { SplitBrain = AtMost(second) });
        run.Journal.RemoveAll(e => e is { Node: "redis1", Value: "replica", Kind: EventKinds.Observed });
        run.Event(22_000, EventKinds.Observed, "replica", "redis1", "redis1", notBefore: 21_950, watch: "role");

        Assert.Equal(expected, Check<SplitBrainChecker>(run).Verdict);
    }

    private static TableRow Lossless(TableRow row) => row with { LostWrites = s_none };

    /// <summary>Three appends, before the first fault, between the two and after the second; some are gone in the end.</summary>
    private static RunBuilder Writes(RunBuilder run, int[] lost)
    {
        foreach (int value in (int[])[1, 2, 3])
            run.Op("web.write", value * 9000, value * 9000 + 1, Outcome.Ok, OperationKind.Append, key: 3, value: value, server: "redis1");
        return run.Read("redis2", "doc", 3, authoritative: true, 39_000, [.. new long[] { 1, 2, 3 }.Where(v => !lost.Contains((int)v))]);
    }

    private static string Show(StepLoss loss) => $"{loss.Fault} {loss.Least} {loss.Most}";

    private static CheckResult Check<T>(RunBuilder run) where T : IChecker, new() =>
        new T().Check(run.Build(), TestContext.Current.CancellationToken);
}

using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Recoveries;

public sealed class RecoveryCheckerTests
{
    private static readonly RecoveryAction s_detected = new(
        "detected", "a sentinel sees it", new() { Kind = EventKinds.Announced, Watch = "sentinel", Value = "+sdown" }, AtMost(6));

    private static readonly RecoveryAction s_promoted = new(
        "promoted", "a replica is promoted",
        new() { Kind = EventKinds.Observed, Watch = "role", Value = "primary", Node = "other" }, AtMost(9));

    private static readonly RecoveryAction s_following = new(
        "following", "the others follow",
        new() { Kind = EventKinds.Observed, Watch = "role", Value = "replica", Node = "redis", Nodes = 2 }, AtMost(20));

    private static readonly RecoveryAction s_serving = new(
        "serving", "users write again", new() { Operation = "web.write" }, AtMost(10));

    /// <summary>redis1 dies at 10 s, redis2 is promoted at 16 s and the others follow it; the run ends at 40 s.</summary>
    private static RunBuilder Failover(params RecoveryAction[] actions)
    {
        RunBuilder run = new() { Scenario = Plain("web") with { Row = Row() with { Actions = actions } } };
        run.Phase(Phase.Settling, 0).Phase(Phase.Faults, 9000).Phase(Phase.After, 35_000).Phase(Phase.FinalReads, 38_000)
            .Fault(10_000, 30_000, effective: 10_100)
            .Event(100, EventKinds.Observed, "primary", "redis1", "redis1", watch: "role")
            .Event(100, EventKinds.Observed, "replica", "redis2", "redis2", watch: "role")
            .Event(100, EventKinds.Observed, "replica", "redis3", "redis3", watch: "role")
            .Event(15_000, EventKinds.Announced, "+sdown", "s1", "redis1", watch: "sentinel")
            .Event(16_000, EventKinds.Observed, "primary", "redis2", "redis2", notBefore: 15_950, watch: "role")
            .Event(17_000, EventKinds.Observed, "other", "redis3", "redis3", notBefore: 16_950, watch: "role")
            .Event(17_500, EventKinds.Observed, "replica", "redis3", "redis3", notBefore: 17_450, watch: "role")
            .Event(31_000, EventKinds.Observed, "replica", "redis1", "redis1", notBefore: 30_500, watch: "role");
        foreach (string node in (string[])["redis1", "redis2", "redis3"])
            run.Event(39_900, EventKinds.Confirmed, node == "redis2" ? "primary" : "replica", node, node, watch: "role");
        return run.Phase(Phase.Closing, 40_000);
    }

    [Fact]
    public void Passes_a_row_whose_actions_were_seen_in_order_and_in_time()
    {
        CheckResult result = Check(Failover(s_detected, s_promoted, s_following with { Within = AtMost(22) }));
        Assert.Equal(Verdict.Pass, result.Verdict);
        RecoveryPhase promoted = result.Measured.Phases[1];
        // Effective between 10.0 and 10.1 s, promoted between 15.95 and 16.0 s.
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(5850), TimeSpan.FromSeconds(6)), promoted.Seen);
        Assert.Equal(("redis2", Verdict.Pass), (promoted.Node, promoted.Verdict));
    }

    [Fact]
    public void Sees_a_node_that_the_system_had_powered_off()
    {
        RecoveryAction fenced = new("fenced", "it is powered off", new() { Kind = EventKinds.Power, Value = "off", Node = "target" }, AtMost(6));

        RunBuilder run = Failover(fenced, s_promoted).Event(14_000, EventKinds.Power, "off", "redis1", "redis2", notBefore: 13_900);
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        Assert.Equal(Verdict.Fail, Check(Failover(fenced, s_promoted)).Verdict);
    }

    [Fact]
    public void Knows_that_nobody_was_powered_off_where_the_lab_switched_nothing()
    {
        Evidence off = new() { Kind = EventKinds.Power, Value = "off" };
        RunBuilder clean = Failover(s_promoted);
        clean.Scenario = clean.Scenario with { Row = clean.Scenario.Row! with { MustNot = [off] } };
        RunBuilder fenced = Failover(s_promoted).Event(14_000, EventKinds.Power, "off", "redis1", "redis2");
        fenced.Scenario = clean.Scenario;

        Assert.Equal(Verdict.Pass, Check(clean).Verdict);
        Assert.Equal(Verdict.Fail, Check(fenced).Verdict);
    }

    [Fact]
    public void Takes_the_last_of_so_many_nodes_as_the_completion()
    {
        RecoveryPhase following = Check(Failover(s_following)).Measured.Phases[0];
        Assert.Equal(RunBuilder.At(31_000), following.At);
        // The first brackets allow 17.45 s and 30.5 s: the second of them may have been no earlier than 30.5 s.
        Assert.Equal(TimeSpan.FromMilliseconds(20_400), following.Seen!.Min);
        Assert.Equal(Verdict.Fail, following.Verdict);
    }

    [Fact]
    public void Fails_an_action_that_came_too_late_and_does_not_guess_within_a_bracket()
    {
        Assert.Equal(Verdict.Fail, Check(Failover(s_promoted with { Within = AtMost(5.8) })).Verdict);
        Assert.Equal(Verdict.Unknown, Check(Failover(s_promoted with { Within = AtMost(5.9) })).Verdict);
        Assert.Equal(Verdict.Pass, Check(Failover(s_promoted with { Within = AtMost(6) })).Verdict);
    }

    [Fact]
    public void Fails_actions_in_the_wrong_order_only_where_brackets_prove_it()
    {
        Assert.Equal(Verdict.Fail, Check(Failover(s_promoted, s_detected)).Verdict);
        Assert.Equal(Verdict.Pass, Check(Failover(s_promoted, s_detected with { AnyOrder = true })).Verdict);
        RunBuilder close = Failover(s_promoted, s_detected with { Evidence = new() { Value = "+close" } });
        close.Event(15_960, EventKinds.Announced, "+close", "s1", watch: "sentinel");
        CheckResult result = Check(close);
        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Contains(result.Findings, f => f.Text.Contains("cannot be told", StringComparison.Ordinal));
    }

    [Fact]
    public void Fails_an_action_that_was_not_seen_unless_it_is_optional()
    {
        RecoveryAction never = s_detected with { Evidence = new() { Kind = EventKinds.Announced, Watch = "sentinel", Value = "+never" } };
        Assert.Equal(Verdict.Fail, Check(Failover(never)).Verdict);
        Assert.Equal(Verdict.Pass, Check(Failover(never with { Optional = true })).Verdict);
    }

    [Fact]
    public void Is_unknown_when_the_watch_was_blind()
    {
        RecoveryAction never = s_detected with { Evidence = new() { Kind = EventKinds.Observed, Watch = "role", Value = "never" } };
        Assert.Equal(Verdict.Fail, Check(Failover(never)).Verdict);
        RunBuilder trouble = Failover(never).Event(12_000, EventKinds.Trouble, "no way in", "redis1", "role");
        Assert.Equal(Verdict.Unknown, Check(trouble).Verdict);
        RunBuilder early = Failover(never);
        early.Journal.RemoveAll(e => e.Kind == EventKinds.Confirmed && e.Node == "redis3");
        early.Event(20_000, EventKinds.Confirmed, "replica", "redis3", "redis3", watch: "role");
        Assert.Equal(Verdict.Unknown, Check(early).Verdict);
        RecoveryAction unheard = s_detected with { Evidence = new() { Kind = EventKinds.Announced, Watch = "haproxy", Value = "UP" } };
        Assert.Equal(Verdict.Unknown, Check(Failover(unheard)).Verdict);
    }

    [Fact]
    public void Is_unknown_when_the_run_was_over_before_the_bound()
    {
        RecoveryAction never = s_detected with
        {
            Evidence = new() { Kind = EventKinds.Announced, Watch = "sentinel", Value = "+never" }, Within = AtMost(60),
        };
        Assert.Equal(Verdict.Unknown, Check(Failover(never)).Verdict);
    }

    [Fact]
    public void Proves_nothing_with_a_fault_that_had_no_effect()
    {
        RunBuilder run = Failover(s_promoted with { Within = AtMost(1) });
        run.Journal.RemoveAll(e => e.Kind == EventKinds.Effective);
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    [Fact]
    public void Takes_the_first_operation_after_the_outage_for_serving()
    {
        RunBuilder run = Failover(s_serving).Steady("web.write", 5000, 10_000);
        for (double at = 10_000; at < 16_500; at += 10)
            run.Op("web.write", at, at + 0.5, Outcome.Fail);
        RecoveryPhase serving = Check(run.Steady("web.write", 16_500, 38_000)).Measured.Phases[0];
        Assert.Equal(RunBuilder.At(16_501), serving.At);
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(6390), TimeSpan.FromMilliseconds(6501)), serving.Seen);
        Assert.Equal(Verdict.Pass, serving.Verdict);
    }

    [Fact]
    public void Fails_what_must_not_be_seen_and_is_unknown_about_what_may_have_been_before()
    {
        Evidence unwanted = new() { Kind = EventKinds.Observed, Watch = "role", Value = "primary", Node = "redis3" };
        RunBuilder run = Failover();
        run.Scenario = run.Scenario with { Row = Row() with { MustNot = [unwanted] } };
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        run.Event(10_020, EventKinds.Observed, "primary", "redis3", "redis3", notBefore: 9_980, watch: "role");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
        run.Event(20_000, EventKinds.Observed, "primary", "redis3", "redis3", notBefore: 19_950, watch: "role");
        Assert.Equal(Verdict.Fail, Check(run).Verdict);
    }

    [Theory]
    [InlineData(20_000, 19_950, Verdict.Fail)]
    [InlineData(30_040, 29_990, Verdict.Unknown)]
    [InlineData(30_060, 30_010, Verdict.Pass)]
    public void Lets_pass_what_the_healing_of_the_fault_brings_back(double at, double notBefore, Verdict verdict)
    {
        Evidence unwanted = new() { Kind = EventKinds.ProcessStarted, Subject = "redis", Node = "redis1", UntilHealing = true };
        RunBuilder run = Failover().Event(at, EventKinds.ProcessStarted, "", "redis1", "redis", notBefore: notBefore);
        run.Scenario = run.Scenario with { Row = Row() with { MustNot = [unwanted] } };
        Assert.Equal(verdict, Check(run).Verdict);
    }

    [Fact]
    public void Fails_a_class_that_was_served_where_it_must_not_be()
    {
        RunBuilder run = Failover();
        run.Scenario = run.Scenario with { Row = Row() with { MustNot = [new() { Operation = "web.write" }] } };
        run.Steady("web.write", 5000, 9990).Steady("web.write", 31_000, 38_000);
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        run.Op("web.write", 20_000, 20_001);
        Assert.Equal(Verdict.Fail, Check(run).Verdict);
    }

    [Theory]
    [InlineData(true, true, Verdict.Pass)]
    [InlineData(true, false, Verdict.Fail)]
    [InlineData(false, true, Verdict.Fail)]
    [InlineData(false, false, Verdict.Pass)]
    public void Compares_a_failover_with_what_is_expected(bool expected, bool happens, Verdict verdict)
    {
        RunBuilder run = Failover();
        run.Scenario = Plain("web") with { Expect = new() { Failover = expected } };
        if (!happens)
            run.Journal.RemoveAll(e => e is { Kind: EventKinds.Observed, Value: "primary", Node: "redis2" });
        Assert.Equal(verdict, Check(run).Verdict);
    }

    [Fact]
    public void Does_not_take_a_primary_that_comes_back_for_a_failover_nor_silence_for_none()
    {
        RunBuilder run = Failover();
        run.Scenario = Plain("web") with { Expect = new() { Failover = false } };
        run.Journal.RemoveAll(e => e is { Kind: EventKinds.Observed, Value: "primary", Node: "redis2" });
        run.Event(10_100, EventKinds.Observed, "down", "redis1", "redis1", watch: "role")
            .Event(12_000, EventKinds.Observed, "primary", "redis1", "redis1", watch: "role");
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        run.Journal.RemoveAll(e => e.Data.GetValueOrDefault("watch") == "role");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    [Theory]
    [InlineData("silent", Verdict.Pass)]
    [InlineData("error", Verdict.Pass)]
    [InlineData("down", Verdict.Fail)]      // it was started again
    [InlineData("replica", Verdict.Fail)]
    public void Does_not_take_a_node_that_comes_back_from_silence_for_one_that_changed(string meanwhile, Verdict verdict)
    {
        RunBuilder run = Failover();
        run.Journal.RemoveAll(e => e is { Kind: EventKinds.Observed, Value: "primary", Node: "redis2" });
        Evidence unwanted = new() { Kind = EventKinds.Observed, Watch = "role", Value = "primary" };
        run.Scenario = run.Scenario with { Row = Row() with { MustNot = [unwanted] } };
        run.Event(12_000, EventKinds.Observed, meanwhile, "redis1", "redis1", notBefore: 11_950, watch: "role")
            .Event(13_000, EventKinds.Observed, "primary", "redis1", "redis1", notBefore: 12_950, watch: "role");

        Assert.Equal(verdict, Check(run).Verdict);
    }

    [Fact]
    public void Does_not_take_silence_and_trouble_in_turn_for_a_change_and_knows_a_restart_before_them()
    {
        RecoveryAction back = new("back", "it is back", new() { Kind = EventKinds.Observed, Watch = "role", Value = "primary", Node = "target" }, null);
        RunBuilder blind = Failover(back)
            .Event(12_000, EventKinds.Observed, "silent", "redis1", "redis1", notBefore: 11_950, watch: "role")
            .Event(12_500, EventKinds.Observed, "error", "redis1", "redis1", notBefore: 12_450, watch: "role")
            .Event(13_000, EventKinds.Observed, "primary", "redis1", "redis1", notBefore: 12_950, watch: "role");
        RunBuilder restarted = Failover(back)
            .Event(12_000, EventKinds.Observed, "down", "redis1", "redis1", notBefore: 11_950, watch: "role")
            .Event(12_500, EventKinds.Observed, "silent", "redis1", "redis1", notBefore: 12_450, watch: "role")
            .Event(13_000, EventKinds.Observed, "primary", "redis1", "redis1", notBefore: 12_950, watch: "role");

        Assert.Equal(Verdict.Fail, Check(blind).Verdict);
        Assert.Equal(Verdict.Pass, Check(restarted).Verdict);
    }

    [Fact]
    public void Knows_that_a_change_behind_silence_may_have_come_while_nobody_saw()
    {
        RunBuilder run = Failover(s_promoted with { Within = AtMost(5.8) });
        run.Event(14_000, EventKinds.Observed, "silent", "redis2", "redis2", notBefore: 13_950, watch: "role");

        CheckResult result = Check(run);

        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(3850), TimeSpan.FromSeconds(6)), result.Measured.Phases[0].Seen);
    }

    [Fact]
    public void Does_not_take_a_primary_that_was_silent_when_the_fault_came_for_a_failover()
    {
        RunBuilder run = Failover();
        run.Scenario = Plain("web") with { Expect = new() { Failover = false } };
        run.Journal.RemoveAll(e => e is { Kind: EventKinds.Observed, Value: "primary", Node: "redis2" });
        run.Event(9_500, EventKinds.Observed, "silent", "redis1", "redis1", notBefore: 9_450, watch: "role")
            .Event(10_500, EventKinds.Observed, "primary", "redis1", "redis1", notBefore: 10_450, watch: "role");

        Assert.Equal(Verdict.Pass, Check(run).Verdict);
    }

    [Fact]
    public void Speaks_of_the_last_fault_before_each_recovery()
    {
        RunBuilder run = Failover(s_promoted);
        FaultStep fault = new(1, default, "f", "stop", null, new Dictionary<string, ParameterValue>(), null);
        run.Scenario = run.Scenario with { Steps = [fault, fault, new RecoverStep(3, default, TimeSpan.FromSeconds(60))] };
        run.Fault(9_000, 30_000, name: "stage", step: -1);
        Assert.Equal("stop", Assert.Single(Check(run).Measured.Phases).Fault);
    }

    private static CheckResult Check(RunBuilder run) =>
        new RecoveryChecker().Check(run.Build(), TestContext.Current.CancellationToken);
}

using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Outages;

/// <summary>Small histories whose brackets can be worked out by hand. Probes every 10 ms, latency 1 ms, fault at 3 s.</summary>
public sealed class OutageCheckerTests
{
    private const string Class = "web.write";
    private const double Fault = 3000;

    /// <summary>Out from the probe at 3010 to the one at 3490; 3500 is the first that works again.</summary>
    private static RunBuilder HalfSecond(Outcome outcome = Outcome.Fail, double? effective = Fault)
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 5000, effective: effective).Steady(Class, 0, 3010);
        for (double at = 3010; at < 3500; at += 10)
            run.Op(Class, at, at + (outcome == Outcome.Fail ? 0.5 : 2000), outcome);
        return run.Steady(Class, 3500, 6000);
    }

    [Fact]
    public void Brackets_an_outage_between_the_last_and_the_first_answer()
    {
        Outage outage = Measure(HalfSecond());
        Assert.Equal(1, outage.Count);
        // Surely down from the end of the first failure (3010.5) to the start of the last (3490), and never longer than
        // from the start of the last answer (3000) to the end of the next (3501).
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(479.5), TimeSpan.FromMilliseconds(501)), outage.Longest);
        Assert.Equal(outage.Longest, outage.Total);
        Assert.Equal(RunBuilder.At(3000), outage.LastOkBefore);
        Assert.Equal(RunBuilder.At(3501), outage.FirstOkAfter);
        Assert.Equal((49, 0), (outage.Failed, outage.Unknown));
        Assert.Equal(["history:301", "history:302", "history:350", "history:351"], outage.Evidence);
    }

    [Fact]
    public void Counts_an_operation_without_an_answer_as_not_served_when_it_would_have_been()
    {
        Outage outage = Measure(HalfSecond(Outcome.Info));
        // Served within 5 ms when all is well: down by 3015 at the latest, although the client gave up 2 s later.
        Assert.Equal(TimeSpan.FromMilliseconds(475), outage.Longest.Min);
        Assert.Equal(49, outage.Unknown);
    }

    [Fact]
    public void Sees_a_hang_that_ends_within_the_timeout_though_everything_ends_Ok()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 5000).Steady(Class, 0, 3010);
        for (double at = 3010; at < 3800; at += 10)
            run.Op(Class, at, 3800.5);
        Outage outage = Measure(run.Steady(Class, 3810, 6000));
        Assert.Equal(1, outage.Count);
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(780.5), TimeSpan.FromMilliseconds(800.5)), outage.Longest);
        Assert.Equal(0, outage.Failed + outage.Unknown);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Takes_a_late_answer_to_the_last_question_for_the_end_of_its_outage(int last)
    {
        RunBuilder run = HalfSecond();
        for (int i = 0; i < last; i++)
            run.Op(Class, 6000 + 10 * i, 6300 + i);
        Outage outage = Measure(run);
        Assert.Equal(2, outage.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(501), outage.Longest.Max);
        // 501, and from the last prompt answer (5990) to the first late one.
        Assert.Equal(TimeSpan.FromMilliseconds(501 + 310), outage.Total.Max);
    }

    [Fact]
    public void Takes_a_service_that_answers_late_for_out_until_the_first_late_answer_only()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 5000).Steady(Class, 0, 3010);
        Outage outage = Measure(run.Steady(Class, 3010, 4000, latency: 300).Steady(Class, 4000, 6000));
        Assert.Equal(1, outage.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(290), outage.Longest.Min);
        Assert.Equal(TimeSpan.FromMilliseconds(310), outage.Longest.Max);
    }

    [Fact]
    public void Blames_the_load_and_not_the_service_when_the_load_itself_stood_still()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 5000).Steady(Class, 0, 3010).Op(Class, 3010, 3400.5);
        for (double at = 3020; at < 3400; at += 10)
            run.Op(Class, 3400, 3401, intended: at);
        Outage outage = Measure(run.Steady(Class, 3400, 6000));
        Assert.Equal(0, outage.Count);
        Assert.Equal(TimeSpan.Zero, outage.Longest.Min);
        // What happened meanwhile nobody knows.
        Assert.True(outage.Longest.Max >= TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public void Does_not_trust_the_first_operations_without_an_answer_when_their_connections_may_have_been_dead()
    {
        // Five connections were open before; three operations in a row were not answered after a fault of no length.
        RunBuilder run = new RunBuilder().Fault(Fault, 5000).Steady(Class, 0, 2900);
        for (int i = 0; i < 5; i++)
            run.Op(Class, 2900, 2903);
        for (int i = 0; i < 3; i++)
            run.Op(Class, 3010 + 10 * i, 5010 + 10 * i, Outcome.Info);
        Outage outage = Measure(run.Steady(Class, 2910, 3010).Steady(Class, 3040, 6000));
        Assert.Equal(1, outage.Count);
        Assert.Equal(TimeSpan.Zero, outage.Longest.Min);
        Assert.True(outage.Longest.Max >= TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void Does_not_join_two_outages_when_nothing_but_dead_connections_lies_between()
    {
        // Sixty connections were open, all of them were cut, and just when they were used up everything was refused.
        RunBuilder run = new RunBuilder().Fault(Fault, 5000).Steady(Class, 0, 2900);
        for (int i = 0; i < 60; i++)
            run.Op(Class, 2900, 2903);
        for (double at = 3010; at < 3600; at += 10)
            run.Op(Class, at, at + 2000, Outcome.Info);
        for (double at = 3600; at < 3700; at += 10)
            run.Op(Class, at, at + 0.5, Outcome.Fail);
        Outage outage = Measure(run.Steady(Class, 2910, 3010).Steady(Class, 3700, 6000));
        Assert.Equal(1, outage.Count);
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(89.5), TimeSpan.FromMilliseconds(701)), outage.Longest);
        Assert.Equal(outage.Longest, outage.Total);
    }

    [Fact]
    public void Ignores_operations_that_the_load_did_not_do_for_lack_of_means()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 5000).Steady(Class, 0, 6000);
        for (double at = 3010; at < 3500; at += 10)
            run.Op(Class, at + 5, at + 5.1, Outcome.Fail, error: "client-overload");
        Assert.Equal(0, Measure(run).Count);
    }

    [Theory]
    [InlineData(0.6, Verdict.Pass)]
    [InlineData(0.49, Verdict.Unknown)]
    [InlineData(0.4, Verdict.Fail)]
    public void Compares_the_whole_bracket_with_the_bound(double seconds, Verdict expected)
    {
        CheckResult result = Check(HalfSecond(), outage: AtMost(seconds));
        Assert.Equal(expected, result.Verdict);
        Assert.Equal(expected, Assert.Single(result.Measured.Outages).Verdict);
    }

    [Fact]
    public void Does_not_hold_an_outage_against_the_system_when_the_fault_had_no_effect()
    {
        CheckResult result = Check(HalfSecond(effective: null), outage: AtMost(0.1));
        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains("not shown to have taken effect", result.Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_when_the_bound_needs_a_variable_that_nobody_told()
    {
        CheckResult result = Check(HalfSecond(), outage: new Bound("<= ttl", null, Variable("ttl")));
        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains("ttl is not in the live configuration", result.Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_when_a_class_never_comes_back_although_the_fault_was_healed()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 4000).Steady(Class, 0, 3010);
        for (double at = 3010; at < 6000; at += 10)
            run.Op(Class, at, at + 0.5, Outcome.Fail);
        CheckResult result = new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Null(Assert.Single(result.Measured.Outages).Longest.Max);
    }

    [Fact]
    public void Does_not_say_never_of_one_last_operation()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 4000).Steady(Class, 0, 6000).Op(Class, 6000, 6000.5, Outcome.Fail);
        CheckResult result = new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Unknown, result.Verdict);
    }

    [Fact]
    public void Says_nothing_of_an_operation_that_was_cut_off_with_the_recording()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 4000).Steady(Class, 0, 6000).Op(Class, 5999, 0, Outcome.Open);
        Assert.Equal(0, Measure(run).Count);
    }

    [Fact]
    public void Counts_an_open_operation_as_not_served_once_it_had_its_chance()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 4000).Steady(Class, 0, 6000).Op(Class, 5900, 0, Outcome.Open);
        Assert.Equal(1, Measure(run).Count);
    }

    [Fact]
    public void Gives_an_outage_to_the_latest_fault_and_to_later_ones_from_their_own_begin()
    {
        RunBuilder run = HalfSecond().Fault(3200, 5000, name: "second", step: 1).Fault(4500, 5000, name: "third", step: 2);
        IReadOnlyList<Outage> outages = new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken).Measured.Outages;
        Assert.Equal(["stop", "second", "third"], outages.Select(o => o.Fault));
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(479.5), TimeSpan.FromMilliseconds(501)), outages[0].Longest);
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(290), TimeSpan.FromMilliseconds(301)), outages[1].Longest);
        Assert.Equal(0, outages[2].Count);
    }

    [Fact]
    public void Passes_none_when_none_was_seen_and_the_load_looked_often_enough()
    {
        RunBuilder run = new RunBuilder().Fault(Fault, 4000).Steady(Class, 0, 6000);
        Assert.Equal(Verdict.Pass, Check(run, outage: AtMost(0)).Verdict);
        RunBuilder gap = new RunBuilder().Fault(Fault, 4000).Steady(Class, 0, 3500).Steady(Class, 4500, 6000);
        Assert.Equal(Verdict.Unknown, Check(gap, outage: AtMost(0)).Verdict);
        Assert.Equal(Verdict.Fail, Check(HalfSecond(), outage: AtMost(0)).Verdict);
    }

    [Fact]
    public void Only_remarks_that_a_class_was_back_sooner_than_documented_but_enforces_what_the_scenario_expects()
    {
        Bound bound = new("1s .. 9s", Seconds(1), Seconds(9));
        RunBuilder run = HalfSecond();
        run.Scenario = Plain("web") with { Row = Row() with { Outage = new Dictionary<string, Bound> { ["*"] = bound } } };
        CheckResult documented = new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Pass, documented.Verdict);
        Assert.Contains(documented.Findings, f => f.Text.Contains("sooner than documented", StringComparison.Ordinal));
        Assert.Equal(Verdict.Fail, Check(HalfSecond(), outage: bound).Verdict);
    }

    [Fact]
    public void Is_unknown_when_a_bound_names_a_class_that_was_never_used()
    {
        RunBuilder run = HalfSecond();
        run.Scenario = Plain("web") with { Expect = new() { Outage = new Dictionary<string, Bound?> { ["web.wirte"] = AtMost(1) } } };
        Assert.Equal(Verdict.Unknown, new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken).Verdict);
    }

    [Fact]
    public void Is_unknown_when_the_class_was_not_loaded_after_the_fault_or_never_worked_before()
    {
        RunBuilder before = new RunBuilder().Fault(Fault, 4000).Steady(Class, 0, 2500);
        Assert.Equal(Verdict.Unknown, Check(before, outage: AtMost(9)).Verdict);
        RunBuilder after = new RunBuilder().Fault(Fault, 4000).Steady(Class, 3100, 6000);
        Assert.Equal(Verdict.Unknown, Check(after, outage: AtMost(9)).Verdict);
    }

    private static CheckResult Check(RunBuilder run, Bound? outage)
    {
        run.Scenario = Plain("web") with { Expect = new() { Outage = new Dictionary<string, Bound?> { [Class] = outage } } };
        return new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken);
    }

    private static Outage Measure(RunBuilder run)
    {
        CheckResult result = new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken);
        return Assert.Single(result.Measured.Outages);
    }
}

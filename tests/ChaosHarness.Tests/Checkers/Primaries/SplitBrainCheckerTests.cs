using ChaosHarness.Checkers.Primaries;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Primaries;

/// <summary>The watch looks every 50 ms; redis1 is primary until the fault at 1 s.</summary>
public sealed class SplitBrainCheckerTests
{
    private static readonly Expectation s_found = new(new("found", Seconds(0), null));

    private static RunBuilder Watched(double demoted, double promoted)
    {
        RunBuilder run = new RunBuilder().Fault(1000, 5000);
        run.Event(10, EventKinds.Observed, "primary", "redis1", "redis1", watch: "role")
            .Event(10, EventKinds.Observed, "replica", "redis2", "redis2", watch: "role")
            .Event(demoted, EventKinds.Observed, "replica", "redis1", "redis1", notBefore: demoted - 50, watch: "role")
            .Event(promoted, EventKinds.Observed, "primary", "redis2", "redis2", notBefore: promoted - 50, watch: "role");
        return run.Event(9000, EventKinds.Confirmed, "replica", "redis1", "redis1", watch: "role")
            .Event(9000, EventKinds.Confirmed, "primary", "redis2", "redis2", watch: "role");
    }

    [Fact]
    public void Finds_two_primaries_that_a_watch_surely_saw()
    {
        CheckResult result = Check(Watched(demoted: 3000, promoted: 2000));
        Overlap overlap = Assert.Single(result.Measured.Overlaps);
        Assert.Equal(("role", "redis1", "redis2"), (overlap.What, overlap.First, overlap.Second));
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(950), TimeSpan.FromMilliseconds(1050)), overlap.Length);
        Assert.Equal((RunBuilder.At(2000), RunBuilder.At(2950)), (overlap.From, overlap.To));
        Assert.Equal(Verdict.Fail, result.Verdict);
    }

    [Fact]
    public void Finds_two_holders_of_any_role_that_only_one_may_have()
    {
        RunBuilder run = Watched(demoted: 3000, promoted: 2000);
        Stack stack = run.Scenario.Stack;
        RoleSpec holder = new("holder", "role", "primary");
        run.Scenario = run.Scenario with { Stack = stack with { Roles = new Dictionary<string, RoleSpec> { ["holder"] = holder } } };
        Assert.Empty(Check(run).Measured.Overlaps);

        run.Scenario = run.Scenario with
        {
            Stack = stack with { Roles = new Dictionary<string, RoleSpec> { ["holder"] = holder with { IsExclusive = true } } },
        };

        Assert.Single(Check(run).Measured.Overlaps);
    }

    [Theory]
    [InlineData("<= 2s", null, Verdict.Pass)]
    [InlineData("<= 1s", null, Verdict.Fail)] // 950 ms to 1050 ms: not surely within
    [InlineData("<= 2s", "found", Verdict.Fail)]
    [InlineData("<= 500ms", "found", Verdict.Pass)]
    public void Knows_how_long_a_role_may_take_to_pass_on(string handover, string? expected, Verdict verdict)
    {
        RunBuilder run = Watched(demoted: 3000, promoted: 2000);
        Stack stack = run.Scenario.Stack;
        run.Scenario = run.Scenario with
        {
            Stack = stack with
            {
                Roles = new Dictionary<string, RoleSpec> { ["holder"] = new("holder", "role", "primary") { IsExclusive = true } },
                Table = stack.Table! with
                {
                    Handovers = new Dictionary<string, Handover> { ["holder"] = new(BoundParser.Parse(handover), "a manual") },
                },
            },
            Expect = expected is null ? run.Scenario.Expect
                : run.Scenario.Expect with { SplitBrain = Of("holder", new(BoundParser.Parse("at least 1ms"))) },
        };

        CheckResult result = Check(run);

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal("holder", Assert.Single(result.Measured.Overlaps).Role);
    }

    [Fact]
    public void Passes_a_handover_between_two_looks_with_a_remark()
    {
        CheckResult result = Check(Watched(demoted: 2000, promoted: 2010));
        Assert.Equal(new TimeBracket(TimeSpan.Zero, TimeSpan.FromMilliseconds(40)), Assert.Single(result.Measured.Overlaps).Length);
        Assert.Equal(Verdict.Pass, result.Verdict);
    }

    [Fact]
    public void Passes_a_failover_without_any_overlap()
    {
        CheckResult result = Check(Watched(demoted: 2000, promoted: 2100));
        Assert.Empty(result.Measured.Overlaps);
        Assert.Equal(Verdict.Pass, result.Verdict);
    }

    [Theory]
    [InlineData(1900, "redis1", OperationKind.Read, false)] // it may be primary until 2,000
    [InlineData(1999, "redis1", OperationKind.Read, false)]
    [InlineData(2001, "redis1", OperationKind.Read, true)]
    [InlineData(2001, "redis1", OperationKind.Probe, true)]
    [InlineData(900, "redis2", OperationKind.Read, false)] // before the first fault
    [InlineData(1100, "redis2", OperationKind.Read, true)]
    [InlineData(2001, "client1", OperationKind.Read, false)] // holds no data
    public void Tells_of_answers_of_a_node_that_was_no_primary(double at, string server, OperationKind kind, bool isTold)
    {
        RunBuilder run = WithReplicas(Watched(demoted: 2000, promoted: 2100));
        run.Op("web.read", at, at + 1, kind: kind, server: server);

        string[] told = Answered(run);

        Assert.Equal(isTold ? 1 : 0, told.Length);
        Assert.All(told, t => Assert.StartsWith(
            $"web: {server} answered 1 operations while it was no primary (an old session, or a new one led there)", t, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("error")]
    [InlineData("down")] // the watch has no session, an old one may go on
    public void Does_not_say_of_a_node_that_nobody_saw_that_it_was_no_primary(string meanwhile)
    {
        RunBuilder run = WithReplicas(new RunBuilder().Fault(1000, 5000));
        run.Event(10, EventKinds.Observed, "primary", "redis1", "redis1", watch: "role")
            .Event(2000, EventKinds.Observed, meanwhile, "redis1", "redis1", notBefore: 1950, watch: "role")
            .Event(3000, EventKinds.Observed, "primary", "redis1", "redis1", notBefore: 2950, watch: "role")
            .Event(9000, EventKinds.Confirmed, "primary", "redis1", "redis1", watch: "role")
            .Op("web.read", 2500, 2501, kind: OperationKind.Read, server: "redis1");

        Assert.Empty(Answered(run));
    }

    /// <summary>A load that writes, and one that only reads and may be led to replicas on purpose.</summary>
    private static RunBuilder WithReplicas(RunBuilder run)
    {
        run.Scenario = run.Scenario with { Loads = [Load("web"), Load("replicas")] };
        return run.Op("web.write", 100, 101, kind: OperationKind.Append, value: 1, server: "redis1")
            .Op("web.read", 2200, 2201, kind: OperationKind.Read, server: "redis2")
            .Op("replicas.read", 2210, 2211, kind: OperationKind.Read, server: "redis1");
    }

    private static string[] Answered(RunBuilder run) =>
        [.. Check(run).Findings.Select(f => f.Text).Where(t => t.Contains("while it was no primary", StringComparison.Ordinal))];

    [Fact]
    public void Is_unknown_when_the_watch_looked_too_rarely_to_tell()
    {
        RunBuilder run = Watched(demoted: 2000, promoted: 2010);
        run.Journal.RemoveAll(e => e is { Node: "redis2", Value: "primary", Kind: EventKinds.Observed });
        run.Event(2010, EventKinds.Observed, "primary", "redis2", "redis2", notBefore: 1600, watch: "role");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    [Fact]
    public void Does_not_count_the_time_in_which_a_primary_is_silent()
    {
        RunBuilder run = new RunBuilder().Fault(1000, 5000);
        run.Event(10, EventKinds.Observed, "primary", "redis1", "redis1", watch: "role")
            .Event(1200, EventKinds.Observed, "silent", "redis1", "redis1", notBefore: 1000, watch: "role")
            .Event(3000, EventKinds.Observed, "primary", "redis2", "redis2", notBefore: 2950, watch: "role")
            .Event(9000, EventKinds.Confirmed, "silent", "redis1", "redis1", watch: "role")
            .Event(9000, EventKinds.Confirmed, "primary", "redis2", "redis2", watch: "role");
        Assert.Empty(Check(run).Measured.Overlaps);
        run.Event(5000, EventKinds.Observed, "primary", "redis1", "redis1", notBefore: 4950, watch: "role")
            .Event(6000, EventKinds.Observed, "replica", "redis1", "redis1", notBefore: 5950, watch: "role");
        Overlap overlap = Assert.Single(Check(run).Measured.Overlaps);
        Assert.Equal(TimeSpan.FromMilliseconds(950), overlap.Length.Min);
    }

    [Fact]
    public void Is_unknown_when_the_watch_was_blind()
    {
        RunBuilder run = Watched(demoted: 2000, promoted: 2100).Event(2050, EventKinds.Trouble, "no way in", "redis1", "role");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
        Assert.Equal(Verdict.Unknown, Check(new RunBuilder().Fault(1000, 5000)).Verdict);
    }

    [Theory]
    [InlineData(2, Verdict.Pass)]
    [InlineData(1, Verdict.Unknown)]
    [InlineData(0.5, Verdict.Fail)]
    public void Compares_with_the_bound_in_seconds(double seconds, Verdict expected)
    {
        RunBuilder run = Watched(demoted: 3000, promoted: 2000);
        run.Scenario = run.Scenario with { Row = Row() with { SplitBrain = AtMost(seconds) } };
        Assert.Equal(expected, Check(run).Verdict);
        run.Scenario = run.Scenario with { Expect = new() { SplitBrain = Of("primary", new(null)) } };
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
    }

    [Theory]
    [InlineData(3000, 2000, Verdict.Pass)]
    [InlineData(2000, 2010, Verdict.Unknown)]
    [InlineData(2000, 2100, Verdict.Fail)]
    public void Wants_the_two_primaries_that_a_scenario_expects_to_find(double demoted, double promoted, Verdict expected)
    {
        RunBuilder run = Watched(demoted, promoted);
        run.Scenario = run.Scenario with { Expect = new() { SplitBrain = Of("primary", s_found) } };
        Assert.Equal(expected, Check(run).Verdict);
    }

    [Theory]
    [InlineData("primary", "primary", Verdict.Pass, "Two primaries have to be found")]
    [InlineData("primary", "holder", Verdict.Fail, "Two nodes at once as holder have to be found")]
    [InlineData("holder", "holder", Verdict.Pass, "Two nodes at once as holder have to be found")]
    [InlineData("holder", "primary", Verdict.Fail, "Two primaries have to be found")]
    public void Does_not_take_two_nodes_in_one_role_for_those_expected_in_another(string doubled, string wanted, Verdict verdict, string text)
    {
        RunBuilder run = WithHolder(doubled);
        run.Scenario = run.Scenario with { Expect = new() { SplitBrain = Of(wanted, s_found) } };

        CheckResult result = Check(run);

        Assert.Equal(doubled, Assert.Single(result.Measured.Overlaps).Role);
        Assert.Equal(verdict, result.Verdict);
        Assert.Contains(result.Findings, f => f.Text.StartsWith(text, StringComparison.Ordinal));
        string other = doubled == "primary" ? "holder" : "primary";
        Assert.Contains(result.Findings, f => f.Text == $"No two nodes were seen to be {other} at once.");
    }

    [Theory]
    [InlineData("holder", null, Verdict.Fail)] // nobody said a word
    [InlineData("holder", 0.5, Verdict.Fail)]
    [InlineData("holder", 2.0, Verdict.Pass)]
    [InlineData("primary", 0.5, Verdict.Pass)] // reported only
    public void Leaves_roles_to_the_row_of_which_the_scenario_says_nothing(string doubled, double? row, Verdict verdict)
    {
        RunBuilder run = WithHolder(doubled);
        run.Scenario = run.Scenario with
        {
            Row = row is { } most ? Row() with { SplitBrain = AtMost(most) } : null,
            Expect = new() { SplitBrain = Of("primary", new(null)) },
        };

        Assert.Equal(verdict, Check(run).Verdict);
    }

    [Fact]
    public void Is_unknown_when_no_watch_shows_a_role_that_is_asked_for()
    {
        RunBuilder run = Watched(demoted: 2000, promoted: 2100);
        run.Scenario = run.Scenario with { Expect = new() { SplitBrain = Of("holder", new(AtMost(1))) } };

        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    /// <summary>Two nodes in one role for a second, and one in the other role throughout.</summary>
    private static RunBuilder WithHolder(string doubled)
    {
        string single = doubled == "primary" ? "holder" : "primary";
        RunBuilder run = Watched(demoted: 3000, promoted: 2000)
            .Event(10, EventKinds.Observed, "yes", "redis1", "redis1", watch: "other")
            .Event(9000, EventKinds.Confirmed, "yes", "redis1", "redis1", watch: "other");
        run.Scenario = run.Scenario with
        {
            Stack = run.Scenario.Stack with
            {
                Roles = new Dictionary<string, RoleSpec>
                {
                    [doubled] = new(doubled, "role", "primary") { IsExclusive = true },
                    [single] = new(single, "other", "yes") { IsExclusive = true },
                },
            },
        };
        return run;
    }

    private static Dictionary<string, Expectation> Of(string role, Expectation expected) => new() { [role] = expected };

    [Fact]
    public void Finds_two_nodes_that_acknowledge_writes_in_turn()
    {
        RunBuilder run = Watched(demoted: 2000, promoted: 2100);
        Writes(run, "redis1", 0, 4000);
        Writes(run, "redis2:6379", 2505, 6000);
        CheckResult result = Check(run);
        Overlap overlap = Assert.Single(result.Measured.Overlaps);
        Assert.Equal((AcknowledgementOverlaps.What, "redis1", "redis2"), (overlap.What, overlap.First, overlap.Second));
        // redis2 has acknowledged by 2506; the last write that redis1 acknowledged began at 3990.
        Assert.Equal(new TimeBracket(TimeSpan.FromMilliseconds(1484), TimeSpan.FromMilliseconds(1486)), overlap.Length);
        Assert.Equal(Verdict.Fail, result.Verdict);
    }

    [Fact]
    public void Does_not_take_a_failover_and_a_way_back_for_two_primaries()
    {
        RunBuilder run = Watched(demoted: 2000, promoted: 2100);
        Writes(run, "redis1", 0, 1000);
        Writes(run, "redis2", 2500, 4000);
        Writes(run, "redis1", 6000, 8000);
        Assert.Empty(Check(run).Measured.Overlaps);
    }

    [Fact]
    public void Does_not_count_servers_that_hold_no_data()
    {
        RunBuilder run = Watched(demoted: 2000, promoted: 2100);
        Writes(run, "web1", 0, 4000);
        Writes(run, "web2", 5, 4000);
        Assert.Empty(Check(run).Measured.Overlaps);
    }

    [Fact]
    public void Finds_a_single_write_in_the_middle_of_anothers()
    {
        RunBuilder run = Watched(demoted: 2000, promoted: 2100);
        Writes(run, "redis2", 3000, 4000);
        run.Op("direct.write", 3502, 3503, Outcome.Ok, OperationKind.Append, server: "redis1");
        Overlap overlap = Assert.Single(Check(run).Measured.Overlaps);
        Assert.True(overlap.Length.Min > TimeSpan.Zero);
        Assert.Equal(Verdict.Fail, Check(run).Verdict);
    }

    private static void Writes(RunBuilder run, string server, double from, double to)
    {
        for (double at = from; at < to; at += 10)
            run.Op("direct.write", at, at + 1, Outcome.Ok, OperationKind.Append, server: server);
    }

    private static CheckResult Check(RunBuilder run) =>
        new SplitBrainChecker().Check(run.Build(), TestContext.Current.CancellationToken);
}

using System.Net;
using System.Xml.Linq;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Checkers.Consistency;

public sealed class RunConsistencyCheckerTests
{
    private const ConsistencyExpectation Linearizable = ConsistencyExpectation.Linearizable;
    private const ConsistencyExpectation Violated = ConsistencyExpectation.Violated;
    private static readonly string[] _names = ["", "web.write", "web.read", "10.0.0.7:6379", "web.count"];
    private static readonly Operation[] _good = [Append(0, 1, 7), Read(2, 3, 7)];
    private static readonly Operation[] _stale = [Append(0, 1, 7), Append(2, 3, 8), Read(14, 15, 7)];
    private static readonly Operation[] _lost = [Append(10, 11, 7), Append(12, 13, 8)];

    [Fact]
    public void Linearizability_that_holds_passes() =>
        Assert.Equal(Verdict.Pass, Check(_good, [Final(7)], Linearizable).Verdict);

    [Fact]
    public void A_lost_append_fails_where_linearizability_is_expected_and_is_told_with_names_fault_and_places()
    {
        CheckResult result = Check(_lost, [Final(7)], Linearizable);
        Assert.Equal(Verdict.Fail, result.Verdict);
        Finding found = result.Findings.Single(f => f.Verdict == Verdict.Fail);
        Assert.StartsWith("lost-write on doc:4: Web client 1's append web-2 of key 4 was acknowledged", found.Text, StringComparison.Ordinal);
        Assert.Contains("(db1)", found.Text, StringComparison.Ordinal);
        Assert.Contains("The fault \"stop-service\" was in place when the write was acknowledged.", found.Text, StringComparison.Ordinal);
        Assert.Contains("history:2", found.Evidence);
        Assert.Contains("final-reads:1", found.Evidence);
    }

    [Fact]
    public void Without_an_expectation_a_violation_is_told_with_its_picture_and_decides_nothing()
    {
        CheckResult result = Check(_lost, [Final(7)], null);
        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Contains(result.Findings, f => f.Text.Contains("1 contradiction: lost-write", StringComparison.Ordinal));
        Contradiction told = Assert.Single(result.Measured.Contradictions);
        Assert.Equal(("lost-write", "doc:4"), (told.Anomaly, told.Key));
        Assert.Contains("history:2", told.Evidence);
        XElement picture = XElement.Parse(told.Picture);
        Assert.Equal(told.Operations.Count, picture.Descendants("rect").Count(e => e.Attribute("class")!.Value.StartsWith("core", StringComparison.Ordinal)));
        Assert.Equal(2, picture.Descendants("circle").Count());
    }

    [Fact]
    public void An_expected_violation_passes_when_it_is_found() =>
        Assert.Equal(Verdict.Pass, Check(_stale, [], Violated).Verdict);

    [Fact]
    public void An_expected_violation_that_is_not_there_fails() =>
        Assert.Equal(Verdict.Fail, Check(_good, [Final(7)], Violated).Verdict);

    [Fact]
    public void A_stale_last_element_is_found_without_any_final_read() =>
        Assert.Equal(Verdict.Fail, Check(_stale, [], Linearizable).Verdict);

    [Theory]
    [InlineData(Linearizable)]
    [InlineData(Violated)]
    public void Where_nothing_can_be_judged_an_expectation_is_unknown_and_never_met(ConsistencyExpectation expected)
    {
        Operation probe = Append(0, 1, 0) with { Kind = OperationKind.Probe };
        Assert.Equal(Verdict.Unknown, Check([probe], [], expected).Verdict);
        Assert.Equal(Verdict.Pass, Check([probe], [], null).Verdict);
    }

    [Fact]
    public void Where_nothing_was_read_linearizability_is_not_shown() =>
        Assert.Equal(Verdict.Unknown, Check([Append(0, 1, 7), Append(2, 3, 8)], [], Linearizable).Verdict);

    [Theory]
    [InlineData(null, Verdict.Pass)]
    [InlineData(Linearizable, Verdict.Unknown)]
    [InlineData(Violated, Verdict.Unknown)]
    public void What_cannot_be_decided_is_unknown_only_where_it_was_asked(ConsistencyExpectation? expected, Verdict verdict)
    {
        CheckResult result = Check(_good, [], expected, new ClockThatJumps());
        Assert.Equal(verdict, result.Verdict);
        Assert.Contains(result.Findings, f => f.Text.StartsWith("Undecided: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Verdict.Pass, new long[] { 7, 7 })]
    [InlineData(Verdict.Fail, new long[] { 7, 7, 7 })]
    [InlineData(Verdict.Fail, new long[] { 7 })]
    public void An_element_that_was_appended_twice_is_there_twice(Verdict verdict, long[] values) =>
        Assert.Equal(verdict, Check([Append(0, 1, 7), Append(2, 3, 7), Read(4, 5, 7)], [Final(values)], Linearizable).Verdict);

    [Fact]
    public void An_append_of_unknown_outcome_may_be_missing_or_there()
    {
        Operation open = Append(2, 3, 8) with { Outcome = Outcome.Info };
        Assert.Equal(Verdict.Pass, Check([Append(0, 1, 7), open], [Final(7)], Linearizable).Verdict);
        Assert.Equal(Verdict.Pass, Check([Append(0, 1, 7), open], [Final(7, 8)], Linearizable).Verdict);
    }

    [Fact]
    public void Counters_and_lists_of_one_run_are_judged_side_by_side()
    {
        Operation first = Append(0, 1, 0) with { Kind = OperationKind.Increment, Class = 4, Key = 9, Result = 1 };
        CheckResult result = Check([.. _good, first, first with { Start = new(2), End = new(3) }], [], Linearizable);
        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Equal("ctr:9", Assert.Single(result.Measured.Contradictions).Key);
    }

    private static CheckResult Check(Operation[] operations, FinalRead[] reads, ConsistencyExpectation? expected, TimeProvider? clock = null)
    {
        Dictionary<string, string> settings = [];
        EntryPoint through = new("web", "http", ["http://web:80"], settings);
        Scenario scenario = new()
        {
            Title = "t", Path = "t.yaml", Files = [], Seed = 1, Steps = [],
            Loads = [new() { Name = "web", Through = through, Workload = "documents", Rate = 1, From = "client" }],
            Expect = new() { Consistency = expected },
            Stack = new()
            {
                Name = "s", Title = "s", Parameters = settings, Watches = [], Steady = [],
                Nodes = [new() { Name = "db1", Address = IPAddress.Parse("10.0.0.7"), Groups = [], Services = [] }],
                Roles = new Dictionary<string, RoleSpec>(), EntryPoints = new Dictionary<string, EntryPoint>(),
                Table = new("t", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
            },
        };
        JournalEvent[] journal =
        [
            new() { At = new(5), Kind = EventKinds.Injecting, Step = 0, Subject = "stop-service" },
        ];
        return new RunConsistencyChecker(clock ?? TimeProvider.System).Check(
            new(scenario, journal, new([.. operations.OrderBy(o => o.Start)], _names), reads), TestContext.Current.CancellationToken);
    }

    /// <summary>A minute goes by whenever anybody looks.</summary>
    private sealed class ClockThatJumps : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now += 60 * TimestampFrequency;
    }

    private static Operation Append(long start, long end, long value) => new()
    {
        Kind = OperationKind.Append, Outcome = Outcome.Ok, Class = 1, Server = 3, Process = 0, Key = 4, Value = value,
        Intended = new(start), Start = new(start), End = new(end),
    };

    private static Operation Read(long start, long end, long result) => new()
    {
        Kind = OperationKind.Read, Outcome = Outcome.Ok, Class = 2, Process = 1, Key = 4, Value = 0, Result = result,
        Intended = new(start), Start = new(start), End = new(end),
    };

    private static FinalRead Final(params long[] values) => new(new(100), "db1", "primary", true, "doc", 4, values);
}

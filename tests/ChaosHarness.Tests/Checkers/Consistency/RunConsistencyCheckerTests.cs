using System.Net;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Checkers.Consistency;

public sealed class RunConsistencyCheckerTests
{
    private static readonly string[] _names = ["", "web.write", "web.read", "db1"];

    [Fact]
    public void Lists_whose_last_elements_and_final_reads_fit_pass() =>
        Assert.Equal(Verdict.Pass, Check([Append(0, 1, 7), Read(2, 3, 7)], [Final(7)], "none").Verdict);

    [Fact]
    public void An_acknowledged_append_that_the_final_read_lacks_fails_and_names_the_fault_and_both_places()
    {
        CheckResult result = Check([Append(10, 11, 7), Append(12, 13, 8)], [Final(7)], "none");
        Assert.Equal(Verdict.Fail, result.Verdict);
        Finding found = result.Findings.Single(f => f.Verdict == Verdict.Fail);
        Assert.Contains("LostWrite", found.Text, StringComparison.Ordinal);
        Assert.Contains("stop-service", found.Text, StringComparison.Ordinal);
        Assert.Contains("history:2", found.Evidence);
        Assert.Contains("final-reads:1", found.Evidence);
    }

    [Fact]
    public void The_same_is_told_but_does_not_fail_where_losses_are_only_reported()
    {
        CheckResult result = Check([Append(10, 11, 7), Append(12, 13, 8)], [Final(7)], null);
        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Contains(result.Findings, f => f.Text.Contains("LostWrite", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stale_last_element_is_found_without_any_final_read() => Assert.Equal(
        Verdict.Fail, Check([Append(0, 1, 7), Append(2, 3, 8), Read(4, 5, 7)], [], "none").Verdict);

    [Fact]
    public void An_append_of_unknown_outcome_may_be_missing_or_there()
    {
        Operation open = Append(2, 3, 8) with { Outcome = Outcome.Info };
        Assert.Equal(Verdict.Pass, Check([Append(0, 1, 7), open], [Final(7)], "none").Verdict);
        Assert.Equal(Verdict.Pass, Check([Append(0, 1, 7), open], [Final(7, 8)], "none").Verdict);
    }

    private static CheckResult Check(Operation[] operations, FinalRead[] reads, string? lostWrites)
    {
        Dictionary<string, string> settings = [];
        EntryPoint through = new("web", "http", ["http://web:80"], settings);
        Scenario scenario = new()
        {
            Title = "t", Path = "t.yaml", Files = [], Seed = 1, Steps = [],
            Loads = [new() { Name = "web", Through = through, Workload = "documents", Rate = 1, From = "client" }],
            Expect = new()
            {
                LostWrites = new(lostWrites is null ? null : new(lostWrites, null, null)),
            },
            Stack = new()
            {
                Name = "s", Title = "s", Parameters = settings, Watches = [], Steady = [],
                Nodes = [new() { Name = "client", Address = IPAddress.Loopback, Groups = [], Services = [] }],
                Roles = new Dictionary<string, RoleSpec>(), EntryPoints = new Dictionary<string, EntryPoint>(),
                Table = new("t", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
            },
        };
        JournalEvent[] journal =
        [
            new() { At = new(5), Kind = EventKinds.Injecting, Step = 0, Subject = "stop-service" },
        ];
        return new RunConsistencyChecker(TimeProvider.System).Check(
            new(scenario, journal, new(operations, _names), reads), TestContext.Current.CancellationToken);
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

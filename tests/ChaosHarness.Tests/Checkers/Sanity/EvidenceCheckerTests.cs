using ChaosHarness.Checkers.Sanity;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Sanity;

public sealed class EvidenceCheckerTests
{
    /// <summary>A complete run with load from 1 s to 9 s.</summary>
    internal static RunBuilder Complete()
    {
        RunBuilder run = new() { Scenario = Plain("web") };
        Phase[] phases = [Phase.Starting, Phase.Settling, Phase.Before, Phase.Faults, Phase.Recovering, Phase.After, Phase.FinalReads, Phase.Closing];
        double[] at = [0, 100, 1000, 3000, 5000, 6000, 9000, 9500];
        for (int i = 0; i < phases.Length; i++)
            run.Phase(phases[i], at[i]);
        foreach (string node in (string[])["redis1", "redis2", "redis3"])
        {
            run.Event(150, EventKinds.Observed, node == "redis1" ? "primary" : "replica", node, node, watch: "role")
                .Event(9400, EventKinds.Confirmed, node == "redis1" ? "primary" : "replica", node, node, watch: "role");
        }

        return run.Steady("web.read", 1000, 8900);
    }

    [Fact]
    public void Passes_a_complete_run() => Assert.Equal(Verdict.Pass, Check(Complete()).Verdict);

    [Fact]
    public void Is_unknown_when_operations_end_before_they_start() =>
        Assert.Equal(Verdict.Unknown, Check(Complete().Op("web.read", 5000, 4999)).Verdict);

    [Fact]
    public void Is_unknown_when_a_logical_client_does_two_things_at_once_or_goes_on_after_an_unknown_outcome()
    {
        RunBuilder busy = Complete().Op("web.read", 5000, 5010, process: 900_000).Op("web.read", 5005, 5015, process: 900_000);
        Assert.Equal(Verdict.Unknown, Check(busy).Verdict);
        RunBuilder over = Complete().Op("web.read", 5000, 5010, Outcome.Info, process: 900_000).Op("web.read", 5020, 5030, process: 900_000);
        Assert.Equal(Verdict.Unknown, Check(over).Verdict);
        RunBuilder fine = Complete().Op("web.read", 5000, 5010, process: 900_000).Op("web.read", 5010, 5015, process: 900_000);
        Assert.Equal(Verdict.Pass, Check(fine).Verdict);
    }

    [Fact]
    public void Is_unknown_when_a_value_was_written_twice()
    {
        RunBuilder run = Complete().Op("web.write", 5000, 5001, kind: OperationKind.Append, value: 7)
            .Op("web.write", 6000, 6001, kind: OperationKind.Append, value: 7);
        CheckResult result = Check(run);
        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains("1 writes have a value", result.Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_when_operations_lie_outside_the_run() =>
        Assert.Equal(Verdict.Unknown, Check(Complete().Op("web.read", 50_000, 50_001)).Verdict);

    [Fact]
    public void Is_unknown_when_a_phase_is_missing_or_out_of_order()
    {
        RunBuilder missing = Complete();
        missing.Journal.RemoveAll(e => e.Value == nameof(Phase.After));
        Assert.Equal(Verdict.Unknown, Check(missing).Verdict);
        missing.Phase(Phase.After, 2000);
        Assert.Equal(Verdict.Unknown, Check(missing).Verdict);
    }

    [Fact]
    public void Is_unknown_when_a_watch_was_blind()
    {
        RunBuilder run = Complete();
        run.Journal.RemoveAll(e => e.Kind == EventKinds.Confirmed && e.Node == "redis2");
        run.Event(4000, EventKinds.Confirmed, "replica", "redis2", "redis2", watch: "role");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    [Fact]
    public void Doubts_a_run_that_had_trouble_of_its_own_and_remarks_on_the_rest()
    {
        Assert.Equal(Verdict.Unknown, Check(Complete().Event(4000, EventKinds.Trouble, "waited in vain")).Verdict);
        Assert.Equal(Verdict.Pass, Check(Complete().Event(4000, EventKinds.Trouble, "cannot be read", "redis1", "data")).Verdict);
        Assert.Equal(Verdict.Pass, Check(Complete().Event(9600, EventKinds.Trouble, "collecting logs failed")).Verdict);
    }

    [Fact]
    public void Remarks_on_configuration_that_has_drifted()
    {
        RunBuilder run = Complete();
        run.Scenario = run.Scenario with
        {
            Stack = run.Scenario.Stack with
            {
                Table = run.Scenario.Stack.Table with { Variables = new Dictionary<string, ChaosHarness.Scenarios.Formula> { ["ttl"] = Variable("etcd.ttl") } },
            },
        };
        run.Event(200, EventKinds.Configuration, "30", "redis1", "etcd.ttl").Event(200, EventKinds.Configuration, "20", "redis2", "etcd.ttl");
        Finding drift = Assert.Single(Check(run).Findings);
        Assert.Equal(Verdict.Pass, drift.Verdict);
        Assert.Contains("etcd.ttl differs", drift.Text, StringComparison.Ordinal);
    }

    private static CheckResult Check(RunBuilder run) =>
        new EvidenceChecker().Check(run.Build(), TestContext.Current.CancellationToken);
}

using ChaosHarness.Checkers.Wal;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Wal;

/// <summary>Runs of pg1 and pg2 whose logs are watched.</summary>
internal static class WalRuns
{
    /// <summary>The watch of the logs.</summary>
    public const string Watch = "wal";

    /// <summary>What a row says of lost log; null: nothing.</summary>
    public static void Documents(this RunBuilder run, Bound? lostWal) => run.Scenario = run.Scenario with
    {
        Stack = run.Scenario.Stack with
        {
            Watches = [new(Watch, WalChecker.Watch, ["pg1", "pg2"], TimeSpan.FromMilliseconds(500), new Dictionary<string, string>())],
        },
        Row = Row() with { LostWal = lostWal },
    };

    /// <summary>A look at a node's log.</summary>
    public static RunBuilder See(RunBuilder run, double at, string node, string value, params (string, string)[] data) =>
        run.Event(at, EventKinds.Observed, value, node, node, watch: Watch, data: data);
}

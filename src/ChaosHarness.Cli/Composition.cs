using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checkers.Primaries;
using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Faults;
using ChaosHarness.Faults.Targets;
using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers;
using ChaosHarness.Workloads;

namespace ChaosHarness.Cli;

/// <summary>Which parts are put together: the only place that knows all of them.</summary>
internal static class Composition
{
    private static readonly LoadGenerator Load = new(WorkerProgram.Default, TimeProvider.System);

    /// <summary>Every name that users may write.</summary>
    public static Vocabulary Vocabulary { get; } =
        Vocabulary.Of(Injectors.All, WatcherFactories.All, Load, WatcherFactories.DataReaders);

    /// <summary>The checkers, in the order of the report.</summary>
    public static IReadOnlyList<IChecker> Checkers => [new OutageChecker(), new RecoveryChecker(), new AccountingChecker(), new SplitBrainChecker()];

    /// <summary>Judges what was recorded.</summary>
    public static Assessment Judge(RunEvidence evidence) =>
        Temp(evidence);
    private static Assessment Temp(RunEvidence evidence)
    {
        CheckResult[] results = [.. Checkers.Select(c => c.Check(evidence, default))];
        Verdict worst = results.Max(r => r.Verdict);
        return new(worst, worst switch { Verdict.Pass => VerdictClass.Passed, Verdict.Fail => VerdictClass.SystemUnderTest, _ => VerdictClass.Evidence }, results, RunFacts.HarnessVersion);
    }

    /// <summary>The parts of a run in the namespaces lab.</summary>
    public static RunParts Parts(IRunProgress progress, TimeProvider clock) => new()
    {
        Labs = new NamespaceLabFactory(LabImage.Find() ?? throw new Labs.LabException("the lab image is missing; start this through 'chaos run'"), clock),
        Injectors = Injectors.All.ToDictionary(i => i.Kind.Name),
        Watchers = WatcherFactories.All.ToDictionary(w => w.Kind),
        Targets = (stack, lab, watchers, seed) => new TargetResolver(stack, lab, watchers, new Random(seed)),
        Configuration = WatcherFactories.ConfigurationReaders.ToDictionary(r => r.Kind),
        Data = WatcherFactories.DataReaders.ToDictionary(r => r.Kind),
        Load = Load,
        Judge = Judge,
        Clock = clock,
        Progress = progress,
    };
}

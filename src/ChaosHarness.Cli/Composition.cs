using ChaosHarness.Checkers;
using ChaosHarness.Checkers.Preflight;
using ChaosHarness.Checking;
using ChaosHarness.Faults;
using ChaosHarness.Faults.Targets;
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
    public static IReadOnlyList<IChecker> Checkers => ChaosHarness.Checkers.Judge.Checkers;

    /// <summary>Judges what was recorded.</summary>
    public static Assessment Judge(RunEvidence evidence) =>
        new Judge(TimeProvider.System, RunFacts.HarnessVersion).Assess(evidence);

    /// <summary>The parts of a run in the namespaces lab.</summary>
    public static RunParts Parts(IRunProgress progress, TimeProvider clock) => new()
    {
        Labs = new NamespaceLabFactory(clock),
        Injectors = Injectors.All.ToDictionary(i => i.Kind.Name),
        Watchers = WatcherFactories.All.ToDictionary(w => w.Kind),
        Targets = (stack, lab, watchers, seed) => new TargetResolver(stack, lab, watchers, new Random(seed)),
        Configuration = WatcherFactories.ConfigurationReaders.ToDictionary(r => r.Kind),
        Data = WatcherFactories.DataReaders.ToDictionary(r => r.Kind),
        Load = Load,
        Preflight = PreflightChecker.Remarks,
        Judge = Judge,
        Clock = clock,
        Progress = progress,
    };
}

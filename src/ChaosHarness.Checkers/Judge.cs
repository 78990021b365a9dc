using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checkers.Injections;
using ChaosHarness.Checkers.Loads;
using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checkers.Preflight;
using ChaosHarness.Checkers.Primaries;
using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checkers.Sanity;
using ChaosHarness.Checkers.Staleness;
using ChaosHarness.Checkers.Wal;
using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Running;

namespace ChaosHarness.Checkers;

/// <summary>
/// Runs checkers on the evidence of a run and composes their verdicts: the worst one wins. A checker that throws or
/// exceeds its budget is Unknown.
/// </summary>
/// <param name="clock">Measures the budget.</param>
/// <param name="harnessVersion">Written into the assessment.</param>
public sealed class Judge(TimeProvider clock, string harnessVersion)
{
    /// <summary>How long a checker that was told to stop may take to do so before it is left behind.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <summary>All checkers of runs, in the order of the report.</summary>
    public static IReadOnlyList<IChecker> Checkers { get; } =
    [
        new OutageChecker(), new RecoveryChecker(), new AccountingChecker(), new WalChecker(), new StalenessChecker(), new SplitBrainChecker(),
        new RunConsistencyChecker(TimeProvider.System),
        new PreflightChecker(), new FaultChecker(), new LoadChecker(), new EvidenceChecker(),
    ];

    /// <summary>The checkers to run; <see cref="Checkers"/> unless told otherwise.</summary>
    public IReadOnlyList<IChecker> Use { get; init; } = Checkers;

    /// <summary>How long each checker may take. Defaults to 60 s.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Judges a run.</summary>
    public Assessment Assess(RunEvidence evidence) =>
        AssessAsync(evidence, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Judges a run.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<Assessment> AssessAsync(RunEvidence evidence, CancellationToken ct)
    {
        List<CheckResult> results = [];
        foreach (IChecker checker in Use)
            results.Add(await RunAsync(checker, evidence, ct).ConfigureAwait(false));
        if (Doubt(evidence, ct) is { } why)
            results = [.. results.Select(r => Doubted(r, why))];
        Verdict worst = results.Select(r => r.Verdict).DefaultIfEmpty(Verdict.Unknown).Max();
        return new(worst, ClassOf(worst), results, harnessVersion);
    }

    private async Task<CheckResult> RunAsync(IChecker checker, RunEvidence evidence, CancellationToken ct)
    {
        using CancellationTokenSource budget = new(Budget, clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, ct);
        try
        {
            // A thread of its own: a checker that does not look at its token must not keep the verdict from being written.
            Task<CheckResult> running = Task.Factory.StartNew(
                () => checker.Check(evidence, both.Token), both.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            CheckResult result = await running.WaitAsync(Budget + s_grace, clock, ct).ConfigureAwait(false);
            return Consistent(result);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            return Unknown(checker, exception is OperationCanceledException or TimeoutException
                ? $"The checker did not finish within its budget of {Wording.Of(Budget)}."
                : $"The checker failed, which is a bug of the harness: {exception}");
        }
    }

    /// <summary>Why nothing follows against the system, whatever was found; null when it does.</summary>
    private static string? Doubt(RunEvidence evidence, CancellationToken ct)
    {
        if (HistoryRules.Check(evidence.History, evidence.History.LoadOfClass(evidence.Scenario.Loads), ct).Any())
            return "The history is not well-formed (see evidence), so nothing follows from it.";
        return evidence.Journal.Any(e => e is { Kind: EventKinds.Trouble, Value: Runner.Cancelled })
            ? "The run was interrupted and healed early, so nothing follows from what did or did not happen."
            : null;
    }

    private static CheckResult Doubted(CheckResult result, string why)
    {
        if (result.Verdict != Verdict.Fail)
            return result;
        Finding[] findings = [.. result.Findings.Select(f => f.Verdict == Verdict.Fail ? f with { Verdict = Verdict.Unknown } : f)];
        return result with { Verdict = Verdict.Unknown, Findings = [new(Verdict.Unknown, why), .. findings] };
    }

    /// <summary>A result cannot be better than its findings.</summary>
    private static CheckResult Consistent(CheckResult result)
    {
        Verdict worst = Results.Worst(result.Findings);
        return worst > result.Verdict ? result with { Verdict = worst } : result;
    }

    private static CheckResult Unknown(IChecker checker, string text) =>
        new(checker.Name, checker.Help, Verdict.Unknown, [new(Verdict.Unknown, text)]);

    private static VerdictClass ClassOf(Verdict worst) => worst switch
    {
        Verdict.Pass => VerdictClass.Passed,
        Verdict.Fail => VerdictClass.SystemUnderTest,
        _ => VerdictClass.Evidence,
    };
}

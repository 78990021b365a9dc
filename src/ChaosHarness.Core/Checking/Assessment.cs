namespace ChaosHarness.Checking;

/// <summary>Whose fault a run that did not pass is.</summary>
public enum VerdictClass
{
    /// <summary>Nothing to complain about.</summary>
    Passed,

    /// <summary>The system under test broke an expectation.</summary>
    SystemUnderTest,

    /// <summary>The evidence is not good enough to tell.</summary>
    Evidence,

    /// <summary>Something was left behind.</summary>
    Leftovers,

    /// <summary>The user's files or arguments are wrong.</summary>
    Input,

    /// <summary>A bug of ours.</summary>
    Harness,
}

/// <summary>All that was concluded about a run.</summary>
/// <param name="Verdict">The worst of all results.</param>
/// <param name="Class">Whose fault it is.</param>
/// <param name="Results">The result of every checker.</param>
/// <param name="HarnessVersion">The version that judged.</param>
public sealed record Assessment(
    Verdict Verdict, VerdictClass Class, IReadOnlyList<CheckResult> Results, string HarnessVersion)
{
    /// <summary>The process exit code: 0 pass, 1 fail, 2 unknown, 3 leftovers, 4 bad input, 5 our own bug.</summary>
    public int ExitCode => Class switch
    {
        VerdictClass.Passed => 0,
        VerdictClass.SystemUnderTest => 1,
        VerdictClass.Evidence => 2,
        VerdictClass.Leftovers => 3,
        VerdictClass.Input => 4,
        _ => 5,
    };
}

using ChaosHarness.Checking;

namespace ChaosHarness.Checkers;

/// <summary>Puts findings together to a result.</summary>
internal static class Results
{
    /// <summary>The result whose verdict is the worst of its findings, worst first; Pass when there is nothing to say.</summary>
    public static CheckResult Of(IChecker checker, string title, IReadOnlyList<Finding> findings) =>
        new(checker.Name, title, Worst(findings), [.. findings.OrderByDescending(f => f.Verdict)]);

    /// <summary>The same with the findings as they came.</summary>
    public static CheckResult InOrder(IChecker checker, string title, IReadOnlyList<Finding> findings) =>
        new(checker.Name, title, Worst(findings), findings);

    /// <summary>The worst verdict.</summary>
    public static Verdict Worst(IEnumerable<Finding> findings) =>
        findings.Select(f => f.Verdict).DefaultIfEmpty(Verdict.Pass).Max();
}

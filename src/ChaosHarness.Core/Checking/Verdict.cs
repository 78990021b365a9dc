namespace ChaosHarness.Checking;

/// <summary>What a checker concludes. Ordered: the worst of several is the greatest.</summary>
public enum Verdict
{
    /// <summary>Shown to hold.</summary>
    Pass = 0,

    /// <summary>Could not be shown either way. Never counts as Pass.</summary>
    Unknown = 1,

    /// <summary>Shown not to hold.</summary>
    Fail = 2,
}

/// <summary>One statement of a checker, with the evidence for it.</summary>
/// <param name="Verdict">What it means for the run; Pass for a plain remark.</param>
/// <param name="Text">One or two sentences with numbers.</param>
/// <param name="Evidence">Where to look: <c>journal:LINE</c>, <c>history:INDEX</c>, <c>final-reads:LINE</c>, from 1.</param>
public sealed record Finding(Verdict Verdict, string Text, IReadOnlyList<string> Evidence)
{
    public Finding(Verdict verdict, string text) : this(verdict, text, []) { }
}

/// <summary>The result of one checker.</summary>
/// <param name="Checker">Its name.</param>
/// <param name="Title">What it checked, for people.</param>
/// <param name="Verdict">The worst of its findings; Unknown when it crashed or lacked evidence.</param>
/// <param name="Findings">What it found.</param>
public sealed record CheckResult(string Checker, string Title, Verdict Verdict, IReadOnlyList<Finding> Findings)
{
    /// <summary>What it measured; which of these it fills in is the checker's choice.</summary>
    public Measurements Measured { get; init; } = new();
}

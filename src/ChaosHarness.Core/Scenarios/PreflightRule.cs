namespace ChaosHarness.Scenarios;

/// <summary>How bad it is when a preflight rule does not hold.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Recovery will be slower or less safe than it could be.</summary>
    Warning,

    /// <summary>What is documented cannot hold.</summary>
    Error,
}

/// <summary>
/// What has to be true of the live configuration before anything is broken: either a formula lies within a bound, or a
/// value has a text, has not, or differs on every node.
/// </summary>
public sealed record PreflightRule
{
    /// <summary>Its name in files.</summary>
    public required string Name { get; init; }

    /// <summary>What is wrong when it does not hold, one line.</summary>
    public required string Text { get; init; }

    /// <summary>How bad that is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>The formula whose value is looked at; null when <see cref="Config"/> is.</summary>
    public Formula? Value { get; init; }

    /// <summary>Where the formula's value has to lie.</summary>
    public Bound? Bound { get; init; }

    /// <summary>The name of the value that is looked at on every node; null when <see cref="Value"/> is.</summary>
    public string? Config { get; init; }

    /// <summary>The text that it has to have.</summary>
    public string? Is { get; init; }

    /// <summary>The text that it must not have.</summary>
    public string? IsNot { get; init; }

    /// <summary>Whether no two nodes may have the same.</summary>
    public bool Distinct { get; init; }
}

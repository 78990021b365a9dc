namespace ChaosHarness.Labs.Doctoring;

/// <summary>How good a part of the host is for labs.</summary>
public enum Health
{
    /// <summary>All that labs want.</summary>
    Good,

    /// <summary>Labs run, some scenarios do not.</summary>
    Limited,

    /// <summary>No lab runs without it.</summary>
    Missing,
}

/// <summary>What was found out about a part of the host.</summary>
/// <param name="What">The part.</param>
/// <param name="Health">How good it is.</param>
/// <param name="Found">What was found, as a fact.</param>
/// <param name="Meaning">What that means for scenarios; empty when it is good.</param>
/// <param name="Remedy">What to do about it; null when there is nothing to be done.</param>
public sealed record Diagnosis(string What, Health Health, string Found, string Meaning = "", string? Remedy = null);

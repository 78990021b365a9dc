namespace ChaosHarness.Labs.Doctoring;

/// <summary>How well a host can do something.</summary>
public enum Health
{
    /// <summary>It can.</summary>
    Good,

    /// <summary>It can in part; scenarios go without something.</summary>
    Limited,

    /// <summary>It cannot, and no lab runs without it.</summary>
    Missing,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="What">The thing.</param>
/// <param name="Health">How it is.</param>
/// <param name="Found">What was seen.</param>
/// <param name="Meaning">What that means for scenarios.</param>
/// <param name="Remedy">What to do about it; null when there is nothing to do.</param>
public sealed record Diagnosis(string What, Health Health, string Found, string Meaning, string? Remedy = null);

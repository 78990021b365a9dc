namespace ChaosHarness.Scenarios;

/// <summary>How many of the matching nodes a target means.</summary>
public enum Quantity
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>One, picked by the run's seed.</summary>
    One,

    /// <summary>More than half, picked by the run's seed.</summary>
    Majority,

    /// <summary>As many as there are beyond a majority, picked by the run's seed.</summary>
    Minority,

    /// <summary>A given number, picked by the run's seed.</summary>
    Count,
}

/// <summary>
/// A target: <c>redis1</c>, <c>primary</c>, <c>a replica</c>, <c>all web</c>, <c>majority of sentinels</c>,
/// <c>2 of redis</c>, or several of these joined. It is resolved to nodes when its step runs.
/// </summary>
/// <param name="Text">As written.</param>
/// <param name="Parts">What is joined.</param>
public sealed record Selector(string Text, IReadOnlyList<SelectorPart> Parts)
{
    public override string ToString() => Text;
}

/// <summary>One part of a target.</summary>
/// <param name="Quantity">How many of those that match.</param>
/// <param name="Count">The number for <see cref="Quantity.Count"/>.</param>
/// <param name="Of">A node, a group, a service or a role.</param>
public sealed record SelectorPart(Quantity Quantity, int Count, string Of);

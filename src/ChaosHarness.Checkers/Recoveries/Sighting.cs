namespace ChaosHarness.Checkers.Recoveries;

/// <summary>Something that was looked for and seen.</summary>
/// <param name="NotBefore">It had surely not happened yet then; null when its source told it as it happened.</param>
/// <param name="At">It was known then.</param>
/// <param name="Node">Where it was seen.</param>
/// <param name="Place">Where a reader finds it.</param>
internal sealed record Sighting(Instant? NotBefore, Instant At, string? Node, string Place)
{
    /// <summary>
    /// A source that tells things as they happen is heard a little later; across sources that is enough to turn
    /// neighbours around.
    /// </summary>
    private static readonly TimeSpan s_hearing = TimeSpan.FromMilliseconds(50);

    /// <summary>It may have happened as early as this.</summary>
    public Instant Earliest => NotBefore ?? At;

    /// <summary>It surely had not happened before this; what was known earlier came first.</summary>
    public Instant SurelyAfter => NotBefore ?? At - s_hearing;
}

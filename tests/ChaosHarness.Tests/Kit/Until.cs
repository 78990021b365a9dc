namespace ChaosHarness.Tests.Kit;

/// <summary>Waits for conditions.</summary>
public static class Until
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    /// <summary>Looks again and again until the condition holds.</summary>
    public static async Task TrueAsync(Func<bool> condition, CancellationToken ct)
    {
        while (!condition()) await Task.Delay(s_look, TimeProvider.System, ct);
    }
}

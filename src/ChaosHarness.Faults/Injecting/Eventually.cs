namespace ChaosHarness.Faults.Injecting;

/// <summary>Looks again and again until something holds.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(5);

    /// <summary>The first look that holds, or the last one when the limit is reached.</summary>
    public static async Task<Proof> HoldsAsync(
        Func<CancellationToken, Task<Proof>> look, TimeSpan limit, TimeProvider clock, CancellationToken ct)
    {
        Instant end = Instant.Now(clock) + limit;
        while (true)
        {
            Proof proof = await look(ct);
            if (proof.Holds || Instant.Now(clock) >= end)
                return proof;
            await Task.Delay(s_between, clock, ct);
        }
    }

    /// <summary>As above, for looks that do not wait for anything.</summary>
    public static Task<Proof> HoldsAsync(Func<Proof> look, TimeSpan limit, TimeProvider clock, CancellationToken ct) =>
        HoldsAsync(_ => Task.FromResult(look()), limit, clock, ct);
}

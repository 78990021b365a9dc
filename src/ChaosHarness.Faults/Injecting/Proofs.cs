namespace ChaosHarness.Faults.Injecting;

/// <summary>Makes proofs.</summary>
internal static class Proofs
{
    /// <summary>What was seen just now.</summary>
    public static Proof Seen(this TimeProvider clock, bool holds, string evidence) =>
        new(holds, evidence, Instant.Now(clock));

    /// <summary>Several proofs as one, which holds when all do.</summary>
    /// <param name="proofs">The proofs.</param>
    /// <param name="at">Which of their instants counts.</param>
    public static Proof All(IReadOnlyList<Proof> proofs, Func<IEnumerable<Instant>, Instant> at) =>
        new(proofs.All(p => p.Holds), string.Join(' ', proofs.Select(p => p.Evidence)), at(proofs.Select(p => p.At)));
}

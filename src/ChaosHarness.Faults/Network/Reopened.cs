using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Network;

/// <summary>Looks whether traffic passes again after a cut was taken back.</summary>
internal static class Reopened
{
    /// <summary>
    /// Holds when one of the connections that were answered before is answered again. Where none can be expected to be,
    /// since nodes are off or other cuts stand, the switch's own word has to do.
    /// </summary>
    /// <param name="before">What was answered before the cut.</param>
    /// <param name="switchSays">What the switch says, as the beginning of a sentence.</param>
    public static async Task<Proof> LookAsync(
        ILab lab, IReadOnlyList<Reach> before, string switchSays, TimeProvider clock, CancellationToken ct)
    {
        List<Reach> open = [];
        foreach (Reach reach in before.Where(r => r.BothUp))
        {
            if (await lab.Network.PortAsync(reach.From, ct) == PortState.Connected
                && await lab.Network.PortAsync(reach.To, ct) == PortState.Connected)
                open.Add(reach);
        }

        bool otherCuts = (await lab.Network.RulesAsync(ct)).Count > 0;
        IReadOnlyList<Reach> answered = await Reach.AnsweredAsync(open, clock, ct);
        Instant now = Instant.Now(clock);
        if (answered.Count > 0)
            return new Proof(true, $"{switchSays}; {answered[0]} is answered again.", now);
        return open.Count == 0 || otherCuts
            ? new Proof(true, $"{switchSays}; nothing is answered, as other faults are in place.", now)
            : new Proof(false, $"{switchSays}, but {open[0]} is still not answered.", now);
    }
}

using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>Whether one node answers another.</summary>
internal static class Pings
{
    /// <summary>Asks once and waits a second for the answer: for nodes that should not answer.</summary>
    internal static async Task<bool> TryAsync(INode from, string to, CancellationToken ct) =>
        (await from.RunAsync(new NodeCommand(["ping", "-c1", "-W1", to]), ct)).Succeeded;

    /// <summary>
    /// Asks until it is answered. A node that has given up on a neighbour asks for it again only a second later, and a
    /// busy machine may take longer than that.
    /// </summary>
    internal static async Task UntilAnsweredAsync(INode from, string to, CancellationToken ct)
    {
        while (!await TryAsync(from, to, ct))
            ct.ThrowIfCancellationRequested();
    }
}

using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Addresses;

/// <summary>Looks whether a node has an address, in its kernel's own words.</summary>
internal sealed class AddressProbe(INode node, IPAddress address) : IProbe
{
    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        string table = await node.ReadFileAsync(LocalAddresses.File, ct);
        return
        [
            new Answer(node.Name, LocalAddresses.Read(table).Contains(address) ? "holder" : "absent", new Dictionary<string, string>()),
        ];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

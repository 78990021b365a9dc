using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Addresses;

/// <summary>
/// Asks the network, from one node, who has an address, and waits a second for everybody who answers: what a neighbour sees,
/// whatever the machines believe of themselves.
/// </summary>
internal sealed partial class ArpProbe(INode node, ILab lab, IPAddress address, string device) : IProbe
{
    /// <summary>The value when nobody answers.</summary>
    public const string Nobody = "nobody";

    private readonly Dictionary<string, string> _nodeOf = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        // Two probes at most, and no end before a second answer or the deadline: a second machine has to be heard too.
        CommandResult result = await node.RunAsync(
            new NodeCommand(["arping", "-b", "-c", "2", "-w", "1", "-I", device, $"{address}"]), ct);
        string[] cards = Cards(result.Output);
        if (cards.Length == 0 && !result.Output.StartsWith("ARPING", StringComparison.Ordinal))
            return [Answer.Refused($"{address}", result.Error.Trim())];
        if (cards.Any(c => !_nodeOf.ContainsKey(c)))
            await LearnAsync(ct);
        string[] holders = [.. cards.Select(c => _nodeOf.GetValueOrDefault(c, c)).Order(StringComparer.Ordinal)];
        Dictionary<string, string> data = new() { ["cards"] = string.Join(" ", cards) };
        return
        [
            new Answer($"{address}", holders.Length > 0 ? string.Join(" and ", holders) : Nobody, data),
            new Answer($"{address}/answers", holders.Length.ToString(CultureInfo.InvariantCulture), data),
        ];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The network cards that answered, each once.</summary>
    public static string[] Cards(string output) =>
        [.. Reply().Matches(output).Select(m => m.Groups[1].Value.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A node that was switched on again has a new card.</summary>
    private async Task LearnAsync(CancellationToken ct)
    {
        foreach (INode other in lab.Nodes.Where(n => n.State == NodeState.Up))
        {
            CommandResult card = await other.RunAsync(new NodeCommand(["cat", $"/sys/class/net/{device}/address"]), ct);
            if (card.Succeeded)
                _nodeOf[card.Output.Trim()] = other.Name;
        }
    }

    [GeneratedRegex(@"reply from \S+ \[([0-9A-Fa-f:]{17})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Reply();
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Cuts and ports of a lab's switch.</summary>
internal sealed class LabNetwork(Switch @switch, IReadOnlyList<NodeSpec> nodes) : INetwork, IDisposable
{
    private readonly CutRules _rules = RulesFor(nodes);
    private readonly ConcurrentDictionary<string, DropRule> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private int _added;

    /// <inheritdoc/>
    public Task SetPortAsync(INode node, PortState state, CancellationToken ct)
    {
        @switch.Remember(node.Name, state);
        return node.State == NodeState.Down ? Task.CompletedTask : SetPortUntilOffAsync(node, state, ct);
    }

    /// <summary>The same for as long as the node has power: when it boots, its port is as it was set before.</summary>
    internal Task SetPortUntilOffAsync(INode node, PortState state, CancellationToken ct) =>
        @switch.ToolAsync(["ip", .. Switch.Words(node.Name, state)], null, ct);

    /// <inheritdoc/>
    public async Task<PortState> PortAsync(INode node, CancellationToken ct)
    {
        string listing = await @switch.ToolAsync(["ip", "-j", "link", "show"], null, ct);
        return Parse(listing, Switch.PortOf(node.Name));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<DropRule> rules, CancellationToken ct)
    {
        var ids = rules.Select(_ => $"r{Interlocked.Increment(ref _added)}").ToList();
        var lines = rules.Zip(ids).SelectMany(pair => _rules.Write(pair.First, pair.Second)).ToList();
        foreach (var (rule, id) in rules.Zip(ids))
            _known[id] = rule;
        await ApplyAsync(lines, ct);
        return ids;
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            var there = await ListAsync(ct);
            await ApplyAsync([.. there.Where(r => ids.Contains(r.Id)).Select(r => Delete(r.Handle))], ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InstalledRule>> RulesAsync(CancellationToken ct) =>
    [
        .. from rule in await ListAsync(ct)
           group rule by rule.Id into parts
           where _known.ContainsKey(parts.Key)
           let known = _known[parts.Key]
           // A rule of which a part was taken away does not drop what it says.
           where parts.Count() == _rules.Write(known, parts.Key).Count
           select new InstalledRule(parts.Key, known, parts.Sum(p => p.Dropped)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<PlannedCommand> Describe(IReadOnlyList<DropRule> rules) => Describe(nodes, rules);

    /// <inheritdoc/>
    public PlannedCommand Describe(string node, PortState state) => DescribePort(node, state);

    internal static IReadOnlyList<PlannedCommand> Describe(IReadOnlyList<NodeSpec> nodes, IReadOnlyList<DropRule> rules) =>
    [
        .. from rule in rules
           from line in RulesFor(nodes).Write(rule, "cut")
           select new PlannedCommand("switch", $"nft '{line}'", $"nft {Delete("<its handle>")}"),
    ];

    internal static PlannedCommand DescribePort(string node, PortState state) => new(
        "switch", $"ip {string.Join(' ', Switch.Words(node, state))}", $"ip {string.Join(' ', Switch.Words(node, PortState.Connected))}");

    public void Dispose() => _turn.Dispose();

    /// <summary>What <c>ip -j link</c> says of a port; a port that is not there has no carrier.</summary>
    internal static PortState Parse(string listing, string port)
    {
        using var document = JsonDocument.Parse(listing);
        var link = document.RootElement.EnumerateArray().FirstOrDefault(l => l.GetProperty("ifname").GetString() == port);
        if (link.ValueKind != JsonValueKind.Object
            || !link.GetProperty("flags").EnumerateArray().Any(f => f.GetString() == "UP"))
            return PortState.NoCarrier;
        return link.TryGetProperty("master", out _) ? PortState.Connected : PortState.Silent;
    }

    private static CutRules RulesFor(IReadOnlyList<NodeSpec> nodes) =>
        new(nodes.ToDictionary(n => n.Address, n => Switch.PortOf(n.Name)));

    private static string Delete(object handle) =>
        string.Create(CultureInfo.InvariantCulture, $"delete rule bridge {CutRules.Table} {CutRules.Chain} handle {handle}");

    private async Task<IReadOnlyList<NftRule>> ListAsync(CancellationToken ct) => NftListing.Parse(
        await @switch.ToolAsync(["nft", "-j", "list", "chain", "bridge", CutRules.Table, CutRules.Chain], null, ct));

    /// <summary>All or nothing: nft hands a file to the kernel in one transaction.</summary>
    private async Task ApplyAsync(IReadOnlyList<string> lines, CancellationToken ct)
    {
        if (lines.Count > 0)
            await @switch.ToolAsync(["nft", "-f", "-"], string.Join('\n', lines) + "\n", ct);
    }
}

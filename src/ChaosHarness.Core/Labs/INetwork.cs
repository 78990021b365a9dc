using System.Net;

namespace ChaosHarness.Labs;

/// <summary>How a node's network port is.</summary>
public enum PortState
{
    /// <summary>Connected.</summary>
    Connected,

    /// <summary>Frames go nowhere while the carrier stays: the node notices nothing but silence.</summary>
    Silent,

    /// <summary>The cable is out: the node sees its carrier go.</summary>
    NoCarrier,
}

/// <summary>Traffic to be dropped on its way through the switch.</summary>
/// <param name="From">Senders; empty means anyone.</param>
/// <param name="To">Receivers; empty means anyone.</param>
/// <param name="Port">Destination TCP or UDP port, or null for all traffic including ARP.</param>
/// <param name="Percent">How much of it is dropped, 1 to 100, at random for less than 100.</param>
public sealed record DropRule(IReadOnlyList<IPAddress> From, IReadOnlyList<IPAddress> To, int? Port = null, int Percent = 100);

/// <summary>A rule that stands in the switch now.</summary>
/// <param name="Id">Names the rule in this lab.</param>
/// <param name="Rule">What it drops.</param>
/// <param name="Dropped">Packets dropped by it so far.</param>
public sealed record InstalledRule(string Id, DropRule Rule, long Dropped);

/// <summary>The switch that connects the nodes.</summary>
public interface INetwork
{
    /// <summary>Sets a node's port. It stays so when the node is powered off and on.</summary>
    Task SetPortAsync(INode node, PortState state, CancellationToken ct);

    /// <summary>How a node's port is, as the switch says now.</summary>
    Task<PortState> PortAsync(INode node, CancellationToken ct);

    /// <summary>Adds rules, all or none, and gives their ids.</summary>
    Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<DropRule> rules, CancellationToken ct);

    /// <summary>Removes rules by id; those that are gone already are passed over.</summary>
    Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken ct);

    /// <summary>The rules that stand in the switch now, as the kernel says.</summary>
    Task<IReadOnlyList<InstalledRule>> RulesAsync(CancellationToken ct);

    /// <summary>The commands for these rules and their undo, for plans and reports.</summary>
    IReadOnlyList<PlannedCommand> Describe(IReadOnlyList<DropRule> rules);

    /// <summary>The command for a port and its undo, for plans and reports.</summary>
    PlannedCommand Describe(string node, PortState state);
}

/// <summary>A command that will be run, and the one that takes it back.</summary>
/// <param name="Where">The node, or <c>switch</c>.</param>
/// <param name="Command">As a person would type it.</param>
/// <param name="Undo">As a person would type it; null when there is nothing to take back.</param>
public sealed record PlannedCommand(string Where, string Command, string? Undo);

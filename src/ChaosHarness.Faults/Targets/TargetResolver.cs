using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Faults.Targets;

/// <summary>
/// Turns a target as written into nodes. A name means, in this order: a node, a group, a service (the nodes that have
/// it), a role. Who has a role is asked of the system at this moment, through the watcher of the role.
/// <list type="bullet">
/// <item><c>a X</c>, <c>2 of X</c>, <c>majority of X</c>, <c>minority of X</c> pick at random among those that match,
/// with the run's seed; nodes that are up come first, and a majority is one of all that match, up or not.</item>
/// <item><c>all X</c>, or a group's or service's bare name, means all of them.</item>
/// <item>A role's bare name (<c>primary</c>, <c>the primary</c>) means the one node that has it. When two claim it,
/// that is an error which names them: to hit both has to be asked for with <c>all primary</c>.</item>
/// </list>
/// </summary>
public sealed class TargetResolver(
    Stack stack, ILab lab, IReadOnlyDictionary<string, IWatcher> watchers, Random random) : ITargets
{
    /// <summary>Resolves a selector now.</summary>
    /// <returns>The nodes, each once, in the stack's order.</returns>
    /// <exception cref="LabException">Nothing, too little or too much matches; the message says what was
    /// seen.</exception>
    public async Task<IReadOnlyList<INode>> ResolveAsync(Selector selector, CancellationToken ct)
    {
        HashSet<INode> chosen = [];
        foreach (SelectorPart part in selector.Parts)
        {
            Candidates candidates = await FindAsync(part.Of, ct);
            if (part.Quantity == Quantity.All && !MeansTheOne(selector, part.Of))
                RequireAnswers(selector, candidates);
            chosen.UnionWith(Choose(selector, part, candidates));
        }

        return [.. lab.Nodes.Where(chosen.Contains)];
    }

    /// <summary>
    /// The nodes that a selector may come to mean, for plans: those of nodes, groups and services, and for a role all
    /// nodes that are watched for it.
    /// </summary>
    public static IReadOnlyList<INode> Possible(Selector selector, Stack stack, ILab lab)
    {
        IEnumerable<INode> all = selector.Parts.SelectMany(p =>
            Places(p.Of, lab) is [_, ..] places ? places : Watched(p.Of, stack, lab));
        return [.. lab.Nodes.Where(all.ToHashSet().Contains)];
    }

    private async Task<Candidates> FindAsync(string name, CancellationToken ct)
    {
        if (Places(name, lab) is [_, ..] places)
            return new Candidates(name, places, IsRole: false, "");
        if (!stack.Roles.TryGetValue(name, out RoleSpec? role))
            throw new LabException($"'{name}' is no node, group, service or role of the stack '{stack.Name}'.");
        if (!watchers.TryGetValue(role.Watch, out IWatcher? watcher))
            throw new LabException($"The role '{name}' is told by the watch '{role.Watch}', which does not run.");
        IReadOnlyList<Observation> seen = await watcher.LookAsync(ct);
        HashSet<string> holders = [.. seen.Where(o => o.Value == role.Value).Select(o => o.Node)];
        string list = Requests.List(seen.Select(o => $"{o.Subject} {o.Value}"));
        INode[] nodes = [.. lab.Nodes.Where(n => holders.Contains(n.Name))];
        HashSet<string> silent = [.. seen.Where(o => o.Value == Observation.Silent).Select(o => o.Node)];
        INode[] unknown = [.. lab.Nodes.Where(n => n.State == NodeState.Up && silent.Contains(n.Name))];
        return new Candidates(name, nodes, IsRole: true, $"; {role.Watch} sees {list}") { Unknown = unknown };
    }

    /// <summary>A node that is up and does not answer may have the role too: "all" would then mean too few.</summary>
    private static void RequireAnswers(Selector selector, Candidates candidates)
    {
        if (candidates.Unknown.Count > 0)
        {
            throw new LabException(
                $"'{selector.Text}' cannot be told: {Requests.List(candidates.Unknown)} does not say whether it is "
                + $"'{candidates.Name}'{candidates.Seen}. Wait for its answer first, or name the nodes.");
        }
    }

    private IReadOnlyList<INode> Choose(Selector selector, SelectorPart part, Candidates candidates)
    {
        IReadOnlyList<INode> nodes = candidates.Nodes;
        if (nodes.Count == 0)
            throw new LabException($"No node is '{candidates.Name}' now{candidates.Seen}.");
        if (part.Quantity == Quantity.All && candidates.IsRole && nodes.Count > 1 && MeansTheOne(selector, part.Of))
        {
            throw new LabException(
                $"{nodes.Count} nodes are '{candidates.Name}' at once ({Requests.List(nodes)}){candidates.Seen}. "
                + $"Write 'all {part.Of}' to hit them all, or 'a {part.Of}' for one of them.");
        }

        int wanted = Wanted(part, nodes.Count);
        if (wanted < 1 || wanted > nodes.Count)
        {
            string there = $"{nodes.Count} nodes ({Requests.List(nodes)})";
            throw new LabException($"'{selector.Text}' asks for {wanted} of {there}{candidates.Seen}.");
        }

        return wanted == nodes.Count ? nodes : Pick(nodes, wanted);
    }

    private static int Wanted(SelectorPart part, int count) => part.Quantity switch
    {
        Quantity.All => count,
        Quantity.One => 1,
        Quantity.Majority => count / 2 + 1,
        Quantity.Minority => count - (count / 2 + 1),
        _ => part.Count,
    };

    /// <summary>
    /// Shuffles in the stack's order, so that the same seed picks the same nodes; those that are up come first.
    /// </summary>
    private IReadOnlyList<INode> Pick(IReadOnlyList<INode> nodes, int count)
    {
        INode[] shuffled = [.. nodes];
        random.Shuffle(shuffled);
        return [.. shuffled.OrderBy(n => n.State == NodeState.Up ? 0 : 1).Take(count)];
    }

    /// <summary>Whether a name stands there bare or with 'the', and not with 'all', 'every' or as a plural.</summary>
    private static bool MeansTheOne(Selector selector, string name) =>
        selector.Text.Split([",", " and "], StringSplitOptions.TrimEntries).Any(p => p == name || p == $"the {name}");

    private static IReadOnlyList<INode> Places(string name, ILab lab)
    {
        INode[] found = [.. lab.Nodes.Where(n => n.Name == name)];
        if (found.Length == 0)
            found = [.. lab.Nodes.Where(n => n.Spec.Groups.Contains(name))];
        return found.Length > 0 ? found : [.. lab.Nodes.Where(n => n.Spec.Services.Any(s => s.Name == name))];
    }

    private static IEnumerable<INode> Watched(string role, Stack stack, ILab lab)
    {
        WatchSpec? watch = stack.Roles.TryGetValue(role, out RoleSpec? spec)
            ? stack.Watches.FirstOrDefault(w => w.Name == spec.Watch)
            : null;
        return watch is null ? [] : lab.Nodes.Where(n => watch.Nodes.Contains(n.Name));
    }

    /// <param name="Name">As written.</param>
    /// <param name="Nodes">Those that match.</param>
    /// <param name="IsRole">Whether the system was asked.</param>
    /// <param name="Seen">What it said, for messages.</param>
    private sealed record Candidates(string Name, IReadOnlyList<INode> Nodes, bool IsRole, string Seen)
    {
        /// <summary>Nodes that are up and gave no answer.</summary>
        public IReadOnlyList<INode> Unknown { get; init; } = [];
    }
}

using System.Net;
using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Network;

/// <summary>
/// Splits the network: nodes of different groups cannot talk to each other, in silence. Nodes that are in no group stay
/// connected to all.
/// </summary>
internal sealed class PartitionInjector : IInjector
{
    private const string Groups = "groups";

    public FaultKind Kind { get; } = new(
        "partition",
        "Splits the network: nodes of different groups cannot talk; nodes in no group still talk to all.",
        NeedsTarget: false,
        NeedsService: false,
        Heals: "Joins the groups again.",
        [new(Groups, ParameterType.Selectors, "Two or more groups, each a target such as 'primary'.", Required: true)])
    {
        OptionalTarget = Requests.About,
    };

    public string? Unavailable(ILab lab, FaultRequest request) => Problem(request.GroupsOf(Groups));

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        lab.Network.Describe(Rules(request.GroupsOf(Groups)));

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        IReadOnlyList<IReadOnlyList<INode>> groups = request.GroupsOf(Groups);
        if (Problem(groups) is { } problem)
            throw new LabException(problem);
        Reach[] probes =
        [
            .. Pairs(groups).SelectMany(p => p.One.SelectMany(from => p.Other.Select(to => new Reach(from, to)))),
        ];
        return Injection.InjectAsync(
            [new RulesDeed(lab, Rules(groups), probes, request.Clock)], heals: true, request.Clock, ct);
    }

    private static string? Problem(IReadOnlyList<IReadOnlyList<INode>> groups)
    {
        if (groups.Count < 2 || groups.Any(g => g.Count == 0))
            return "A partition needs two or more groups, each with a node in it.";
        INode? twice = groups.SelectMany(g => g.Distinct()).GroupBy(n => n).FirstOrDefault(n => n.Count() > 1)?.Key;
        return twice is null ? null : $"{twice.Name} is in two groups of the partition; it can be on one side only.";
    }

    private static IReadOnlyList<DropRule> Rules(IReadOnlyList<IReadOnlyList<INode>> groups) =>
        [.. Pairs(groups).Select(p => new DropRule(Addresses(p.One), Addresses(p.Other)))];

    /// <summary>Every group with every other, in both directions.</summary>
    private static IEnumerable<(IReadOnlyList<INode> One, IReadOnlyList<INode> Other)> Pairs(
        IReadOnlyList<IReadOnlyList<INode>> groups) =>
        groups.SelectMany((one, i) => groups.Where((_, j) => j != i).Select(other => (one, other)));

    private static IReadOnlyList<IPAddress> Addresses(IReadOnlyList<INode> nodes) => [.. nodes.Select(n => n.Address)];
}

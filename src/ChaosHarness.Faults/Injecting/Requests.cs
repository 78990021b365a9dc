using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Injecting;

/// <summary>What injectors need of requests and nodes over and over.</summary>
internal static class Requests
{
    /// <summary>What <c>on</c> means for faults between nodes.</summary>
    public const string About =
        "The nodes that it is about: what a row calls 'target', all others being 'other'. Does not change what is done.";

    /// <summary>The ability of a node.</summary>
    /// <exception cref="LabException">The lab does not have it.</exception>
    public static T Need<T>(this INode node) where T : class =>
        node.Ability<T>() ?? throw new LabException(Lacks<T>(node));

    /// <summary>
    /// Why a fault cannot be used: a target lacks an ability, or there is no target. Null when all is there.
    /// </summary>
    public static string? Lacking<T>(this FaultRequest request) where T : class =>
        request.Targets.Where(n => n.Ability<T>() is null).Select(Lacks<T>).FirstOrDefault();

    /// <summary>
    /// Why a fault on a service cannot be used: the file names none, or a target does not have it. Null when all have it.
    /// </summary>
    public static string? LackingService(this FaultRequest request) => request.Service is not { } service
        ? "It needs 'service: NAME'."
        : request.Targets
            .Where(n => n.Spec.Services.All(s => s.Name != service))
            .Select(n => LacksService(n, service))
            .FirstOrDefault();

    /// <summary>Makes sure of what the reader of a file has told its author already.</summary>
    /// <exception cref="LabException">A parameter cannot be used.</exception>
    public static void NeedSound(this FaultRequest request, FaultKind kind)
    {
        if (kind.Problems(request.Parameters).ToArray() is [_, ..] problems)
            throw new LabException($"The fault '{request.Name}' cannot be: {string.Join("; ", problems.Select(p => p.Text))}.");
    }

    /// <summary>The service that the file names.</summary>
    /// <exception cref="LabException">It names none.</exception>
    public static string NeedService(this FaultRequest request) =>
        request.Service ?? throw new LabException($"The fault '{request.Name}' needs a service: add 'service: NAME'.");

    /// <summary>The specification of a service of a node.</summary>
    /// <exception cref="LabException">The node has no such service.</exception>
    public static ServiceSpec Service(this INode node, string service) =>
        node.Spec.Services.FirstOrDefault(s => s.Name == service)
        ?? throw new LabException(LacksService(node, service));

    /// <summary>Makes sure that a node runs: a fault on a dead node would prove nothing.</summary>
    /// <exception cref="LabException">It is off or frozen.</exception>
    public static void NeedUp(this INode node)
    {
        if (node.State == NodeState.Up)
            return;
        string how = node.State == NodeState.Down ? "off" : "frozen";
        throw new LabException($"{node.Name} is {how}, so that this fault cannot take effect there.");
    }

    /// <summary>The nodes of a parameter with a list of selectors, one list for each.</summary>
    public static IReadOnlyList<IReadOnlyList<INode>> GroupsOf(this FaultRequest request, string parameter)
    {
        List<IReadOnlyList<INode>> groups = [];
        while (request.Groups.TryGetValue($"{parameter}.{groups.Count}", out IReadOnlyList<INode>? group))
            groups.Add(group);
        return groups;
    }

    /// <summary>Names in a sentence; <c>nothing</c> when there are none.</summary>
    public static string List(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? list : "nothing";

    /// <summary>Nodes in a sentence.</summary>
    public static string List(IEnumerable<INode> nodes) => List(nodes.Select(n => n.Name));

    private static string LacksService(INode node, string service) =>
        $"{node.Name} has no service '{service}'; it has {List(node.Spec.Services.Select(s => s.Name))}.";

    private static string Lacks<T>(INode node) => $"This lab cannot do that to {node.Name}: it has no {Words<T>()}.";

    private static string Words<T>() => typeof(T).Name switch
    {
        nameof(IServiceControl) => "service manager there",
        nameof(ISignals) => "way to signal its processes",
        nameof(IClocks) => "way to set the clock of its processes",
        nameof(IPower) => "power switch for it",
        nameof(IFreezer) => "way to freeze it",
        nameof(IVolumes) => "volume that it can lose",
        string other => other,
    };
}

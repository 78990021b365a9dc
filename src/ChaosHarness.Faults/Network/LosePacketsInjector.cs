using System.Net;
using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Network;

/// <summary>Loses a part of a node's packets at random, as a bad cable or an overloaded link does.</summary>
internal sealed class LosePacketsInjector : IInjector
{
    private const string Both = "both";
    private const string In = "in";
    private const string Out = "out";

    public FaultKind Kind { get; } = new(
        "lose-packets",
        "Loses some of the packets to and from a node, at random.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Lets all packets pass again.",
        [
            new("percent", ParameterType.Percent, "How many of them, in each direction.", Required: true),
            new("direction", ParameterType.Text, "'in' (to the node), 'out' (from it) or 'both'. Default both."),
        ]);

    public string? Unavailable(ILab lab, FaultRequest request) => Problem(lab, request);

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        lab.Network.Describe(Rules(lab, request));

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        if (Problem(lab, request) is { } problem)
            throw new LabException(problem);
        foreach (INode node in request.Targets)
            node.NeedUp();
        // Each try sends packets both ways, so that it does not matter who begins.
        Reach[] probes = [.. request.Targets.SelectMany(t => Others(lab, request).Select(o => new Reach(t, o)))];
        return Injection.InjectAsync(
            [new RulesDeed(lab, Rules(lab, request), probes, request.Clock)], heals: true, request.Clock, ct);
    }

    private static string? Problem(ILab lab, FaultRequest request)
    {
        if (request.Get("direction", Both) is not (Both or In or Out))
            return $"'{request.Get("direction", "")}' is no direction: write in, out or both.";
        return Others(lab, request).Count > 0 ? null : "There is no other node left with which the targets could talk.";
    }

    /// <summary>
    /// What one target sends to another is lost on its way out only, and not a second time on its way in.
    /// </summary>
    private static List<DropRule> Rules(ILab lab, FaultRequest request)
    {
        int percent = Percents.Of(request, fallback: 100);
        string direction = request.Get("direction", Both);
        IReadOnlyList<IPAddress> targets = [.. request.Targets.Select(n => n.Address)];
        List<DropRule> rules = [];
        if (direction is Out or Both)
            rules.Add(new DropRule(targets, [], Percent: percent));
        if (direction == Both)
            rules.Add(new DropRule([.. Others(lab, request).Select(n => n.Address)], targets, Percent: percent));
        if (direction == In)
            rules.Add(new DropRule([], targets, Percent: percent));
        return rules;
    }

    private static IReadOnlyList<INode> Others(ILab lab, FaultRequest request) =>
        [.. lab.Nodes.Except(request.Targets)];
}

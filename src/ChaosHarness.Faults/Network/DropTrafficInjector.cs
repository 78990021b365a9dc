using System.Net;
using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Network;

/// <summary>
/// Drops traffic in one direction: from some nodes to others, to one port or all of it. What goes the other way passes,
/// though nobody may get an answer.
/// </summary>
internal sealed class DropTrafficInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "drop-traffic",
        "Drops traffic from some nodes to others, in this direction only.",
        NeedsTarget: false,
        NeedsService: false,
        Heals: "Lets it pass again.",
        [
            new("from", ParameterType.Selector, "Who sends. Default: anyone."),
            new("to", ParameterType.Selector, "Who receives. Default: anyone. One of 'from' and 'to' has to be given."),
            new("port", ParameterType.Integer, "Only traffic to this TCP or UDP port. Default: all traffic, ARP too."),
            new("percent", ParameterType.Percent, "How much of it, at random. Default 100%."),
        ])
    {
        OptionalTarget = Requests.About,
        Problems = Wrong,
    };

    public string? Unavailable(ILab lab, FaultRequest request) =>
        Nodes(request, "from").Count == 0 && Nodes(request, "to").Count == 0 ? "Nobody is meant by 'from' and 'to'." : null;

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) => lab.Network.Describe([Rule(request)]);

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        if (Unavailable(lab, request) is { } problem)
            throw new LabException(problem);
        int port = Rule(request).Port ?? Reach.UnusedPort;
        IReadOnlyList<INode> from = Nodes(request, "from") is [_, ..] senders ? senders : lab.Nodes;
        IReadOnlyList<INode> to = Nodes(request, "to") is [_, ..] receivers ? receivers : lab.Nodes;
        Reach[] probes = [.. from.SelectMany(f => to.Where(t => t != f).Select(t => new Reach(f, t, port)))];
        return Injection.InjectAsync(
            [new RulesDeed(lab, [Rule(request)], probes, request.Clock)], heals: true, request.Clock, ct);
    }

    private static IEnumerable<ParameterProblem> Wrong(IReadOnlyDictionary<string, ParameterValue> parameters)
    {
        if (!parameters.ContainsKey("from") && !parameters.ContainsKey("to"))
            yield return new("from", "drop-traffic needs 'from', 'to' or both");
        if (parameters.Get("port", 1L) is < 1 or > 65535)
            yield return new("port", $"'{parameters["port"].Text}' is no port: write 1 to 65535");
    }

    private static DropRule Rule(FaultRequest request) => new(
        Addresses(request, "from"), Addresses(request, "to"),
        request.Parameters.ContainsKey("port") ? (int)request.Get("port", 0L) : null,
        Percents.Of(request, fallback: 100));

    private static IReadOnlyList<INode> Nodes(FaultRequest request, string parameter) =>
        request.Groups.GetValueOrDefault(parameter) ?? [];

    private static IReadOnlyList<IPAddress> Addresses(FaultRequest request, string parameter) =>
        [.. Nodes(request, parameter).Select(n => n.Address)];
}

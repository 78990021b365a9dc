using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Volumes;

/// <summary>Fills a volume with zeros until a write fails for lack of room, as a log or a backup that grew does.</summary>
internal sealed class FillVolumeInjector : IInjector
{
    private const string Path = "path";

    public FaultKind Kind { get; } = new(
        "fill-volume",
        "Takes all the room that is left on a volume; what is freed later may be used again.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Removes what filled it.",
        [new(Path, ParameterType.Text, "Where the node has the volume, such as '/csv'.", Required: true)])
    {
        Problems = parameters => parameters.Get(Path, "").StartsWith('/')
            ? [] : [new(Path, $"'{parameters.Get(Path, "")}' is not an absolute path: begin it with '/'")],
    };

    public string? Unavailable(ILab lab, FaultRequest request) => null;

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        [.. request.Targets.Select(n => Deed(n, request)).Select(d => new PlannedCommand(d.Where, $"{d.Fill}", $"{d.Remove}"))];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        request.NeedSound(Kind);
        return Injection.OnEachAsync(request, node => Deed(node, request), ct);
    }

    private static FillDeed Deed(INode node, FaultRequest request) => new(node, request.Get(Path, ""), request.Clock);
}

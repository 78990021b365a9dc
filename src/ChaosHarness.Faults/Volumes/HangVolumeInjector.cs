using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Volumes;

/// <summary>
/// Has a shared volume of a node hang, as while a cluster queues what is read and written: whoever uses it waits, and keeps
/// its locks. The other nodes go on.
/// </summary>
internal sealed class HangVolumeInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "hang-volume",
        "Has a shared volume of a node hang: whoever reads or writes waits, and keeps its locks.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Lets it go on.",
        [VolumeOf.Parameter]);

    public string? Unavailable(ILab lab, FaultRequest request) => VolumeOf.Problem(request);

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        VolumeOf.Plan(request, "hang", "resume");

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct) =>
        Injection.OnEachAsync(request, n => VolumeOf.Asked(request, n).Hang(), ct);
}

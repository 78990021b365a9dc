using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Services;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Clocks;

/// <summary>
/// Sets the wall clock of one service ahead or back, as a virtual machine that was paused, a wrong time server or an
/// operator does to a machine. Programs that measure how long something takes by the wall clock are found by it.
/// </summary>
internal sealed class StepClockInjector : IInjector
{
    private const string Ahead = "ahead", Back = "back";

    public FaultKind Kind { get; } = new(
        "step-clock",
        "Sets the wall clock of a service's processes ahead or back; monotonic clocks, and programs started later, are not hit.",
        NeedsTarget: true,
        NeedsService: true,
        Heals: "Lets them read the machine's clock again.",
        [
            new(Ahead, ParameterType.Duration, "How far ahead, in whole seconds. Default: not ahead but 'back'."),
            new(Back, ParameterType.Duration, "How far back, in whole seconds. Default: not back but 'ahead'."),
        ])
    {
        Problems = Wrong,
    };

    public string? Unavailable(ILab lab, FaultRequest request) => request.Lacking<IClocks>()
        ?? request.LackingService();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request)
    {
        string service = request.NeedService();
        return
        [
            .. request.Targets.Select(n => new PlannedCommand(
                n.Name, $"set the wall clock of all processes of {service} {Words(OffsetOf(request))}",
                $"have all processes of {service} read the machine's clock")),
        ];
    }

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        request.NeedSound(Kind);
        string service = request.NeedService();
        return Injection.OnEachAsync(
            request, n => new StepClockDeed(new ServiceOf(n, service, request.Clock), OffsetOf(request), request.Clock), ct);
    }

    /// <summary>An offset, for people.</summary>
    public static string Words(TimeSpan offset) =>
        $"{offset.Duration().TotalSeconds} s {(offset < TimeSpan.Zero ? Back : Ahead)}";

    private static IEnumerable<ParameterProblem> Wrong(IReadOnlyDictionary<string, ParameterValue> parameters)
    {
        if (parameters.ContainsKey(Ahead) == parameters.ContainsKey(Back))
            yield return new(Back, $"step-clock needs either '{Ahead}' or '{Back}', such as '{Ahead}: 60s'");
        foreach (string name in parameters.Keys.Where(k => k is Ahead or Back))
        {
            TimeSpan by = parameters.Get(name, TimeSpan.Zero);
            if (by == TimeSpan.Zero || by.Ticks % TimeSpan.TicksPerSecond != 0)
                yield return new(name, $"'{parameters[name].Text}' is not a whole number of seconds, one at least");
        }
    }

    private static TimeSpan OffsetOf(FaultRequest request) =>
        request.Get(Ahead, TimeSpan.Zero) - request.Get(Back, TimeSpan.Zero);
}

using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Commands;

/// <summary>
/// Runs a command on a node: what an operator does (a manual failover, a reload, a changed setting), or a fault that
/// has no injector of its own.
/// </summary>
internal sealed class RunCommandInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "run-command",
        "Runs a command on a node: a managed operation, or a fault of your own.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Runs 'undo' where it is given; otherwise there is nothing to heal.",
        [
            new("command", ParameterType.Command, "The program and its arguments; no shell.", Required: true),
            new("exit-code", ParameterType.Integer, "The exit code that means it was done. Default 0."),
            new("expect", ParameterType.Text, "What its output has to contain. Default: nothing."),
            new("check", ParameterType.Command, "A command that exits with 0 when the effect is there. Default: none."),
            new("undo", ParameterType.Command, "The command that takes it back. Default: none."),
            new("user", ParameterType.Text, "The user to run them as. Default root."),
            new("limit", ParameterType.Duration, "How long each of them may take. Default 30s."),
        ]);

    public string? Unavailable(ILab lab, FaultRequest request) =>
        Command(request, "command") is null ? "It needs 'command: [program, argument, ...]'." : null;

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
    [
        .. request.Targets.Select(n => new PlannedCommand(
            n.Name, Command(request, "command")?.ToString() ?? "", Command(request, "undo")?.ToString())),
    ];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        Operation operation = new(
            Command(request, "command") ?? throw new LabException("It needs 'command: [program, argument, ...]'."),
            (int)request.Get("exit-code", 0L),
            request.Parameters.GetValueOrDefault("expect")?.Text,
            Command(request, "check"),
            Command(request, "undo"),
            request.Get("limit", TimeSpan.FromSeconds(30)));
        return Injection.InjectAsync(
            [.. request.Targets.Select(n => new CommandDeed(n, operation, request.Clock))],
            heals: operation.Undo is not null, request.Clock, ct);
    }

    private static NodeCommand? Command(FaultRequest request, string name) =>
        request.Parameters.GetValueOrDefault(name)?.Value is IEnumerable<string> parts && parts.Any()
            ? new NodeCommand([.. parts], request.Parameters.GetValueOrDefault("user")?.Text)
            : null;
}

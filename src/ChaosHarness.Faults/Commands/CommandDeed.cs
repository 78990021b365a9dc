using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Commands;

/// <summary>A command, what shows that it was done, and how it is taken back.</summary>
internal sealed record Operation(
    NodeCommand Command, int ExitCode, string? Expect, NodeCommand? Check, NodeCommand? Undo, TimeSpan Limit);

/// <summary>
/// Runs a command on a node. Its own exit code and output are the proof, and a check where one is given; a command that
/// ends otherwise is a fault without effect, with its output as the evidence.
/// </summary>
internal sealed class CommandDeed(INode node, Operation operation, TimeProvider clock) : IDeed
{
    /// <summary>So much of an output is shown.</summary>
    private const int ShownMax = 300;

    private Instant _asked;
    private bool _begun;
    private CommandResult? _result;
    private CommandResult? _undone;

    public string Where => node.Name;

    public Task PrepareAsync(CancellationToken ct)
    {
        node.NeedUp();
        return Task.CompletedTask;
    }

    public async Task DoAsync(CancellationToken ct)
    {
        _asked = Instant.Now(clock);
        _begun = true;
        _result = await RunAsync(operation.Command, ct);
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        if (operation.Undo is null || !_begun)
            return;
        CommandResult result = await RunAsync(operation.Undo, ct);
        if (!result.Succeeded)
            throw new LabException(Describe(operation.Undo, result));
        _undone = result;
    }

    public async Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        string seen = Describe(operation.Command, _result!);
        if (_result!.ExitCode != operation.ExitCode)
            return clock.Seen(false, $"{seen} Exit code {operation.ExitCode} was expected.");
        if (operation.Expect is { } text && !_result.Output.Contains(text, StringComparison.Ordinal))
            return clock.Seen(false, $"{seen} '{text}' was expected in it.");
        if (operation.Check is null)
            return new Proof(true, seen, _asked);
        CommandResult check = await RunAsync(operation.Check, ct);
        return new Proof(check.Succeeded, $"{seen} {Describe(operation.Check, check)}", _asked);
    }

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) => Task.FromResult(_undone is null
        ? clock.Seen(false, $"'{operation.Undo}' on {node.Name} has not been run to its end.")
        : clock.Seen(true, Describe(operation.Undo!, _undone)));

    private async Task<CommandResult> RunAsync(NodeCommand command, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(operation.Limit, clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await node.RunAsync(command, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LabException(
                $"'{command}' on {node.Name} took longer than {operation.Limit.TotalSeconds:0.###} s.");
        }
    }

    private string Describe(NodeCommand command, CommandResult result)
    {
        string output = $"{result.Output} {result.Error}".Trim().ReplaceLineEndings(" ");
        if (output.Length > ShownMax)
            output = output[..ShownMax] + "...";
        return $"'{command}' on {node.Name} ended with {result.ExitCode}: '{output}'.";
    }
}

using System.Globalization;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Commands;

/// <summary>Runs one command on a node.</summary>
internal sealed class CommandProbe(INode node, NodeCommand command) : IProbe
{
    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        CommandResult result = await node.RunAsync(command, ct);
        string first = result.Output.Split('\n', 2)[0].Trim();
        string value = first.Length > 0 ? first : result.Succeeded ? "nothing" : "failed";
        return
        [
            new Answer(node.Name, value, new Dictionary<string, string>
            {
                ["exit-code"] = result.ExitCode.ToString(CultureInfo.InvariantCulture),
                ["error"] = result.Error.Trim(),
            }),
        ];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

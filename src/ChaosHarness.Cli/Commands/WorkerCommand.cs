using System.CommandLine;
using ChaosHarness.Workloads;

namespace ChaosHarness.Cli.Commands;

/// <summary>A load worker on a client node; started by the load generator, hidden from users.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        Argument<string> spec = new("spec");
        Command command = new("worker", "A load worker.") { spec };
        command.Hidden = true;
        command.SetAction((parsed, ct) => Worker.RunAsync(parsed.GetRequiredValue(spec), ct));
        return command;
    }
}

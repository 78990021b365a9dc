using System.CommandLine;
using ChaosHarness.Reports;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos history export RUN</c>: a run's operations as Jepsen-style JSON lines.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        Argument<string> run = new("run") { Description = "The run folder." };
        Option<string?> output = new("--output", "-o") { Description = "The file to write. Default: standard output." };
        Command export = new("export", "Write the operations of a run as JSON lines, invocations and completions by time.") { run, output };
        export.SetAction((parsed, ct) => Task.FromResult(Export(parsed.GetRequiredValue(run), parsed.GetValue(output), ct)));
        return new Command("history", "Work with the recorded operations of a run.") { export };
    }

    private static int Export(string folder, string? output, CancellationToken ct)
    {
        try
        {
            using Stream target = output is null ? Console.OpenStandardOutput() : File.Create(output);
            HistoryExport.Write(StoredRun.Open(folder).History(), target, ct);
            return ExitCodes.Pass;
        }
        catch (Exception exception) when (exception is RunDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(exception.Message);
        }
    }
}

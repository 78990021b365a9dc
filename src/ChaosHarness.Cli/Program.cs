using System.CommandLine;
using ChaosHarness.Cli;
using ChaosHarness.Cli.Commands;
using ChaosHarness.Cli.Output;
using Spectre.Console;

RootCommand root = new("""
    Failover tests for highly available stacks: breaks something while load runs, and proves from recorded evidence
    how long users were out, which acknowledged writes are gone, and whether two nodes ever acted as primary.

    Exit codes: 0 pass, 1 the system under test broke an expectation, 2 unknown, 3 something was left behind,
    4 bad input, 5 a bug of chaos.
    """)
{
    RunCommand.Create(),
    ValidateCommand.Create(),
    PlanCommand.Create(),
    ListCommand.Create(),
    CheckCommand.Create(),
    HistoryCommand.Create(),
    LabCommand.Create(),
    PreflightCommand.Create(),
    DoctorCommand.Create(),
    SchemaCommand.Create(),
    InnerRunCommand.Create(),
    KeepLabCommand.Create(),
    WorkerCommand.Create(),
};

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Terminal.Error.MarkupLineInterpolated($"[red]{error.Message}[/]");
    bool isRoot = parsed.CommandResult.Command == root;
    Terminal.Error.WriteLine($"chaos {(isRoot ? "" : parsed.CommandResult.Command.Name + " ")}--help tells more.");
    return ExitCodes.BadInput;
}

try
{
    // Ctrl-C asks a run to heal, to judge and to report, and all of that is waited for; a second one ends it at once.
    return await parsed.InvokeAsync(new()
    {
        EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(10),
    });
}
catch (UsageException exception)
{
    Terminal.Error.MarkupLineInterpolated($"[red]{exception.Message}[/]");
    return ExitCodes.BadInput;
}
catch (ChaosHarness.Labs.LabException exception)
{
    Terminal.Error.MarkupLineInterpolated($"[red]{exception.Message}[/]");
    return ExitCodes.Unknown;
}
catch (OperationCanceledException)
{
    Terminal.Error.MarkupLine("[red]interrupted[/]");
    return ExitCodes.Unknown;
}
catch (Exception exception)
{
    Terminal.Error.MarkupLine("[red]This is a bug of chaos. Please report it with the lines below.[/]");
    Terminal.Error.WriteLine(exception.ToString());
    return ExitCodes.Bug;
}

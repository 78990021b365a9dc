using System.CommandLine;
using ChaosHarness.Cli.Output;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos validate</c>: reads files and reports every mistake, without running anything.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = new("scenario")
        {
            Description = "Scenario files, or folders of them. Default: scenarios.", Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string[]> set = new("--set") { Description = "Set a parameter of the stack: --set down-after=10s." };
        Command command = new("validate", "Check scenario files, with the stack and table files they name.") { paths, set };
        command.SetAction(parsed =>
        {
            string[] given = parsed.GetValue(paths) is { Length: > 0 } some ? some : ["scenarios"];
            ScenarioSet scenarios = ScenarioSet.Read(given, Overrides.Parse(null, parsed.GetValue(set) ?? []));
            int code = scenarios.Report();
            if (code == ExitCodes.Pass)
                Terminal.Out.WriteLine(scenarios.Scenarios.Count == 1 ? "1 scenario is fine." : $"{scenarios.Scenarios.Count} scenarios are fine.");
            return code;
        });
        return command;
    }
}

using System.CommandLine;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos schema</c>: writes the JSON schemas that editors use, from the code itself.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "Where to write them. Default: scenarios.", DefaultValueFactory = _ => "scenarios" };
        Command command = new("schema", "Write the JSON schemas of scenario, stack and table files.") { folder };
        command.SetAction(parsed =>
        {
            SchemaWriter.WriteAll(parsed.GetRequiredValue(folder), Composition.Vocabulary);
            return ExitCodes.Pass;
        });
        return command;
    }
}

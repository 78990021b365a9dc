using System.CommandLine;

namespace ChaosHarness.Cli.Commands;

/// <summary>
/// <c>chaos run</c>, the launcher's half: reads and validates everything first, makes the lab image if need be, then
/// starts every scenario in namespaces of its own. A lab that one scenario broke cannot touch the next.
/// </summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = new("scenario")
        {
            Description = "Scenario files, or folders of them.", Arity = ArgumentArity.OneOrMore,
        };
        Option<int?> seed = new("--seed") { Description = "Chance comes from here. Default: the file's, else a new one, printed." };
        Option<int?> repeat = new("--repeat")
        {
            Description = "So many runs of each scenario, and of each value where it varies, with seeds one after the other. "
                + "Default: the file's, else 1.",
        };
        Option<string[]> set = new("--set") { Description = "Set a parameter of the stack: --set down-after=10s. May be repeated." };
        Option<string?> vary = VaryOption();
        Option<int> labs = new("--labs")
        {
            Description = "So many scenarios at a time, each in a lab of its own; one scenario's runs stay one after the other. Default: 1.",
            DefaultValueFactory = _ => 1,
        };
        Option<string> reports = ReportsOption();
        Command command = new("run", "Run scenarios, and write a report of each below reports/.") { paths, seed, repeat, set, vary, labs, reports };
        command.SetAction((parsed, ct) => RunAsync(new(
            parsed.GetRequiredValue(paths), Overrides.Parse(parsed.GetValue(seed), parsed.GetValue(set) ?? [], parsed.GetValue(vary)),
            parsed.GetRequiredValue(reports), parsed.GetValue(repeat), parsed.GetValue(labs)), ct));
        return command;
    }

    internal static Option<string> ReportsOption() => new("--reports")
    {
        Description = "The folder for run folders. Default: reports.", DefaultValueFactory = _ => "reports",
    };

    internal static Option<string?> VaryOption() => new("--vary")
    {
        Description = "Run with each of these values of a parameter of the stack: --vary down-after=2s,5s,10s. Default: the file's.",
    };

    private static async Task<int> RunAsync(RunRequest request, CancellationToken ct)
    {
        if (request.Labs < 1)
            throw new UsageException($"--labs wants a number from 1 on, such as --labs 2; '{request.Labs}' is none");
        ScenarioSet scenarios = ScenarioSet.Read(request.Paths, request.Overrides);
        if (scenarios.Report() is not 0 and int bad)
            return bad;
        await ImagePreparation.EnsureAsync(scenarios.Scenarios.Select(s => s.Stack), ct);
        return await new Suite(request, TimeProvider.System).RunAsync(scenarios.Scenarios, ct);
    }
}

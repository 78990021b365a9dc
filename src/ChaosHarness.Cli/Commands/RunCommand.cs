using System.CommandLine;
using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;
using Spectre.Console;

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
        Option<int?> repeat = new("--repeat") { Description = "So many runs of each scenario, with seeds one after the other. Default: the file's, else 1." };
        Option<string[]> set = new("--set") { Description = "Set a parameter of the stack: --set down-after=10s. May be repeated." };
        Option<string> reports = ReportsOption();
        Command command = new("run", "Run scenarios, and write a report of each below reports/.") { paths, seed, repeat, set, reports };
        command.SetAction((parsed, ct) => RunAsync(new(
            parsed.GetRequiredValue(paths), parsed.GetValue(seed), parsed.GetValue(set) ?? [],
            parsed.GetRequiredValue(reports), parsed.GetValue(repeat)), ct));
        return command;
    }

    internal static Option<string> ReportsOption() => new("--reports")
    {
        Description = "The folder for run folders. Default: reports.", DefaultValueFactory = _ => "reports",
    };

    private sealed record Request(IReadOnlyList<string> Paths, int? Seed, IReadOnlyList<string> Set, string Reports, int? Repeat);

    private static async Task<int> RunAsync(Request request, CancellationToken ct)
    {
        ScenarioSet scenarios = ScenarioSet.Read(request.Paths, Overrides.Parse(request.Seed, request.Set));
        if (scenarios.Report() is not 0 and int bad)
            return bad;
        await ImagePreparation.EnsureAsync(scenarios.Scenarios.Select(s => s.Stack), ct);
        int worst = ExitCodes.Pass;
        List<(Scenario Scenario, int Code)> ended = [];
        foreach (Scenario scenario in scenarios.Scenarios)
        {
            ct.ThrowIfCancellationRequested();
            int code = await RepeatAsync(scenario, request, ct);
            ended.Add((scenario, code));
            worst = ExitCodes.Worse(worst, code);
            if (ct.IsCancellationRequested)
                break;
        }

        if (ended.Count > 1)
            Suite(ended);
        return worst;
    }

    /// <summary>All runs of a scenario, and what came of them together when there are several.</summary>
    private static async Task<int> RepeatAsync(Scenario scenario, Request request, CancellationToken ct)
    {
        int count = Math.Max(1, request.Repeat ?? scenario.Repeat);
        int worst = ExitCodes.Pass;
        RepeatedRuns runs = new(scenario, request.Reports);
        for (int i = 0; i < count && !ct.IsCancellationRequested; i++)
        {
            Scenario one = scenario with { Seed = unchecked(scenario.Seed + i) & int.MaxValue };
            Terminal.Error.MarkupLineInterpolated($"[bold]{one.Title}[/]  [grey]{one.Path}, seed {one.Seed}{(count > 1 ? $", run {i + 1} of {count}" : "")}[/]");
            int code = await LabHost.ReexecAsync(Inner(one, request), new(), TimeProvider.System, ct);
            if (code >= 128)
                code = Killed(code);
            runs.Add(one.Seed, code);
            worst = ExitCodes.Worse(worst, code);
        }

        if (count > 1)
            runs.Report();
        return worst;
    }

    private static string[] Inner(Scenario scenario, Request request) =>
    [
        InnerRunCommand.Name, scenario.Path, "--seed", $"{scenario.Seed}", "--reports", Path.GetFullPath(request.Reports),
        .. request.Set.SelectMany(s => new[] { "--set", s }),
    ];

    private static int Killed(int code)
    {
        Terminal.Error.MarkupLineInterpolated(
            $"[red]the run was killed by signal {code - 128}; the kernel has removed its lab, and what it recorded so far is in its run folder[/]");
        return ExitCodes.Bug;
    }

    private static void Suite(IReadOnlyList<(Scenario Scenario, int Code)> ended)
    {
        Spectre.Console.Table table = new() { Border = TableBorder.Simple };
        table.AddColumns("scenario", "verdict");
        foreach ((Scenario scenario, int code) in ended)
            table.AddRow(Markup.Escape(scenario.Title), ExitCodes.Describe(code));
        Terminal.Out.Write(table);
    }
}

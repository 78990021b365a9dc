using System.CommandLine;
using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Series;
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
        Option<int?> repeat = new("--repeat")
        {
            Description = "So many runs of each scenario, and of each value where it varies, with seeds one after the other. "
                + "Default: the file's, else 1.",
        };
        Option<string[]> set = new("--set") { Description = "Set a parameter of the stack: --set down-after=10s. May be repeated." };
        Option<string?> vary = VaryOption();
        Option<string> reports = ReportsOption();
        Command command = new("run", "Run scenarios, and write a report of each below reports/.") { paths, seed, repeat, set, vary, reports };
        command.SetAction((parsed, ct) => RunAsync(new(
            parsed.GetRequiredValue(paths), Overrides.Parse(parsed.GetValue(seed), parsed.GetValue(set) ?? [], parsed.GetValue(vary)),
            parsed.GetRequiredValue(reports), parsed.GetValue(repeat)), ct));
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

    private sealed record Request(IReadOnlyList<string> Paths, Overrides Overrides, string Reports, int? Repeat);

    private static async Task<int> RunAsync(Request request, CancellationToken ct)
    {
        ScenarioSet scenarios = ScenarioSet.Read(request.Paths, request.Overrides);
        if (scenarios.Report() is not 0 and int bad)
            return bad;
        await ImagePreparation.EnsureAsync(scenarios.Scenarios.Select(s => s.Stack), ct);
        SeriesReport series = new(request.Reports, TimeProvider.System);
        List<(Scenario Scenario, int Code)> ended = [];
        foreach (Scenario scenario in scenarios.Scenarios.TakeWhile(_ => !ct.IsCancellationRequested))
            ended.Add((scenario, await RepeatAsync(scenario, request, series, ct)));
        if (ended.Count > 1)
            Suite(ended);
        if (File.Exists(series.PagePath))
        {
            IndexPage.Write(request.Reports);
            Terminal.Out.MarkupLineInterpolated($"all runs together: {series.PagePath}");
        }

        return ended.Select(e => e.Code).Aggregate(ExitCodes.Pass, ExitCodes.Worse);
    }

    /// <summary>
    /// All runs of a scenario, and what came of them together when there are several. The values of what is varied take
    /// turns, so that a machine that gets busier meets all of them alike.
    /// </summary>
    private static async Task<int> RepeatAsync(Scenario scenario, Request request, SeriesReport series, CancellationToken ct)
    {
        int count = Math.Max(1, request.Repeat ?? scenario.Repeat);
        VariedValue?[] values = [.. (IEnumerable<VariedValue?>?)scenario.Vary?.Values ?? [null]];
        var planned = Enumerable.Range(0, count).SelectMany(i => values.Select(v => (i, v))).ToArray();
        SeriesScenario? repeated = planned.Length > 1 ? series.Begin(scenario) : null;
        int worst = ExitCodes.Pass;
        foreach ((int index, (int turn, VariedValue? value)) in planned.Index().TakeWhile(_ => !ct.IsCancellationRequested))
        {
            Scenario one = scenario with { Seed = unchecked(scenario.Seed + turn) & int.MaxValue };
            string varied = value is null ? "" : $", {scenario.Vary!.Parameter} {value.Text}";
            string place = repeated is null ? "" : $", run {index + 1} of {planned.Length}";
            Terminal.Error.MarkupLineInterpolated($"[bold]{one.Title}[/]  [grey]{one.Path}, seed {one.Seed}{varied}{place}[/]");
            IReadOnlyCollection<string> before = series.Folders();
            int code = await LabHost.ReexecAsync(Inner(one, value, request), new(), TimeProvider.System, ct);
            if (code >= 128)
                code = Killed(code);
            worst = ExitCodes.Worse(worst, code);
            repeated?.Add(value, series.Find(one, value, code, before));
            if (repeated is not null)
                series.Write();
        }

        if (repeated is not null)
            RepeatedRuns.Print(repeated);
        return worst;
    }

    private static string[] Inner(Scenario scenario, VariedValue? value, Request request)
    {
        Dictionary<string, string> parameters = new(request.Overrides.Parameters);
        if (value is not null)
            parameters[scenario.Vary!.Parameter] = value.Text;
        return
        [
            InnerRunCommand.Name, scenario.Path, "--seed", $"{scenario.Seed}", "--reports", Path.GetFullPath(request.Reports),
            .. parameters.SelectMany(p => new[] { "--set", $"{p.Key}={p.Value}" }),
        ];
    }

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

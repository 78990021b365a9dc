using System.CommandLine;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;
using ChaosHarness.Cli.Output;
using ChaosHarness.Reports;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary>
/// <c>chaos check RUN</c>: judges a stored run again from its folder alone, with this version's checkers.
/// <c>chaos check --history FILE</c>: see <see cref="CheckHistory"/>.
/// </summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> runs = new("run") { Description = "Run folders.", Arity = ArgumentArity.ZeroOrMore };
        HistoryOptions history = new();
        Command command = new("check", Help()) { runs };
        foreach (Option option in history.All)
            command.Add(option);
        command.SetAction((parsed, ct) =>
        {
            string[] folders = parsed.GetValue(runs) ?? [];
            if (!history.IsAsked(parsed))
                return Task.FromResult(Check(folders, [.. history.Alone(parsed)]));
            HistoryCall call = history.Read(parsed);
            if (folders.Length > 0)
                call = call with { Mistakes = [$"'{folders[0]}' and --history: check one or the other", .. call.Mistakes] };
            return CheckHistory.RunAsync(call, TimeProvider.System, ct);
        });
        return command;
    }

    private static string Help()
    {
        int width = ConsistencyNames.AllModels.Max(m => m.Name.Length);
        IEnumerable<string> models = ConsistencyNames.AllModels.Select(m => $"  {m.Name.PadRight(width)}  {m.Help}");
        return $"""
            Judge stored runs again (the earlier verdict is kept beside the new one), or judge a history of your own:
            is there one order of its operations that explains what every client saw, and respects real time?

            chaos check RUN ...
            chaos check --history FILE --model MODEL

            Models:
            {string.Join('\n', models)}
            """;
    }

    private static int Check(IReadOnlyList<string> folders, IReadOnlyList<string> mistakes)
    {
        if (folders.Count == 0 && mistakes.Count == 0)
            throw new UsageException("name a run folder, or a history with --history FILE --model MODEL");
        if (mistakes.Count > 0)
            throw new UsageException(string.Join('\n', mistakes));
        return folders.Aggregate(ExitCodes.Pass, (worst, run) => ExitCodes.Worse(worst, Check(run)));
    }

    private static int Check(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"there is no run folder '{folder}'");
        try
        {
            StoredRun run = StoredRun.Open(folder);
            string path = run.ScenarioPath ?? throw new UsageException($"'{folder}' does not hold the scenario it ran");
            ScenarioSet set = ScenarioSet.Read([path], new Overrides(run.Header.Seed, run.Header.Parameters));
            if (set.Report() is not 0 and int bad)
                return bad;
            Scenario scenario = set.Scenarios[0];
            RunEvidence evidence = run.Evidence(scenario);
            Assessment assessment = Composition.Judge(evidence);
            run.Judge(evidence, assessment, TimeProvider.System);
            Terminal.Out.WriteLine($"{run.Header.Id}: {scenario.Title}");
            RunSummary.Write(assessment, Path.Combine(folder, "report.html"));
            return assessment.ExitCode;
        }
        catch (RunDataException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}

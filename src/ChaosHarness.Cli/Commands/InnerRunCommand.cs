using System.CommandLine;
using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Reports;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos run</c>, the half inside the namespaces: one scenario from start to report. Hidden from users.</summary>
internal static class InnerRunCommand
{
    public const string Name = "run-inside";

    public static Command Create()
    {
        Argument<string> path = new("scenario");
        Option<int> seed = new("--seed");
        Option<string[]> set = new("--set");
        Option<string> reports = RunCommand.ReportsOption();
        Command command = new(Name, "The inner half of run.") { path, seed, set, reports };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(path), Overrides.Parse(parsed.GetValue(seed), parsed.GetValue(set) ?? []),
            parsed.GetRequiredValue(reports)));
        return command;
    }

    private static async Task<int> RunAsync(string path, Overrides overrides, string reports)
    {
        using CancellationTokenSource cancellation = LabHost.BeginInner();
        ScenarioSet scenarios = ScenarioSet.Read([path], overrides);
        if (scenarios.Report() is not 0 and int bad)
            return bad;
        Scenario scenario = scenarios.Scenarios[0];
        TimeProvider clock = TimeProvider.System;
        using Progress progress = new(clock);
        using RunFolder folder = RunFolder.Create(reports, scenario, clock);
        LiveJournal record = new(folder, progress);
        RunResult result = await new Runner(Composition.Parts(progress, clock), record)
            .RunAsync(scenario, RunFacts.Collect(folder.Id, scenario.Stack, clock), cancellation.Token);
        progress.Dispose();
        IndexPage.Write(reports);
        RunSummary.Write(result.Assessment, Path.Combine(folder.Folder, "report.html"));
        return result.Assessment.ExitCode;
    }
}

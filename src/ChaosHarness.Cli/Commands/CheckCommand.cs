using System.CommandLine;
using ChaosHarness.Checking;
using ChaosHarness.Cli.Output;
using ChaosHarness.Reports;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos check RUN</c>: judges a stored run again from its folder alone, with this version's checkers.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> runs = new("run") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
        Command command = new("check", "Judge stored runs again; the earlier verdict is kept beside the new one.") { runs };
        command.SetAction((parsed, _) => Task.FromResult(
            parsed.GetRequiredValue(runs).Aggregate(ExitCodes.Pass, (worst, run) => ExitCodes.Worse(worst, Check(run)))));
        return command;
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

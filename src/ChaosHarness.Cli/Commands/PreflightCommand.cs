using System.CommandLine;
using ChaosHarness.Checkers;
using ChaosHarness.Checkers.Preflight;
using ChaosHarness.Checking;
using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Reports;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary>
/// <c>chaos preflight</c>: brings a stack up, reads its live configuration, and holds it against the rules of its table.
/// A run in which nothing is broken and no load runs, judged by these rules alone.
/// </summary>
internal static class PreflightCommand
{
    public static Command Create()
    {
        Argument<string> stack = new("stack") { Description = "A stack below scenarios/stacks, or the path of its stack.yaml." };
        Option<string[]> set = new("--set") { Description = "Set a parameter of the stack: --set mode=strict." };
        Option<string> reports = RunCommand.ReportsOption();
        Command command = new("preflight", "Check a stack's live configuration before anything is broken.") { stack, set, reports };
        command.SetAction((parsed, ct) => LabHost.IsInner
            ? InsideAsync(parsed.GetRequiredValue(stack), parsed.GetValue(set) ?? [], parsed.GetRequiredValue(reports))
            : StartAsync(parsed.GetRequiredValue(stack), parsed.GetValue(set) ?? [], parsed.GetRequiredValue(reports), ct));
        return command;
    }

    private static async Task<int> StartAsync(string name, IReadOnlyList<string> set, string reports, CancellationToken ct)
    {
        string path = StackFiles.Find(name);
        Stack stack = StackFiles.Read(path, set);
        if (stack.Table.Preflight.Count == 0)
            throw new UsageException($"the table of '{stack.Name}' has no preflight rules");
        await ImagePreparation.EnsureAsync([stack], ct);
        string[] again =
            ["preflight", path, "--reports", Path.GetFullPath(reports), .. set.SelectMany(s => new[] { "--set", s })];
        return await LabHost.ReexecAsync(again, new(), TimeProvider.System, ct);
    }

    private static async Task<int> InsideAsync(string path, IReadOnlyList<string> set, string reports)
    {
        using CancellationTokenSource cancellation = LabHost.BeginInner();
        Stack stack = StackFiles.Read(path, set);
        Scenario scenario = new()
        {
            Title = $"Preflight of {stack.Name}", Path = $"preflight-{stack.Name}.yaml", Files = [], Stack = stack, Loads = [],
            Steps = [], Expect = new(), Seed = 1, Margin = TimeSpan.Zero,
        };
        TimeProvider clock = TimeProvider.System;
        using Output.Progress progress = new(clock);
        using RunFolder folder = RunFolder.Create(reports, scenario, clock);
        RunParts parts = Composition.Parts(progress, clock) with
        {
            Judge = new Judge(clock, RunFacts.HarnessVersion) { Use = [new PreflightChecker(strict: true)] }.Assess,
        };
        RunResult result = await new Runner(parts, folder)
            .RunAsync(scenario, RunFacts.Collect(folder.Id, stack, clock), cancellation.Token);
        progress.Dispose();
        foreach (Finding finding in result.Assessment.Results.SelectMany(r => r.Findings))
            Terminal.Out.WriteLine($"{finding.Verdict.ToString().ToLowerInvariant(),-8} {finding.Text}");
        return result.Assessment.ExitCode;
    }
}

using System.CommandLine;
using ChaosHarness.Cli.Output;
using ChaosHarness.Faults;
using ChaosHarness.Faults.Targets;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Planning;
using ChaosHarness.Scenarios;
using Spectre.Console;
using TableRow = ChaosHarness.Scenarios.TableRow;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos plan</c>: every step of a scenario, its possible targets, the exact commands and their undo.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        Argument<string> path = new("scenario") { Description = "The scenario file." };
        Option<string[]> set = new("--set") { Description = "Set a parameter of the stack: --set down-after=10s." };
        Option<string?> vary = RunCommand.VaryOption();
        Command command = new("plan", "Show what a run would do, without doing anything.") { path, set, vary };
        command.SetAction(parsed =>
        {
            ScenarioSet scenarios = ScenarioSet.Read(
                [parsed.GetRequiredValue(path)], Overrides.Parse(1, parsed.GetValue(set) ?? [], parsed.GetValue(vary)));
            if (scenarios.Report() is not 0 and int bad)
                return bad;
            foreach (Scenario scenario in scenarios.Scenarios)
                Print(scenario);
            return ExitCodes.Pass;
        });
        return command;
    }

    private static void Print(Scenario scenario)
    {
        PlannedLab lab = new(scenario.Stack);
        Line($"{scenario.Title} ({scenario.Path})");
        Line($"stack {scenario.Stack.Name}: {string.Join(", ", scenario.Stack.Nodes.Select(n => $"{n.Name} {n.Address}"))}");
        if (scenario.Vary is { } vary)
        {
            Line($"{scenario.Repeat} runs with each {vary.Parameter} of {string.Join(", ", vary.Values.Select(v => v.Text))}; "
                + $"what follows is with {scenario.Stack.Parameters[vary.Parameter]}");
        }

        foreach (VolumeSpec volume in scenario.Stack.Volumes.Where(v => v.Prepare.Count > 0))
            Line($"volume {volume.Name} is prepared on {volume.Nodes[0]}: {new NodeCommand(volume.Prepare)}");
        foreach (LoadSpec load in scenario.Loads)
            Line($"load {load.Name}: {load.Workload} through {load.Through.Name}, {load.Rate:0.#}/s from {load.From}, timeout {load.Timeout.TotalSeconds:0.###} s");
        int number = 1;
        foreach (Step step in scenario.Steps)
        {
            Line($"{number++}. after {step.After.TotalSeconds:0.###} s: {Describe(step)}");
            if (step is FaultStep fault)
                PrintFault(scenario, lab, fault);
        }

        if (scenario.Row is { } row)
            Line(Describe(row));
    }

    private static string Describe(TableRow row) => $"row {row.Name}: {string.Join(" → ", row.Actions.Select(a => a.Name))}";

    private static void PrintFault(Scenario scenario, PlannedLab lab, FaultStep step)
    {
        IInjector injector = Injectors.All.First(i => i.Kind.Name == step.Fault);
        IReadOnlyList<INode> nodes = step.On is null ? [] : TargetResolver.Possible(step.On, scenario.Stack, lab);
        if (step.On is { } selector)
            Line($"   target: {selector.Text}, asked of the system when the step runs; may be {string.Join(", ", nodes.Select(n => n.Name))}");
        FaultRequest request = new(step.Name, nodes, step.Parameters.GetValueOrDefault("service")?.Text, step.Parameters,
            Groups(scenario, lab, step), TimeProvider.System);
        if (injector.Unavailable(lab, request) is { } why)
            Line($"   not possible here: {why}");
        foreach (PlannedCommand command in injector.Plan(lab, request))
        {
            Line($"   {command.Where}: {command.Command}");
            if (command.Undo is { } undo)
                Line($"   {new string(' ', command.Where.Length)}  undo: {undo}");
        }

        if (step.Row is { } row)
            Line($"   {Describe(row)}");
    }

    private static Dictionary<string, IReadOnlyList<INode>> Groups(Scenario scenario, PlannedLab lab, FaultStep step)
    {
        Dictionary<string, IReadOnlyList<INode>> groups = [];
        foreach ((string name, ParameterValue value) in step.Parameters)
        {
            if (value.Value is Selector selector)
                groups[name] = TargetResolver.Possible(selector, scenario.Stack, lab);
            if (value.Value is not IReadOnlyList<Selector> selectors)
                continue;
            for (int i = 0; i < selectors.Count; i++)
                groups[$"{name}.{i}"] = TargetResolver.Possible(selectors[i], scenario.Stack, lab);
        }

        return groups;
    }

    private static string Describe(Step step) => step switch
    {
        FaultStep fault => fault.Fault + (fault.For is { } span ? $" for {span.TotalSeconds:0.###} s" : ""),
        HealStep heal => heal.Name is null ? "heal everything" : $"heal {heal.Name}",
        RecoverStep recover => $"heal everything, then wait at most {recover.Limit.TotalSeconds:0.###} s for steady state",
        WaitStep wait => $"wait at most {wait.Limit.TotalSeconds:0.###} s until {wait.Until.Watch} shows {wait.Until.Value} {wait.Until.AtLeast} times",
        _ => step.ToString(),
    };

    private static void Line(string text) => Terminal.Out.WriteLine(text);
}

using System.CommandLine;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Cli.Output;
using ChaosHarness.Faults;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos list WHAT</c>: every name that may stand in a file.</summary>
internal static class ListCommand
{
    private const string Root = "scenarios";

    private static readonly Dictionary<string, (string Help, Action Print)> Lists = new()
    {
        ["faults"] = ("faults and their parameters", Faults),
        ["watchers"] = ("what can be watched", () => Print(Composition.Vocabulary.Watchers.Select(w => (w.Name, w.Help)))),
        ["workloads"] = ("what load can do", () => Print(Composition.Vocabulary.Workloads.Select(w => (w.Key, w.Value + Model(w.Key))))),
        ["clients"] = ("how load reaches a stack", () => Print(Composition.Vocabulary.Clients.Select(w => (w.Key, w.Value)))),
        ["checkers"] = ("what is judged", () => Print(Composition.Checkers.Select(c => (c.Name, c.Help)))),
        ["models"] = ("what a history can be judged by", () => Print(Named(ConsistencyNames.AllModels))),
        ["formats"] = ("how a history can be written", () => Print(Named(ConsistencyNames.AllFormats))),
        ["stacks"] = ("stacks below scenarios/stacks", Stacks),
        ["scenarios"] = ("scenarios below scenarios/", Scenarios),
        ["rows"] = ("documented faults of every stack", Rows),
    };

    public static Command Create()
    {
        Argument<string> what = new("what") { Description = string.Join(", ", Lists.Keys) };
        what.AcceptOnlyFromAmong([.. Lists.Keys]);
        Command command = new("list", "List " + string.Join(", ", Lists.Keys) + ".") { what };
        command.SetAction(parsed =>
        {
            Lists[parsed.GetRequiredValue(what)].Print();
            return ExitCodes.Pass;
        });
        return command;
    }

    private static void Faults()
    {
        foreach (FaultKind fault in Composition.Vocabulary.Faults.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            Terminal.Out.MarkupLineInterpolated($"[bold]{fault.Name}[/]  {fault.Help}");
            List<(string, string)> lines = [];
            if (fault.NeedsTarget)
                lines.Add(("on", "required: the target"));
            else if (fault.OptionalTarget is { } means)
                lines.Add(("on", means));
            if (fault.NeedsService)
                lines.Add(("service", "required: the service on it"));
            lines.AddRange(fault.Parameters.Select(p => (p.Name, (p.Required ? "required: " : "") + p.Help)));
            lines.Add(("healing", fault.Heals ?? "nothing to heal"));
            Print(lines, "    ");
        }
    }

    private static IEnumerable<(string, string)> Named<T>(IEnumerable<ConsistencyNames.Named<T>> all) =>
        all.Select(n => (n.Name, n.Help + (n.Also.Count == 0 ? "" : $" (also: {string.Join(", ", n.Also)})")));

    private static string Model(string workload) =>
        Composition.Vocabulary.Models.TryGetValue(workload, out string? model) ? $" (judged as: {model})" : "";

    private static void Stacks() => Print(Library.Stacks(Root)
        .Select(path => (Path.GetFileName(Path.GetDirectoryName(path))!, Stack(path)?.Title ?? "has mistakes: chaos validate")));

    private static void Scenarios() => Print(Library.Scenarios(Root)
        .Select(path => (path, ScenarioSet.Read([path], Overrides.None).Scenarios.FirstOrDefault()?.Title ?? "has mistakes: chaos validate")));

    private static void Rows()
    {
        foreach (string path in Library.Stacks(Root))
        {
            if (Stack(path) is not { } stack)
                continue;
            Terminal.Out.MarkupLineInterpolated($"[bold]{stack.Name}[/]  {stack.Title}");
            Print(stack.Table.Rows.Values.Select(r => (r.Name, r.Fault)), "    ");
        }
    }

    private static Stack? Stack(string path) =>
        new ScenarioReader(Composition.Vocabulary).ReadStack(path, new Dictionary<string, string>()).Value;

    private static void Print(IEnumerable<(string Name, string Help)> lines, string indent = "")
    {
        (string Name, string Help)[] all = [.. lines];
        int width = all.Length == 0 ? 0 : all.Max(l => l.Name.Length);
        foreach ((string name, string help) in all)
            Terminal.Out.WriteLine($"{indent}{name.PadRight(width)}  {help}");
    }
}

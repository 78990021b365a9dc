using System.CommandLine;
using System.Diagnostics;
using ChaosHarness.Cli.Output;
using ChaosHarness.Labs.Keeping;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary><c>chaos lab</c>: a stack to look around in, without a scenario.</summary>
internal static class LabCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DownLimit = TimeSpan.FromSeconds(10);

    public static Command Create() => new("lab", "Bring up a stack to look around in.") { Up(), Status(), Shell(), Down() };

    private static Command Up()
    {
        Argument<string> stack = new("stack") { Description = "A stack below scenarios/stacks, or the path of its stack.yaml." };
        Option<string?> name = new("--name") { Description = "What to call the lab. Default: the stack's name." };
        Option<string[]> set = new("--set") { Description = "Set a parameter of the stack: --set down-after=10s." };
        Command command = new("up", "Start a lab that stays until 'lab down'.") { stack, name, set };
        command.SetAction(async (parsed, ct) =>
        {
            string path = StackFiles.Find(parsed.GetRequiredValue(stack));
            Stack read = StackFiles.Read(path, parsed.GetValue(set) ?? []);
            await ImagePreparation.EnsureAsync([read], ct);
            return await UpAsync(path, parsed.GetValue(name) ?? read.Name, parsed.GetValue(set) ?? [], ct);
        });
        return command;
    }

    private static Command Status()
    {
        Command command = new("status", "Show every lab with its nodes and services.");
        command.SetAction(_ =>
        {
            IReadOnlyList<KeptLab> labs = KeptLab.All();
            if (labs.Count == 0)
                Terminal.Out.WriteLine("no lab is up");
            foreach (KeptLab lab in labs)
                Show(lab);
            return ExitCodes.Pass;
        });
        return command;
    }

    private static Command Shell()
    {
        Argument<string> node = new("node") { Description = "The node." };
        Argument<string[]> what = new("command") { Description = "A command to run instead of a shell.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> name = new("--lab") { Description = "The lab. Default: the only one." };
        Command command = new("shell", "Enter a node.") { node, what, name };
        command.SetAction((parsed, ct) => ShellAsync(
            Find(parsed.GetValue(name)), parsed.GetRequiredValue(node),
            parsed.GetValue(what) is { Length: > 0 } given ? given : ["bash"], ct));
        return command;
    }

    private static Command Down()
    {
        Argument<string?> name = new("lab") { Description = "The lab. Default: the only one.", Arity = ArgumentArity.ZeroOrOne };
        Command command = new("down", "End a lab.") { name };
        command.SetAction((parsed, ct) => DownAsync(Find(parsed.GetValue(name)), ct));
        return command;
    }

    private static async Task<int> UpAsync(string stack, string name, IReadOnlyList<string> set, CancellationToken ct)
    {
        if (KeptLab.All().Any(l => l.Name == name))
            throw new UsageException($"there is a lab '{name}' already; end it with 'chaos lab down {name}' or give --name");
        string log = KeptLab.LogFile(name);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        await File.WriteAllTextAsync(log, "", ct);
        string self = $"{Environment.ProcessPath}";
        string[] program = Path.GetFileName(self) == "dotnet" ? [self, Environment.GetCommandLineArgs()[0]] : [self];
        // A session of its own, so that it outlives this terminal; the shell is there for the redirections only.
        ProcessStartInfo start = new("setsid",
        [
            "sh", "-c", "log=$1; shift; exec \"$@\" </dev/null >\"$log\" 2>&1", "sh", log, .. program,
            KeepLabCommand.Name, stack, "--name", name, .. set.SelectMany(s => new[] { "--set", s }),
        ]);
        using Process keeper = Process.Start(start)!;
        using Output.Progress progress = new(TimeProvider.System);
        int shown = 0;
        while (true)
        {
            string[] lines = (await File.ReadAllTextAsync(log, ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (string line in lines.Skip(shown))
                progress.Say(line.Trim());
            shown = lines.Length;
            if (lines.Contains(KeepLabCommand.Ready))
                break;
            if (keeper.HasExited)
                throw new Labs.LabException($"the lab did not come up; see {log}");
            await Task.Delay(Look, TimeProvider.System, ct);
        }

        Terminal.Out.WriteLine($"Look around: chaos lab status, chaos lab shell NODE. End it: chaos lab down {name}.");
        return ExitCodes.Pass;
    }

    private static void Show(KeptLab lab)
    {
        Terminal.Out.MarkupLineInterpolated($"[bold]{lab.Name}[/]  stack {lab.Stack}, keeper {lab.Pid}");
        foreach ((string node, int init) in lab.Nodes().OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            string services = string.Join(", ", KeptLab.Services(init).OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => s.Value is { } process ? $"{s.Key} runs (process {process.Pid})" : $"{s.Key} is down"));
            Terminal.Out.WriteLine($"  {node,-10} {(services.Length > 0 ? services : "no services")}");
        }
    }

    private static async Task<int> ShellAsync(KeptLab lab, string node, IReadOnlyList<string> command, CancellationToken ct)
    {
        IReadOnlyDictionary<string, int> nodes = lab.Nodes();
        if (!nodes.TryGetValue(node, out int init))
            throw new UsageException($"lab '{lab.Name}' has no running node '{node}'; it has {string.Join(", ", nodes.Keys.Order(StringComparer.Ordinal))}");
        IReadOnlyList<string> entering = KeptLab.Entering(init, command);
        using Process shell = Process.Start(new ProcessStartInfo(entering[0], entering.Skip(1)))!;
        await shell.WaitForExitAsync(ct);
        return shell.ExitCode;
    }

    private static async Task<int> DownAsync(KeptLab lab, CancellationToken ct)
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{lab.Pid}"]))
            await kill.WaitForExitAsync(ct);
        Instant limit = Instant.Now(TimeProvider.System) + DownLimit;
        while (KeptLab.All().Contains(lab))
        {
            if (Instant.Now(TimeProvider.System) > limit)
                throw new Labs.LabException($"the keeper of '{lab.Name}' (process {lab.Pid}) does not end; kill -9 {lab.Pid} removes the lab with it");
            await Task.Delay(Look, TimeProvider.System, ct);
        }

        Terminal.Out.WriteLine($"{lab.Name} is down");
        return ExitCodes.Pass;
    }

    private static KeptLab Find(string? name)
    {
        IReadOnlyList<KeptLab> labs = KeptLab.All();
        KeptLab[] matching = [.. labs.Where(l => name is null || l.Name == name)];
        return matching switch
        {
            [KeptLab one] => one,
            [] when name is null => throw new UsageException("no lab is up; 'chaos lab up STACK' starts one"),
            [] => throw new UsageException($"there is no lab '{name}'; there is {string.Join(", ", labs.Select(l => l.Name))}"),
            _ => throw new UsageException($"which lab? {string.Join(", ", labs.Select(l => l.Name))}"),
        };
    }
}

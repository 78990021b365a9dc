using System.CommandLine;
using ChaosHarness.Cli.Output;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Keeping;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli.Commands;

/// <summary>The process behind <c>chaos lab up</c>, and its inner half. Hidden from users.</summary>
internal static class KeepLabCommand
{
    public const string Name = "keep-lab";

    /// <summary>The line that tells <c>lab up</c> that all services have been started.</summary>
    public const string Ready = "the lab is up";

    public static Command Create()
    {
        Argument<string> stack = new("stack");
        Option<string> name = new("--name") { Required = true };
        Option<string[]> set = new("--set");
        Command command = new(Name, "Keeps a lab.") { stack, name, set };
        command.Hidden = true;
        command.SetAction((parsed, ct) => LabHost.IsInner
            ? InsideAsync(parsed.GetRequiredValue(stack), parsed.GetValue(set) ?? [])
            : KeepAsync(parsed.GetRequiredValue(stack), parsed.GetRequiredValue(name), parsed.GetValue(set) ?? [], ct));
        return command;
    }

    private static async Task<int> KeepAsync(string stack, string name, IReadOnlyList<string> set, CancellationToken ct)
    {
        using IDisposable registration = KeptLab.Register(name, StackFiles.Read(stack, set).Name);
        string[] again = [Name, stack, "--name", name, .. set.SelectMany(s => new[] { "--set", s })];
        return await LabHost.ReexecAsync(again, new(), TimeProvider.System, ct);
    }

    private static async Task<int> InsideAsync(string path, IReadOnlyList<string> set)
    {
        using CancellationTokenSource cancellation = LabHost.BeginInner();
        Stack stack = StackFiles.Read(path, set);
        await using ILab lab = await new NamespaceLabFactory(TimeProvider.System).CreateAsync(
            stack, new LabOptions(new Dictionary<string, string>()), new NullJournal(), cancellation.Token);
        Terminal.Out.WriteLine(Ready);
        TaskCompletionSource ended = new();
        using CancellationTokenRegistration waiting = cancellation.Token.Register(ended.SetResult);
        await ended.Task;
        return ExitCodes.Pass;
    }
}

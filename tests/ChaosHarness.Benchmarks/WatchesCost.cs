using System.Diagnostics;
using ChaosHarness.Cli;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;

namespace ChaosHarness.Benchmarks;

/// <summary>How much of a processor the watches of a stack cost, all together and each alone. Takes the stack's file.</summary>
internal static class WatchesCost
{
    private const string Default = "scenarios/stacks/redis-sentinel/stack.yaml";

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(20), s_warmUp = TimeSpan.FromSeconds(2),
        s_measured = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        string file = args is [var first, ..] ? first : Default;
        Stack stack = StackFiles.Read(file, []);
        if (!LabHost.IsInner)
        {
            await ImagePreparation.EnsureAsync([stack], CancellationToken.None);
            return await LabHost.ReexecAsync(["watches", file], new(), TimeProvider.System, CancellationToken.None);
        }

        using CancellationTokenSource cancellation = LabHost.BeginInner();
        await using ILab lab = await new NamespaceLabFactory(TimeProvider.System).CreateAsync(
            stack, new LabOptions(new Dictionary<string, string>()), new NullJournal(), cancellation.Token);
        await Task.Delay(s_settling, TimeProvider.System, cancellation.Token);
        Console.WriteLine($"{stack.Name}, share of a processor over {s_measured.TotalSeconds} s");
        await MeasureAsync("all", stack.Watches, lab, cancellation.Token);
        foreach (WatchSpec watch in stack.Watches)
            await MeasureAsync($"{watch.Name} ({watch.Kind})", [watch], lab, cancellation.Token);
        return 0;
    }

    private static async Task MeasureAsync(string what, IReadOnlyList<WatchSpec> watches, ILab lab, CancellationToken ct)
    {
        using CancellationTokenSource stop = new();
        Board board = new(new NullJournal());
        Task[] tasks = [.. watches.Select(w => Create(w, lab).RunAsync(board, new NullJournal(), stop.Token))];
        await Task.Delay(s_warmUp, TimeProvider.System, ct);
        (TimeSpan before, long begun) = (Used(), Stopwatch.GetTimestamp());
        await Task.Delay(s_measured, TimeProvider.System, ct);
        double share = (Used() - before) / Stopwatch.GetElapsedTime(begun);
        await stop.CancelAsync();
        await Task.WhenAll(tasks);
        Console.WriteLine($"  {share,7:P1}  {what}, {watches.Sum(w => board.Latest(w.Name).Count)} subjects");
    }

    private static IWatcher Create(WatchSpec watch, ILab lab) =>
        WatcherFactories.All.Single(f => f.Kind == watch.Kind).Create(watch, lab, TimeProvider.System);

    private static TimeSpan Used()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}

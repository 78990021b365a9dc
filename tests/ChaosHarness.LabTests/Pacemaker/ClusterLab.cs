using ChaosHarness.Faults;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Images;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.LabTests.Watchers;
using ChaosHarness.Scenarios;
using ChaosHarness.TestKit;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;
using ChaosHarness.Workloads;

namespace ChaosHarness.LabTests.Pacemaker;

/// <summary>The cluster nodes of a stack that is shipped, with Corosync, Pacemaker, scdata and WebApp.</summary>
internal static class ClusterLab
{
    /// <summary>Where nodes have the reference programs here: those of the command line are not beside these tests.</summary>
    private const string Reference = "/opt/reference";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Reads a stack as shipped, without its clients.</summary>
    internal static Stack Read(string name)
    {
        Vocabulary words = Vocabulary.Of(
            Injectors.All, WatcherFactories.All, new LoadGenerator(WorkerProgram.Default, TimeProvider.System), WatcherFactories.DataReaders);
        string path = Path.Combine(Repository.Root, "scenarios", "stacks", name, "stack.yaml");
        Stack whole = new ScenarioReader(words).ReadStack(path, new Dictionary<string, string>()).Value!;
        return whole with
        {
            Nodes = [.. whole.Nodes.Where(n => n.Groups.Contains("sc")).Select(n => n with { Services = [.. n.Services.Select(Moved)] })],
            Data = whole.Data! with { Settings = whole.Data.Settings.ToDictionary(s => s.Key, s => Moved(s.Value)) },
        };
    }

    /// <summary>Starts the nodes and waits until the group runs.</summary>
    internal static async Task<ILab> StartAsync(Stack stack, TestJournal journal)
    {
        TestLab.Require();
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        Dictionary<string, string> shared = ((string[])["Scdata", "Starservice", "WebApp"]).ToDictionary(
            program => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", program, configuration)),
            program => $"{Reference}/{program}");
        ILab lab = await TestLab.CreateAsync(stack, journal, Ct, shared);
        await HasAsync(stack, lab, "web-ready", "ready", 1);
        await HasAsync(stack, lab, "cluster", "ok", 3);
        return lab;
    }

    /// <summary>Waits until a watch reports a value for so many nodes, and gives these.</summary>
    internal static async Task<IReadOnlyList<INode>> HasAsync(Stack stack, ILab lab, string watch, string value, int count)
    {
        IWatcher watcher = Watched.Create(stack.Watches.Single(w => w.Name == watch), lab);
        while (true)
        {
            string[] nodes = [.. (await watcher.LookAsync(Ct)).Where(o => o.Value == value && o.Subject == o.Node).Select(o => o.Node)];
            if (nodes.Length == count)
                return [.. lab.Nodes.Where(n => nodes.Contains(n.Name))];
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }
    }

    /// <summary>Builds the image where it is missing.</summary>
    internal static Task EnsureImageAsync(IProgress<ImageProgress> progress) =>
        LabImage.EnsureAsync(Read("starcounter-basic").Packages, progress, TimeProvider.System, CancellationToken.None);

    private static ServiceSpec Moved(ServiceSpec service) => service with
    {
        Process = service.Process is null ? null : Moved(service.Process),
        Command = [.. service.Command.Select(Moved)],
        Files = [.. service.Files.Select(f => f with { Content = Moved(f.Content) })],
    };

    private static string Moved(string text) => text.Replace("/opt/chaosharness/reference", Reference, StringComparison.Ordinal);
}

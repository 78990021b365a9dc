using ChaosHarness.Faults;
using ChaosHarness.Labs;
using ChaosHarness.Labs.Images;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.LabTests.Patroni;
using ChaosHarness.LabTests.Watchers;
using ChaosHarness.Scenarios;
using ChaosHarness.TestKit;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;
using ChaosHarness.Workloads;

[assembly: AssemblyFixture(typeof(PatroniLab))]

namespace ChaosHarness.LabTests.Patroni;

/// <summary>
/// The database nodes of the stack that is shipped, started once for all tests that use them; each test leaves the cluster
/// with one leader and two replicas.
/// </summary>
public sealed class PatroniLab : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ILab? _lab;

    /// <summary>The shipped stack without its web tier and clients.</summary>
    internal static Stack Stack { get; } = Read();

    internal static WatchSpec Watch(string name) => Stack.Watches.Single(w => w.Name == name);

    /// <summary>The nodes, as soon as they have a leader and two replicas that follow.</summary>
    internal async Task<ILab> ReadyAsync()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        TestLab.Require();
        await _turn.WaitAsync(ct);
        try
        {
            _lab ??= await TestLab.CreateAsync(Stack, new TestJournal(), ct);
            await HasAsync(_lab, "pg-role", "primary", 1);
            await HasAsync(_lab, "pg-role", "replica", 2);
            await HasAsync(_lab, "patroni", "replica", 2);
            await HasAsync(_lab, "replication", "streaming", 2);
            return _lab;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits until a watch reports a value for so many nodes, and gives these.</summary>
    internal static async Task<IReadOnlyList<INode>> HasAsync(ILab lab, string watch, string value, int count)
    {
        while (true)
        {
            string[] nodes = [.. (await LookAsync(lab, watch))
                .Where(o => o.Value == value && o.Subject == o.Node).Select(o => o.Node)];
            if (nodes.Length == count)
                return [.. lab.Nodes.Where(n => nodes.Contains(n.Name))];
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What a watch sees now.</summary>
    internal static Task<IReadOnlyList<Observation>> LookAsync(ILab lab, string watch) =>
        Watched.Create(Watch(watch), lab).LookAsync(TestContext.Current.CancellationToken);

    /// <summary>Builds the image where it is missing.</summary>
    internal static Task EnsureImageAsync(IProgress<ImageProgress> progress) =>
        LabImage.EnsureAsync(Stack.Packages, progress, TimeProvider.System, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_lab is not null)
            await _lab.DisposeAsync();
        _turn.Dispose();
    }

    private static Stack Read()
    {
        string path = Path.Combine(Repository.Root, "scenarios/stacks/patroni/stack.yaml");
        Vocabulary words = Vocabulary.Of(
            Injectors.All, WatcherFactories.All, new LoadGenerator(WorkerProgram.Default, TimeProvider.System), WatcherFactories.DataReaders);
        Stack whole = new ScenarioReader(words)
            .ReadStack(path, new Dictionary<string, string> { ["profile"] = "quick" }).Value!;
        return whole with { Nodes = [.. whole.Nodes.Where(n => n.Groups.Contains("pg"))] };
    }
}

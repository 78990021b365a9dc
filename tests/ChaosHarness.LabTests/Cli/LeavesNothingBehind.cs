using System.Globalization;
using System.Text.Json;
using ChaosHarness.TestKit;

namespace ChaosHarness.LabTests.Cli;

/// <summary>
/// A run that is ended at a random moment, by Ctrl-C or by kill -9, leaves nothing behind. The number of moments comes
/// from CHAOS_KILL_TRIALS (default 8); the seed of each is in the message of a failure.
/// </summary>
[Collection(nameof(Alone))]
public sealed class LeavesNothingBehind : IDisposable
{
    private const int AtOnce = 3;
    private const string Scenario = "scenarios/redis-sentinel/stop-master.yaml";
    private static readonly TimeSpan LatestMoment = TimeSpan.FromSeconds(22);
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(10);

    /// <summary>Outside the temporary folder of these tests' own lab, which the lab of a run is mounted over.</summary>
    private readonly string _reports = Directory.CreateDirectory($"/tmp/chaos-ended-{Guid.NewGuid():n}").FullName;

    private static int Trials => int.Parse(
        Environment.GetEnvironmentVariable("CHAOS_KILL_TRIALS") ?? "8", CultureInfo.InvariantCulture);

    [Fact]
    public async Task After_kill_9_at_any_moment()
    {
        string[] before = [.. Machine.Things()];
        await Parallel.ForAsync(0, Trials, Options(), async (seed, ct) =>
        {
            using ChaosProcess chaos = ChaosProcess.Start(Repository.Root, "run", Scenario, "--reports", _reports);
            await Task.Delay(Moment(seed), TimeProvider.System, ct);
            HashSet<Machine.ProcessKey> tree = Machine.Descendants(chaos.Id);
            chaos.Signal("KILL");
            IReadOnlyList<string> left = await GoneAsync(tree, ct);
            Assert.True(left.Count == 0, $"seed {seed} at {Moment(seed)}: still there: {string.Join("; ", left)}");
        });
        Assert.Empty(Machine.Things().Except(before));
    }

    [Fact]
    public async Task After_ctrl_c_at_any_moment_and_the_report_is_written()
    {
        string[] before = [.. Machine.Things()];
        await Parallel.ForAsync(0, Trials / 2, Options(), async (seed, ct) =>
        {
            string reports = Path.Combine(_reports, $"interrupted-{seed}");
            using ChaosProcess chaos = ChaosProcess.Start(Repository.Root, "run", Scenario, "--reports", reports);
            await StartedAsync(chaos, reports, ct);
            await Task.Delay(Moment(seed), TimeProvider.System, ct);
            HashSet<Machine.ProcessKey> tree = Machine.Descendants(chaos.Id);
            chaos.Signal("INT");
            (int code, _, string error) = await chaos.EndAsync();
            IReadOnlyList<string> left = await GoneAsync(tree, ct);
            Assert.True(left.Count == 0, $"seed {seed}: still there: {string.Join("; ", left)}");
            Assert.True(code == 2, $"seed {seed}: exited with {code}: {error}");
            string run = Assert.Single(Directory.EnumerateDirectories(reports));
            Assert.True(File.Exists(Path.Combine(run, "report.html")), $"seed {seed}: no report: {error}");
            Assert.Contains("cancelled", File.ReadAllText(Path.Combine(run, "journal.jsonl")), StringComparison.Ordinal);
            using JsonDocument verdict = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "verdict.json")));
            Assert.Equal("unknown", verdict.RootElement.GetProperty("verdict").GetString());
        });
        Assert.Empty(Machine.Things().Except(before));
    }

    public void Dispose() => Directory.Delete(_reports, recursive: true);

    private static ParallelOptions Options() => new()
    {
        MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken,
    };

    private static TimeSpan Moment(int seed) => new Random(seed).NextDouble() * LatestMoment;

    /// <summary>Waits until there is a run folder: before that there is nothing to report on.</summary>
    private static async Task StartedAsync(ChaosProcess chaos, string reports, CancellationToken ct)
    {
        while (!Directory.Exists(reports) || !Directory.EnumerateFiles(reports, "journal.jsonl", SearchOption.AllDirectories).Any())
        {
            if (chaos.HasExited)
                Assert.Fail($"the run ended before it had a run folder: {await chaos.EndAsync()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }
    }

    private static async Task<IReadOnlyList<string>> GoneAsync(HashSet<Machine.ProcessKey> tree, CancellationToken ct)
    {
        Instant end = Instant.Now(TimeProvider.System) + GoneWithin;
        while (Machine.Alive(tree) is [_, ..] alive)
        {
            if (Instant.Now(TimeProvider.System) > end)
                return alive;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }

        return [];
    }
}

using ChaosHarness.Histories;
using ChaosHarness.LabTests.Reference;
using ChaosHarness.Reports;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Histories;
using ChaosHarness.Workloads.Workers;

namespace ChaosHarness.LabTests.Workloads;

/// <summary>A load that follows the master of real sentinels.</summary>
public sealed class SentinelClientTests
{
    private static readonly TimeSpan s_downAfter = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follows_when_the_master_is_killed()
    {
        await using var rig = await RedisRig.StartAsync(s_downAfter);
        var (history, _) = await RunAsync(rig, rig.First.KillAsync);

        var (before, after) = Split(history, rig.First.Address);
        Assert.NotEmpty(before);
        Assert.NotEmpty(after);
        Assert.True(before.Max(o => o.Start) < after.Min(o => o.End), "nothing is acknowledged by a dead server");
        Assert.Contains("refused", Errors(history));
    }

    [Fact]
    public async Task Follows_a_manual_failover_and_never_writes_to_two_masters_that_agree()
    {
        await using var rig = await RedisRig.StartAsync(TimeSpan.FromMinutes(1));
        var (history, stored) = await RunAsync(rig, () => rig.Sentinels[0].CliAsync("SENTINEL", "FAILOVER", "db1"));

        var (before, after) = Split(history, rig.First.Address);
        Assert.NotEmpty(before);
        Assert.NotEmpty(after);

        // Each acknowledgement by the new master after the last one by the old must be in the data.
        var last = before.Max(o => o.End);
        Assert.Empty(after.Where(o => o.Kind == OperationKind.Append && o.Start > last).Select(o => o.Value).Except(stored));
        Assert.Equal(stored.Count, stored.Distinct().Count());
    }

    private static (List<Operation> Before, List<Operation> After) Split(History history, string first)
    {
        var ok = history.Operations.Where(o => o.Outcome == Outcome.Ok).ToList();
        return (ok.FindAll(o => history.Name(o.Server) == first), ok.FindAll(o => history.Name(o.Server) != first));
    }

    private static IEnumerable<string> Errors(History history) =>
        history.Operations.Where(o => o.Error != 0).Select(o => history.Name(o.Error)).Distinct();

    /// <summary>Runs load, does something, waits until another server answers, and gives what is stored at the end.</summary>
    private static async Task<(History History, List<long> Stored)> RunAsync(RedisRig rig, Func<Task> deed)
    {
        string folder = Directory.CreateTempSubdirectory("chaos-load-").FullName;
        try
        {
            var spec = Specs.Sentinel(rig.Sentinels.Select(s => s.Address));
            var bugs = new List<Exception>();
            await using (var client = ClientFactory.Create(spec, TimeProvider.System))
            using (var writer = HistoryWriter.Create(Path.Combine(folder, spec.Load)))
            using (var engine = new LoadEngine(spec, client, writer, TimeProvider.System, bugs.Add))
            {
                await client.OpenAsync(Ct);
                _ = engine.Start();
                await OkGrowsAsync(engine, 500);
                await deed();
                await Until.TrueAsync("another server is master", async () => await rig.MasterAsync() != rig.First);
                await Until.TrueAsync("the load has followed", () => Task.FromResult(HasFollowed(folder, rig.First.Address)));
                await engine.StopAsync(Ct);
            }

            Assert.Empty(bugs);
            var stored = new List<long>();
            for (int key = 0; key < spec.Keys; key++)
                stored.AddRange((await rig.DocumentAsync($"{key}")).Select(long.Parse));
            return (HistoryReader.Read(folder), stored);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether another server answers. A history that is being written may name one whose name is not there yet.</summary>
    private static bool HasFollowed(string folder, string first)
    {
        try
        {
            return Split(HistoryReader.Read(folder), first).After.Count > 100;
        }
        catch (Exception e) when (e is RunDataException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    private static Task OkGrowsAsync(LoadEngine engine, long count) => Until.TrueAsync(
        $"{count} operations are done", () => Task.FromResult(engine.Counters.Read(WorkerStatus.Running).Ok >= count));
}

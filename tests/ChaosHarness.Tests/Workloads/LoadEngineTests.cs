using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Workloads;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Histories;
using ChaosHarness.Workloads.Workers;

namespace ChaosHarness.Tests.Workloads;

/// <summary>A whole load against a server that knows what really happened.</summary>
public sealed class LoadEngineTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http", 1, false)]
    [InlineData("http", 2, true)]
    [InlineData("http", 3, true)]
    [InlineData("redis", 4, false)]
    [InlineData("redis", 5, true)]
    [InlineData("redis", 6, true)]
    public async Task Records_the_truth_about_every_operation_through_outages_of_all_kinds(string kind, int seed, bool applies)
    {
        var store = new HonestStore();
        await using var server = ScriptedServer.Start(TimeProvider.System, store);
        server.AppliesUnanswered = applies;
        var spec = Specs.Of(kind, server.Endpoint.ToString()) with { Seed = seed, Timeout = TimeSpan.FromMilliseconds(300) };
        var script = OutageScripts.Random(seed, 12, TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(100));
        var (history, status) = await RunAsync(spec, () => server.RunAsync(script, Ct));

        var stored = Enumerable.Range(0, spec.Keys).SelectMany(store.All).ToList();
        var appends = history.Operations.Where(o => o.Kind == OperationKind.Append).ToLookup(o => o.Outcome, o => o.Value);
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(appends[Outcome.Open]);
        Assert.NotEmpty(appends[Outcome.Fail]);
        Assert.Empty(appends[Outcome.Ok].Except(stored));
        Assert.Empty(appends[Outcome.Fail].Intersect(stored));
        Assert.Empty(stored.Except(appends[Outcome.Ok]).Except(appends[Outcome.Info]));
        Assert.Equal(status.Started, history.Operations.Count);
        Assert.Equal(history.Operations.Count(o => o.Outcome == Outcome.Ok), status.Ok);
        Assert.Equal(0, status.Overload);
        AssertProcessesAreSequential(history);
        AssertNothingWasAnsweredWithinAnOutage(history, server.Outages);
    }

    [Fact]
    public async Task Keeps_starting_by_the_schedule_while_the_target_hangs()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        server.Break(OutageMode.Hang);
        var spec = Specs.Http(server) with { Rate = 2000 };
        var (history, _) = await RunAsync(spec, engine => Until.TrueAsync(() => engine.Counters.Outstanding > 1500, Ct));

        // By their intended times nothing is missing, though no operation ever ended Ok.
        Assert.DoesNotContain(history.Operations, o => o.Outcome is Outcome.Ok or Outcome.Open);
        var intended = history.Operations.OrderBy(o => o.Intended).Select(o => o.Intended).ToList();
        for (int i = 1; i < intended.Count; i++)
            Assert.InRange((intended[i] - intended[i - 1]).TotalMicroseconds, 499, 501);
        var unknown = history.Operations.Where(o => o.Outcome == Outcome.Info).Select(o => o.Process).ToList();
        Assert.NotEmpty(unknown);
        Assert.Equal(unknown.Count, unknown.Distinct().Count());
    }

    [Fact]
    public async Task Records_what_it_did_not_try_when_too_much_is_in_flight()
    {
        var store = new HonestStore();
        await using var server = ScriptedServer.Start(TimeProvider.System, store);
        server.Break(OutageMode.Hang);
        var spec = Specs.Http(server) with { Rate = 1000, OutstandingMax = 50, Reads = 0 };
        var (history, status) = await RunAsync(spec, async () =>
        {
            await Until.TrueAsync(() => server.Held == 50, Ct);
            await ForAsync(100);
            server.Heal();
        });

        var refused = history.Operations.Where(o => history.Name(o.Error) == "client-overload").ToList();
        Assert.NotEmpty(refused);
        Assert.Equal(refused.Count, status.Overload);
        Assert.All(refused, o => Assert.Equal(Outcome.Fail, o.Outcome));
        Assert.Empty(refused.Select(o => o.Value).Intersect(Enumerable.Range(0, 4).SelectMany(store.All)));
    }

    [Fact]
    public async Task Names_classes_after_the_load()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        foreach (string workload in new[] { "documents", "register", "counter", "probe" })
        {
            var spec = Specs.Http(server) with { Workload = workload, Load = workload, Timeout = TimeSpan.FromSeconds(30) };
            var (history, _) = await RunAsync(spec, () => ForAsync(50));
            string[] expected = workload == "probe" ? ["probe.probe"] : [$"{workload}.read", $"{workload}.write"];

            Assert.Equal(expected, history.Operations.Select(o => history.Name(o.Class)).Distinct().Order());
            Assert.All(history.Operations, o => Assert.Equal(Outcome.Ok, o.Outcome));
        }
    }

    private static Task<(History History, WorkerStatus Status)> RunAsync(WorkerSpec spec, Func<Task> during) =>
        RunAsync(spec, _ => during());

    private static async Task<(History History, WorkerStatus Status)> RunAsync(WorkerSpec spec, Func<LoadEngine, Task> during)
    {
        using var folder = new TestFolder();
        var bugs = new List<Exception>();
        WorkerStatus status;
        await using (var client = ClientFactory.Create(spec, TimeProvider.System))
        using (var writer = HistoryWriter.Create(folder.File(spec.Load)))
        using (var engine = new LoadEngine(spec, client, writer, TimeProvider.System, bugs.Add))
        {
            _ = engine.Start();
            await during(engine);
            await engine.StopAsync(Ct);
            status = engine.Counters.Read(WorkerStatus.Closed);
        }

        Assert.Empty(bugs);
        return (HistoryReader.Read(folder.Path), status);
    }

    private static Task ForAsync(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, Ct);

    private static void AssertProcessesAreSequential(History history)
    {
        foreach (var process in history.Operations.GroupBy(o => o.Process))
        {
            var last = (End: new Instant(0), Outcome: Outcome.Ok);
            foreach (var operation in process)
            {
                Assert.True(last.Outcome is Outcome.Ok or Outcome.Fail, "a process went on after Info");
                Assert.True(operation.Start >= last.End, "a process had two operations in flight");
                last = (operation.End, operation.Outcome);
            }
        }
    }

    private static void AssertNothingWasAnsweredWithinAnOutage(History history, IReadOnlyList<TrueOutage> outages)
    {
        foreach (var outage in outages)
        {
            Assert.DoesNotContain(history.Operations, o =>
                o.Outcome == Outcome.Ok && o.Start > outage.From && o.End < outage.To);
        }
    }
}

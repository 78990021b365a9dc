using ChaosHarness.Histories;
using ChaosHarness.Labs;
using ChaosHarness.Reports;
using ChaosHarness.Scenarios;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Workloads;

namespace ChaosHarness.Tests.Workloads;

/// <summary>Workers started as the harness starts them, on nodes that are this machine.</summary>
public sealed class LoadGeneratorTests
{
    private static readonly WorkerProgram s_program =
        new(["dotnet", Path.Combine(AppContext.BaseDirectory, "chaos.dll"), "worker"]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_every_load_from_its_node_and_reports_counts()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var folder = new TestFolder();
        await using var lab = new LocalLab("client1", "client2");
        var generator = new LoadGenerator(s_program, TimeProvider.System);
        LoadSpec[] loads = [Load("web", "http", server, "client1"), Load("direct", "redis", server, "client2")];

        await using (var load = await generator.PrepareAsync(loads, lab, 1, folder.Path, Ct))
        {
            await load.BeginAsync(Ct);
            Assert.Equal(["direct", "web"], load.Status.Keys.Order());
            Assert.All(load.Status.Values, s => Assert.True(s.Alive));
            await Until.TrueAsync(() => load.Status.Values.All(s => s.Ok > 0), Ct);
            await load.StopAsync(Ct);
            Assert.All(load.Status.Values, s => Assert.Equal((false, s.Started), (s.Alive, s.Ok)));
        }

        var history = HistoryReader.Read(folder.Path);
        var values = history.Operations.Where(o => o.Kind == OperationKind.Append).Select(o => o.Value).ToList();
        Assert.Equal(values.Count, values.Distinct().Count());
        Assert.Equal(
            ["direct.read", "direct.write", "web.read", "web.write"],
            history.Operations.Select(o => history.Name(o.Class)).Distinct().Order());
    }

    [Fact]
    public async Task Says_which_worker_did_not_start_and_why_and_leaves_none_running()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var folder = new TestFolder();
        await using var lab = new LocalLab("client1");
        var generator = new LoadGenerator(s_program, TimeProvider.System);
        LoadSpec[] loads =
            [Load("good", "http", server, "client1"), Load("bad", "http", server, "client1") with { Workload = "documentz" }];

        await using (var load = await generator.PrepareAsync(loads, lab, 1, folder.Path, Ct))
        {
            var error = await Assert.ThrowsAsync<LabException>(() => load.BeginAsync(Ct));
            Assert.Contains("bad", error.Message, StringComparison.Ordinal);
            Assert.Contains("documentz", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, lab.Running);
    }

    [Fact]
    public async Task Notices_that_a_worker_has_died()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var folder = new TestFolder();
        await using var lab = new LocalLab("client1");
        var generator = new LoadGenerator(s_program, TimeProvider.System);
        await using var load = await generator.PrepareAsync([Load("web", "http", server, "client1")], lab, 1, folder.Path, Ct);
        await load.BeginAsync(Ct);
        lab.KillAll();
        await Until.TrueAsync(() => !load.Status["web"].Alive, Ct);

        var error = await Assert.ThrowsAsync<LabException>(() => load.StopAsync(Ct));
        Assert.Contains("web", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_load_from_a_node_that_does_not_exist()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        await using var lab = new LocalLab("client1");
        var generator = new LoadGenerator(s_program, TimeProvider.System);

        var error = await Assert.ThrowsAsync<LabException>(
            () => generator.PrepareAsync([Load("web", "http", server, "client9")], lab, 1, "/tmp", Ct));
        Assert.Contains("client9", error.Message, StringComparison.Ordinal);
    }

    private static LoadSpec Load(string name, string kind, ScriptedServer server, string from) => new()
    {
        Name = name,
        Through = new EntryPoint(name, kind, [server.Endpoint.ToString()], new Dictionary<string, string>()),
        Workload = "documents",
        Rate = 200,
        From = from,
        Timeout = TimeSpan.FromSeconds(30),
    };
}

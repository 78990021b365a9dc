using System.Diagnostics;
using System.Text.Json;
using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Workloads;
using ChaosHarness.Workloads.Workers;

namespace ChaosHarness.Tests.Workloads;

/// <summary>The worker as the process it is.</summary>
public sealed class WorkerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_that_it_runs_and_closes_its_history_when_told_to_stop()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var folder = new TestFolder();
        using var worker = Start(Specs.Http(server) with { History = folder.File("web") });

        await worker.StandardInput.WriteLineAsync("rehearse");
        var ready = await NextAsync(worker);
        Assert.Equal(("ready", 0), (ready.State, ready.Started));
        await worker.StandardInput.WriteLineAsync("go");
        Assert.Equal("running", (await NextAsync(worker)).State);
        await NextAsync(worker);
        await worker.StandardInput.WriteLineAsync("stop");
        await worker.WaitForExitAsync(Ct);

        var last = await LastAsync(worker);
        Assert.Equal(0, worker.ExitCode);
        Assert.Equal("closed", last.State);
        var history = HistoryReader.Read(folder.Path);
        Assert.Equal(last.Started, history.Operations.Count);
        Assert.Equal(last.Ok, history.Operations.Count(o => o.Outcome == Outcome.Ok));
        Assert.DoesNotContain(history.Operations, o => o.Outcome == Outcome.Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ends_when_the_harness_is_gone(bool hasBegun)
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var folder = new TestFolder();
        using var worker = Start(Specs.Http(server) with { History = folder.File("web") });
        if (hasBegun)
        {
            await worker.StandardInput.WriteLineAsync("rehearse");
            await NextAsync(worker);
            await worker.StandardInput.WriteLineAsync("go");
            await NextAsync(worker);
        }

        worker.StandardInput.Close();
        await worker.WaitForExitAsync(Ct);

        Assert.Equal(0, worker.ExitCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Leaves_every_operation_it_started_behind_when_it_is_killed(int seed)
    {
        var store = new HonestStore();
        await using var server = ScriptedServer.Start(TimeProvider.System, store);
        using var folder = new TestFolder();
        var spec = Specs.Http(server) with { History = folder.File("web"), Rate = 5000, Reads = 0, Seed = seed };
        using var worker = Start(spec);
        await worker.StandardInput.WriteLineAsync("rehearse");
        await NextAsync(worker);
        await worker.StandardInput.WriteLineAsync("go");
        int goal = new Random(seed).Next(1, 8000);
        await Until.TrueAsync(() => Enumerable.Range(0, spec.Keys).Sum(store.Count) >= goal, Ct);
        worker.Kill(); // SIGKILL
        await worker.WaitForExitAsync(Ct);
        server.Break(OutageMode.Refuse);

        var history = HistoryReader.Read(folder.Path);
        var stored = Enumerable.Range(0, spec.Keys).SelectMany(store.All).ToHashSet();
        Assert.True(stored.Count >= goal);
        Assert.Empty(stored.Except(history.Operations.Select(o => o.Value)));
        Assert.Empty(history.Operations.Where(o => o.Outcome == Outcome.Ok).Select(o => o.Value).Except(stored));
        Assert.All(history.Operations, o => Assert.Equal("web.write", history.Name(o.Class)));
    }

    [Theory]
    [InlineData("{}", "required")]
    [InlineData("no json", "invalid")]
    public async Task Refuses_a_specification_that_is_none(string text, string hint)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("spec.json"), text, Ct);
        using var worker = Start(folder.File("spec.json"));
        string error = await worker.StandardError.ReadToEndAsync(Ct);
        await worker.WaitForExitAsync(Ct);

        Assert.Equal(4, worker.ExitCode);
        Assert.Contains(hint, error, StringComparison.Ordinal);
    }

    private static Process Start(WorkerSpec spec)
    {
        string file = spec.History + ".json";
        File.WriteAllText(file, JsonSerializer.Serialize(spec, WorkerJson.Default.WorkerSpec));
        return Start(file);
    }

    private static Process Start(string file)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "chaos.dll"), "worker", file])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach ((string name, string value) in WorkerRuntime.Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<WorkerStatus> NextAsync(Process worker)
    {
        string? line = await worker.StandardOutput.ReadLineAsync(Ct);
        return line is null
            ? throw new InvalidOperationException(await worker.StandardError.ReadToEndAsync(Ct))
            : JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerStatus)!;
    }

    private static async Task<WorkerStatus> LastAsync(Process worker)
    {
        string[] lines = (await worker.StandardOutput.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return JsonSerializer.Deserialize(lines[^1], WorkerJson.Default.WorkerStatus)!;
    }
}

using System.Diagnostics;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Labs;

public sealed class NodesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_resolve_and_reach_each_other_by_name()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2), new TestJournal(), Ct);
        var resolved = await lab.Nodes[0].RunAsync(new NodeCommand(["getent", "hosts", "n2"]), Ct);
        Assert.StartsWith("10.77.0.2", resolved.Output);
        var ping = await lab.Nodes[0].RunAsync(new NodeCommand(["ping", "-c1", "-W10", "n2"]), Ct);
        Assert.True(ping.Succeeded, ping.Output + ping.Error);
    }

    [Fact]
    public async Task Nine_nodes_come_and_go()
    {
        for (int i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var lab = await TestLab.CreateAsync(Stacks.Of(9), new TestJournal(), Ct);
            TestContext.Current.SendDiagnosticMessage($"up {Stopwatch.GetElapsedTime(start).TotalMilliseconds}");
            Console.Error.WriteLine($"up {Stopwatch.GetElapsedTime(start).TotalMilliseconds}");
            start = Stopwatch.GetTimestamp();
            await lab.DisposeAsync();
            Console.Error.WriteLine($"down {Stopwatch.GetElapsedTime(start).TotalMilliseconds}");
        }
    }

    [Fact]
    public async Task Runs_a_service_and_says_when_it_starts_and_exits()
    {
        var journal = new TestJournal();
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, Stacks.Sleeper), journal, Ct);
        var process = Assert.Single(lab.Nodes[0].Processes("sleeper"));
        var started = journal.Events.Single(e => e.Kind == "process-started");
        Assert.Equal(process.Pid.ToString(), started.Data["pid"]);
        Process.GetProcessById(process.Pid).Kill();
        var exited = await journal.WaitAsync(e => e.Kind == "process-exited", Ct);
        Assert.Equal(process.Pid.ToString(), exited.Data["pid"]);
        await journal.WaitAsync(e => e.Kind == "process-started" && e.Data["pid"] != exited.Data["pid"], Ct);
    }
}

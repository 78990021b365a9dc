using System.Diagnostics;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Tests.Faults;

/// <summary>Against real processes of this machine.</summary>
public sealed class ProcessesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sees_when_a_process_exits_and_that_another_lives_on()
    {
        using Process dying = Process.Start("sleep", "60");
        using Process living = Process.Start("sleep", "60");
        try
        {
            ServiceProcess[] both = [.. new[] { dying, living }.Select(p => new ServiceProcess(p.Id, "sleep", 'S'))];
            ExitWatch watch = ExitWatch.Begin(both, TimeSpan.FromSeconds(60), TimeProvider.System);
            Instant before = Instant.Now(TimeProvider.System);
            dying.Kill();
            await watch.WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);

            Assert.Equal([living.Id], watch.Alive.Select(p => p.Pid));
            Instant exit = Assert.Single(watch.Exits);
            Assert.True(exit >= before && exit <= Instant.Now(TimeProvider.System));
        }
        finally
        {
            living.Kill();
        }
    }

    [Fact]
    public async Task A_process_that_is_gone_already_has_exited()
    {
        using Process gone = Process.Start("true");
        await gone.WaitForExitAsync(Ct);

        ExitWatch watch = ExitWatch.Begin(
            [new ServiceProcess(gone.Id, "true", 'S')], TimeSpan.FromSeconds(5), TimeProvider.System);
        await watch.WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);

        Assert.Empty(watch.Alive);
        Assert.Null(ProcessTable.State(gone.Id));
        Assert.Null(ProcessTable.Started(gone.Id));
        Assert.Null(ProcessTable.Activity(gone.Id));
        Assert.False(ProcessTable.IsAlive(gone.Id));
    }

    [Fact]
    public void Knows_this_process_by_state_start_namespace_and_activity()
    {
        int me = Environment.ProcessId;

        Assert.True(ProcessTable.IsAlive(me));
        Assert.True(ProcessTable.Started(me) > 0);
        string before = ProcessTable.Activity(me)!;
        // The kernel adds up what a running thread used at its next tick.
        Assert.True(SpinWait.SpinUntil(() => ProcessTable.Activity(me) != before, TimeSpan.FromSeconds(5)));

        string mine = new FileInfo("/proc/self/ns/pid").LinkTarget!;
        long first = ProcessTable.StartedIn(File.ReadAllText("/proc/1/stat"));
        Assert.Contains(me, ProcessTable.InNamespace(mine, first));
        Assert.Empty(ProcessTable.InNamespace("pid:[1]", first));
    }
}

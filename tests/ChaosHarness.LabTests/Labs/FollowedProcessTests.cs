using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs;

/// <summary>A program that something else on the node starts, such as a cluster, is followed all the same.</summary>
public sealed class FollowedProcessTests
{
    private const string Argument = "86399";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_start_and_its_end_are_journalled()
    {
        var journal = new TestJournal();
        await using var lab = await CreateAsync(journal);
        var node = lab.Nodes[0];
        Assert.Empty(node.Processes("followed"));

        await ShellAsync(node, $"sleep {Argument} & ");
        var start = await journal.WaitAsync(e => e is { Kind: EventKinds.ProcessStarted, Subject: "followed" }, Ct);
        var process = Assert.Single(node.Processes("followed"));
        Assert.Equal(("sleep", start.Data["pid"]), (process.Name, process.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.NotNull(start.NotBefore);

        node.Ability<ISignals>()!.Send([process.Pid], 9);
        await journal.WaitAsync(e => e is { Kind: EventKinds.ProcessExited, Subject: "followed" }, Ct);
        Assert.Empty(node.Processes("followed"));
    }

    [Fact]
    public async Task A_shell_with_the_argument_in_its_script_is_not_taken_for_it()
    {
        var journal = new TestJournal();
        await using var lab = await CreateAsync(journal);

        await ShellAsync(lab.Nodes[0], $"sleep 0.2; true sleep {Argument}");
        await ShellAsync(lab.Nodes[0], $"sleep {Argument} & ");
        var start = await journal.WaitAsync(e => e is { Kind: EventKinds.ProcessStarted, Subject: "followed" }, Ct);

        Assert.Equal("sleep", Assert.Single(lab.Nodes[0].Processes("followed")).Name);
        Assert.Single(journal.Events, e => e.Subject == "followed");
        Assert.Equal("n1", start.Node);
    }

    [Fact]
    public async Task What_the_harness_runs_on_the_node_is_not_taken_for_it()
    {
        var journal = new TestJournal();
        await using var lab = await CreateAsync(journal);

        await using (await lab.Nodes[0].StartAsync(new NodeCommand(["sleep", Argument]), Ct))
        {
            await ShellAsync(lab.Nodes[0], "sleep 0.2");
            Assert.Empty(lab.Nodes[0].Processes("followed"));
        }

        await ShellAsync(lab.Nodes[0], $"sleep {Argument} & ");
        await journal.WaitAsync(e => e is { Kind: EventKinds.ProcessStarted, Subject: "followed" }, Ct);
        Assert.Single(journal.Events, e => e.Subject == "followed");
    }

    [Fact]
    public async Task It_ends_with_its_node_and_is_found_again_after_a_boot()
    {
        var journal = new TestJournal();
        await using var lab = await CreateAsync(journal);
        var power = lab.Nodes[0].Ability<IPower>()!;
        await ShellAsync(lab.Nodes[0], $"sleep {Argument} & ");
        await journal.WaitAsync(e => e is { Kind: EventKinds.ProcessStarted, Subject: "followed" }, Ct);

        await power.OffAsync(Ct);
        Assert.Contains(journal.Events, e => e is { Kind: EventKinds.ProcessExited, Subject: "followed" });
        await power.OnAsync(Ct);
        await ShellAsync(lab.Nodes[0], $"sleep {Argument} & ");

        while (journal.Events.Count(e => e is { Kind: EventKinds.ProcessStarted, Subject: "followed" }) < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
    }

    [Fact]
    public async Task One_that_becomes_it_in_place_is_followed_and_so_is_the_one_that_takes_over_when_it_ends()
    {
        var journal = new TestJournal();
        await using var lab = await CreateAsync(journal);
        // The same process throughout, as where a shell prepares a program and then gives way to it.
        await ShellAsync(lab.Nodes[0], $"sh -c 'sleep 0.2; exec sleep {Argument}' & ");
        await journal.WaitAsync(e => e is { Kind: EventKinds.ProcessStarted, Subject: "followed" }, Ct);
        var first = Assert.Single(lab.Nodes[0].Processes("followed"));
        await ShellAsync(lab.Nodes[0], $"sleep {Argument} & sleep 0.1");

        lab.Nodes[0].Ability<ISignals>()!.Send([first.Pid], 9);
        while (journal.Events.Count(e => e is { Kind: EventKinds.ProcessStarted, Subject: "followed" }) < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);

        Assert.NotEqual(first.Pid, Assert.Single(lab.Nodes[0].Processes("followed")).Pid);
        Assert.Single(journal.Events, e => e is { Kind: EventKinds.ProcessExited, Subject: "followed" });
    }

    [Fact]
    public async Task The_service_manager_neither_starts_nor_stops_it()
    {
        await using var lab = await CreateAsync(new TestJournal());
        var services = lab.Nodes[0].Ability<IServiceControl>()!;

        await Assert.ThrowsAsync<LabException>(() => services.StartAsync("followed", Ct));
        await Assert.ThrowsAsync<LabException>(() => services.StopAsync("followed", Ct));
        Assert.Null(services.Status("followed").Pid);
    }

    private static Task<ILab> CreateAsync(TestJournal journal) => TestLab.CreateAsync(
        Stacks.Of(1, Stacks.Sleeper, new ServiceSpec { Name = "followed", Command = [], Process = Argument }), journal, Ct);

    /// <summary>What it starts lives on: its standard streams are not those that are waited for.</summary>
    private static async Task ShellAsync(INode node, string script) =>
        await node.RunAsync(new NodeCommand(["sh", "-c", $"exec >/dev/null 2>&1; {script}"]), Ct);
}

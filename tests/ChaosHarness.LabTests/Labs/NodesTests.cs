using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Labs;

[Collection(nameof(Alone))]
public sealed class NodesTests
{
    private const int Stop = 19;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_resolve_and_reach_each_other_by_name()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2), new TestJournal(), Ct);
        Assert.StartsWith("10.77.0.2", await OutputAsync(lab.Nodes[0], "getent", "hosts", "n2"));
        Assert.Equal("n1\n", await OutputAsync(lab.Nodes[0], "hostname"));
        await Pings.UntilAnsweredAsync(lab.Nodes[0], "n2", Ct);
    }

    [Fact]
    public async Task Nine_nodes_come_up_and_go_and_take_their_processes_with_them()
    {
        var before = Traces.Look([]);
        await using (var lab = await TestLab.CreateAsync(Stacks.Of(9, Stacks.Sleeper), new TestJournal(), Ct))
        {
            Assert.All(lab.Nodes, node => Assert.Equal(NodeState.Up, node.State));
            Assert.All(lab.Nodes, node => Assert.Single(node.Processes("sleeper")));
        }
        Assert.Empty(Traces.Look([]).Since(before));
    }

    [Fact]
    public async Task Two_labs_with_the_same_addresses_do_not_know_of_each_other()
    {
        await using var one = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        await using var two = await TestLab.CreateAsync(Stacks.Of(2), new TestJournal(), Ct);
        Assert.NotEqual(one.Id, two.Id);
        await OutputAsync(one.Nodes[0], "sh", "-c", "echo one >/var/mark");
        Assert.False(await Pings.TryAsync(one.Nodes[0], "10.77.0.2", Ct));
        await Pings.UntilAnsweredAsync(two.Nodes[0], "n2", Ct);
        await Assert.ThrowsAsync<FileNotFoundException>(() => two.Nodes[0].ReadFileAsync("/var/mark", Ct));
    }

    [Fact]
    public async Task Files_behind_links_are_read_while_folders_of_the_host_are_renamed()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        string folder = Directory.CreateTempSubdirectory("chaos-renamed-").FullName;
        using CancellationTokenSource enough = new();
        Task renaming = Task.Run(() => Rename($"{folder}/one", $"{folder}/other", enough.Token), Ct);
        for (int i = 0; i < 3000; i++)
            Assert.NotEmpty(await lab.Nodes[0].ReadFileAsync("/sys/class/net/eth0/statistics/rx_packets", Ct));
        await enough.CancelAsync();
        await renaming;
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Programs_for_dotnet_run_on_a_node_with_the_hosts_runtime()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        string[] program = ["/opt/dotnet/dotnet", "/opt/chaosharness/ChaosHarness.LabTests.dll", Probe.Word, "say"];
        Assert.Equal("n1\n", await OutputAsync(lab.Nodes[0], program));
        Assert.NotEqual(0, (await lab.Nodes[0].RunAsync(new NodeCommand(["touch", "/opt/chaosharness/x"]), Ct)).ExitCode);
    }

    [Fact]
    public async Task A_shared_folder_is_the_same_on_the_host_and_on_every_node()
    {
        string host = Directory.CreateTempSubdirectory("chaos-shared-").FullName;
        var shared = new Dictionary<string, string> { [host] = "/srv/run" };
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2), new TestJournal(), Ct, shared);
        await OutputAsync(lab.Nodes[0], "sh", "-c", "echo hello >/srv/run/file");
        Assert.Equal("hello\n", await OutputAsync(lab.Nodes[1], "cat", "/srv/run/file"));
        Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(host, "file"), Ct));
    }

    [Fact]
    public async Task A_helper_is_talked_to_and_ends_with_its_handle()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        await using var helper = await lab.Nodes[0].StartAsync(
            new NodeCommand(["sh", "-c", "read word; echo got $word; echo bad >&2; exit 5"]), Ct);
        await helper.Input.WriteLineAsync("this");
        Assert.Equal("got this", await helper.Output.ReadLineAsync(Ct));
        Assert.Equal(new CommandResult(5, "", "bad\n"), await helper.WaitAsync(Ct));

        var before = Traces.Look([]);
        await using (await lab.Nodes[0].StartAsync(new NodeCommand(["sleep", "infinity"]), Ct))
            Assert.NotEmpty(Traces.Look([]).Since(before));
        Assert.Empty(Traces.Look([]).Since(before));
    }

    [Fact]
    public async Task A_lab_ends_although_a_helper_in_it_was_stopped()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        var helper = await lab.Nodes[0].StartAsync(new NodeCommand(["sh", "-c", "echo $PPID; exec sleep infinity"]), Ct);
        await helper.Output.ReadLineAsync(Ct);
        await OutputAsync(lab.Nodes[0], "pkill", $"-{Stop}", "-x", "sleep");
        await lab.DisposeAsync();
        Assert.Equal(128 + 9, (await helper.WaitAsync(Ct)).ExitCode);
    }

    [Fact]
    public async Task A_cancelled_command_is_killed()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        var before = Traces.Look([]);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var command = lab.Nodes[0].RunAsync(new NodeCommand(["sleep", "infinity"]), cancellation.Token);
        while (Traces.Look([]).Since(before).Count == 0)
            await Task.Yield();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command);
        Assert.Empty(Traces.Look([]).Since(before));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        var trouble = await Assert.ThrowsAsync<LabException>(
            () => lab.Nodes[0].RunAsync(new NodeCommand(["no-such-program"]), Ct));
        Assert.Contains("no-such-program", trouble.Message);
    }

    [Fact]
    public async Task Root_of_a_node_sets_the_nodes_network_and_nothing_of_the_hosts_kernel()
    {
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1), new TestJournal(), Ct);
        await OutputAsync(lab.Nodes[0], "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        string swappiness = File.ReadAllText("/proc/sys/vm/swappiness");
        foreach (string forbidden in (string[])["cat /proc/sys/vm/swappiness >/proc/sys/vm/swappiness", "date -s @0"])
            Assert.False((await lab.Nodes[0].RunAsync(new NodeCommand(["sh", "-c", forbidden]), Ct)).Succeeded, forbidden);
        Assert.Equal(swappiness, File.ReadAllText("/proc/sys/vm/swappiness"));
    }

    private static async Task<string> OutputAsync(INode node, params string[] command)
    {
        var result = await node.RunAsync(new NodeCommand(command), Ct);
        Assert.True(result.Succeeded, $"{string.Join(' ', command)}: {result.Output}{result.Error}");
        return result.Output;
    }

    private static void Rename(string one, string other, CancellationToken enough)
    {
        Directory.CreateDirectory(one);
        while (!enough.IsCancellationRequested)
        {
            Directory.Move(one, other);
            Directory.Move(other, one);
        }
    }
}

using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Faults;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.LabTests.Watchers;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs;

/// <summary>Storage that nodes have in common: what one writes the others read, and a lock of one is in force on all.</summary>
public sealed class VolumeTests
{
    private static readonly WatchSpec s_lock = new("lock", "file-lock", ["n1", "n2"], TimeSpan.FromMilliseconds(20),
        new Dictionary<string, string> { ["file"] = "/csv/log", ["service"] = "keeper" });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_node_writes_the_others_read_and_a_reboot_keeps()
    {
        await using var lab = await CreateAsync();
        Assert.Equal(0, await ShellAsync(lab.Nodes[0], "echo hello >/csv/file"));
        Assert.Equal("hello\n", await lab.Nodes[1].ReadFileAsync("/csv/file", Ct));

        foreach (var node in lab.Nodes)
            await node.Ability<IPower>()!.OffAsync(Ct);
        await lab.Nodes[1].Ability<IPower>()!.OnAsync(Ct);

        Assert.Equal("hello\n", await lab.Nodes[1].ReadFileAsync("/csv/file", Ct));
    }

    [Fact]
    public async Task A_lock_is_in_force_on_all_nodes_until_its_holder_loses_its_power()
    {
        await using var lab = await CreateAsync();
        await using var watched = Watched.Begin(s_lock, lab);
        await watched.SeesAsync("n1", "holder");
        await watched.SeesAsync("n2", "absent");
        Assert.Equal(1, await ShellAsync(lab.Nodes[1], "flock -n /csv/log true"));

        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);

        await watched.SeesAsync("n1", "down");
        Assert.Equal(0, await ShellAsync(lab.Nodes[1], "flock -n /csv/log true"));
    }

    [Fact]
    public async Task No_more_fits_in_than_it_is_large()
    {
        await using var lab = await CreateAsync();

        Assert.NotEqual(0, await ShellAsync(lab.Nodes[0], "head -c 2m /dev/zero >/csv/ballast"));
        Assert.NotEqual(0, await ShellAsync(lab.Nodes[1], "echo more >>/csv/ballast"));
        Assert.Equal(0, await ShellAsync(lab.Nodes[1], "rm /csv/ballast && echo more >/csv/other"));
    }

    [Fact]
    public async Task What_prepares_it_has_run_before_any_service_and_takes_none_of_its_room()
    {
        TestJournal journal = new();
        await using var lab = await PreparedAsync(journal, "sleep 1.5; head -c 3m /dev/zero >/csv/log; echo filled");

        while (await ShellAsync(lab.Nodes[1], "test -s /csv/seen-by-service") != 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        Assert.Equal("3145728\n", await lab.Nodes[1].ReadFileAsync("/csv/seen-by-service", Ct));
        Assert.NotEqual(0, await ShellAsync(lab.Nodes[0], "head -c 2m /dev/zero >/csv/ballast"));
        Assert.Equal(0, await ShellAsync(lab.Nodes[0], "head -c 500k /dev/zero >/csv/ballast"));
        JournalEvent[] preparing = [.. journal.Events.Where(e => e.Kind == EventKinds.Preparing)];
        Assert.Contains("sleep 1.5", preparing[0].Data["command"], StringComparison.Ordinal);
        Assert.True(preparing.Length > 1, "nothing was said while it went on");
        JournalEvent prepared = Assert.Single(journal.Events, e => e.Kind == EventKinds.Prepared);
        Assert.Equal(("csv", "n1"), (prepared.Subject, prepared.Node));
        Assert.StartsWith("3 MiB", prepared.Value, StringComparison.Ordinal);
        Assert.EndsWith(": filled", prepared.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preparation_that_fails_is_told_with_what_it_said()
    {
        LabException trouble = await Assert.ThrowsAsync<LabException>(
            () => PreparedAsync(new TestJournal(), "echo no such thing >&2; exit 9"));

        Assert.Contains("volume csv could not be prepared", trouble.Message, StringComparison.Ordinal);
        Assert.Contains("ended with 9", trouble.Message, StringComparison.Ordinal);
        Assert.EndsWith("no such thing", trouble.Message, StringComparison.Ordinal);
    }

    private static Task<ILab> PreparedAsync(TestJournal journal, string script)
    {
        Stack stack = Stacks.Of(2, Stacks.Service("keeper", "sh", "-c", "wc -c </csv/log >/csv/seen-by-service; exec sleep infinity"));
        return TestLab.CreateAsync(
            stack with { Volumes = [new VolumeSpec("csv", "/csv", ["n1", "n2"], 1 << 20) { Prepare = ["sh", "-c", script] }] },
            journal, Ct);
    }

    [Fact]
    public async Task A_lock_ends_with_the_volume_of_its_holder_and_the_watch_knows_who_holds_it()
    {
        await using var lab = await CreateAsync(losable: true);
        await using var watched = Watched.Begin(s_lock, lab);
        await watched.SeesAsync("n1", "holder");
        await watched.SeesAsync("n2", "absent");
        Assert.Equal(1, await ShellAsync(lab.Nodes[0], "flock -n /csv/log true"));
        Assert.Equal(1, await ShellAsync(lab.Nodes[1], "flock -n /csv/log true"));
        var volumes = lab.Nodes[0].Ability<IVolumes>()!;

        await volumes.HangAsync("csv", Ct);
        Assert.Equal(1, await ShellAsync(lab.Nodes[1], "flock -n /csv/log true"));
        await volumes.RestoreAsync("csv", Ct);
        Assert.Equal(1, await ShellAsync(lab.Nodes[1], "flock -n /csv/log true"));

        await volumes.LoseAsync("csv", Ct);
        await watched.SeesAsync("n1", "absent");
        Assert.Equal(0, await ShellAsync(lab.Nodes[1], "flock -n /csv/log true"));
    }

    [Fact]
    public async Task Who_had_a_file_open_has_lost_it_for_good_and_a_volume_given_back_is_the_same()
    {
        await using var lab = await CreateAsync(losable: true);
        var volumes = lab.Nodes[0].Ability<IVolumes>()!;
        await using var writer = await lab.Nodes[0].StartAsync(
            new NodeCommand(["sh", "-c", "exec 3>>/csv/file; while read line; do echo $line >&3; echo $?; done"]), Ct);
        Assert.Equal("0", await WriteAsync("before"));
        Assert.Equal("before\n", await lab.Nodes[1].ReadFileAsync("/csv/file", Ct));

        await volumes.LoseAsync("csv", Ct);
        Assert.NotEqual("0", await WriteAsync("lost"));
        Assert.NotEqual(0, await ShellAsync(lab.Nodes[0], "cat /csv/file"));

        await volumes.RestoreAsync("csv", Ct);
        Assert.NotEqual("0", await WriteAsync("lost too"));
        Assert.Equal(0, await ShellAsync(lab.Nodes[0], "echo after >>/csv/file"));
        Assert.Equal("before\nafter\n", await lab.Nodes[1].ReadFileAsync("/csv/file", Ct));

        async Task<string?> WriteAsync(string line)
        {
            await writer.Input.WriteLineAsync(line.AsMemory(), Ct);
            return await writer.Output.ReadLineAsync(Ct);
        }
    }

    [Fact]
    public async Task A_node_whose_volume_hangs_can_be_powered_off_and_the_lab_ends()
    {
        await using var lab = await CreateAsync(losable: true);
        foreach (var node in lab.Nodes)
            await node.Ability<IVolumes>()!.HangAsync("csv", Ct);
        await using var stuck = await lab.Nodes[0].StartAsync(new NodeCommand(["cat", "/csv/log"]), Ct);
        await using var other = await lab.Nodes[1].StartAsync(new NodeCommand(["cat", "/csv/log"]), Ct);

        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        await lab.Nodes[0].Ability<IPower>()!.OnAsync(Ct);

        Assert.Equal(0, await ShellAsync(lab.Nodes[0], "echo hello >/csv/file"));
    }

    private static Task<ILab> CreateAsync(bool losable = false)
    {
        Stack stack = Stacks.Of(2, Stacks.Service("keeper", "flock", "/csv/log", "sleep", "infinity"));
        ServiceSpec idle = stack.Nodes[1].Services[0] with { Enabled = false };
        return TestLab.CreateAsync(
            stack with
            {
                Nodes = [stack.Nodes[0], stack.Nodes[1] with { Services = [idle] }],
                Packages = losable ? ContractStack.Packages : [],
                Volumes = [new VolumeSpec("csv", "/csv", ["n1", "n2"], 1 << 20) { IsLosable = losable }],
            },
            new TestJournal(), Ct);
    }

    private static async Task<int> ShellAsync(INode node, string script) =>
        (await node.RunAsync(new NodeCommand(["sh", "-c", script]), Ct)).ExitCode;
}

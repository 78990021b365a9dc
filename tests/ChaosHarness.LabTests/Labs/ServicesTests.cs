using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs;

public sealed class ServicesTests
{
    private const int Kill = 9;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_service_is_started_again_and_both_are_journalled()
    {
        var journal = new TestJournal();
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, Stacks.Sleeper), journal, Ct);
        var node = lab.Nodes[0];
        int first = Assert.Single(node.Processes("sleeper")).Pid;
        var started = journal.Events.Single(e => e.Kind == EventKinds.ProcessStarted);
        Assert.Equal(("n1", "sleeper", $"{first}"), (started.Node, started.Subject, started.Data["pid"]));

        node.Ability<ISignals>()!.Send([first], Kill);
        var exited = await journal.WaitAsync(e => e.Kind == EventKinds.ProcessExited, Ct);
        Assert.Equal($"{first}", exited.Data["pid"]);
        var again = await journal.WaitAsync(
            e => e.Kind == EventKinds.ProcessStarted && e.Data["pid"] != $"{first}", Ct);
        Assert.Equal($"{Assert.Single(node.Processes("sleeper")).Pid}", again.Data["pid"]);
        Assert.True(again.At > exited.At);
    }

    [Theory]
    [InlineData(RestartPolicy.Always, "exit 0", true)]
    [InlineData(RestartPolicy.Always, "exit 3", true)]
    [InlineData(RestartPolicy.OnFailure, "exit 0", false)]
    [InlineData(RestartPolicy.OnFailure, "exit 3", true)]
    [InlineData(RestartPolicy.OnFailure, "kill -9 $$", true)]
    [InlineData(RestartPolicy.Never, "exit 0", false)]
    [InlineData(RestartPolicy.Never, "exit 3", false)]
    [InlineData(RestartPolicy.Never, "kill -9 $$", false)]
    public async Task A_service_is_started_again_as_its_policy_says(RestartPolicy policy, string end, bool again)
    {
        var journal = new TestJournal();
        // It ends when it is told to.
        var service = Stacks.Service("app", "sh", "-c", $"trap '{end}' TERM; while true; do sleep 0.05; done") with
        {
            Restart = policy, RestartDelay = TimeSpan.FromMilliseconds(20),
        };
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, service), journal, Ct);
        var node = lab.Nodes[0];
        await TrapIsSetAsync(node);
        node.Ability<ISignals>()!.Send([node.Processes("app")[0].Pid], 15);
        await journal.WaitAsync(e => e.Kind == EventKinds.ProcessExited, Ct);
        var services = node.Ability<IServiceControl>()!;
        while (services.Status("app") is { Wanted: true, Pid: null })
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        Assert.Equal(again, services.Status("app").Wanted);

        await services.StartAsync("app", Ct);
        Assert.NotNull(services.Status("app").Pid);
    }

    [Fact]
    public async Task A_stopped_service_stays_down_until_it_is_started()
    {
        var journal = new TestJournal();
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, Stacks.Sleeper), journal, Ct);
        var node = lab.Nodes[0];
        var services = node.Ability<IServiceControl>()!;
        await services.StopAsync("sleeper", Ct);
        Assert.Equal(new ServiceStatus(false, null), services.Status("sleeper"));
        Assert.Empty(node.Processes("sleeper"));
        Assert.Single(journal.Events, e => e.Kind == EventKinds.ProcessExited);

        await services.StartAsync("sleeper", Ct);
        Assert.Equal(new ServiceStatus(true, node.Processes("sleeper")[0].Pid), services.Status("sleeper"));
    }

    [Fact]
    public async Task A_service_that_ignores_its_stop_signal_is_killed_after_its_timeout()
    {
        var stubborn = Stacks.Service("app", "sh", "-c", "trap '' TERM INT; echo ready >/run/ready; while true; do sleep 0.05; done") with
        {
            StopSignal = 2, StopTimeout = TimeSpan.FromMilliseconds(200),
        };
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, stubborn), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        await ReadAsync(node, "/run/ready");
        await node.Ability<IServiceControl>()!.StopAsync("app", Ct);
        Assert.Empty(node.Processes("app"));
    }

    [Fact]
    public async Task A_service_gets_its_own_stop_signal()
    {
        var service = Stacks.Service("app", "sh", "-c", "trap 'echo got INT; exit' INT; trap 'echo got TERM; exit' TERM; echo >/run/ready; while true; do sleep 0.05; done") with
        {
            StopSignal = 2,
        };
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, service), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        await ReadAsync(node, "/run/ready");
        await node.Ability<IServiceControl>()!.StopAsync("app", Ct);
        Assert.Equal("got INT\n", await node.ReadFileAsync("/var/log/chaos/app.log", Ct));
    }

    [Fact]
    public async Task A_service_runs_as_its_user_with_its_environment_and_files()
    {
        var service = Stacks.Service("app", "sh", "-c", "id -un; id -Gn; echo $HOME \"$GREETING\"; cat /etc/app/conf; sleep infinity") with
        {
            User = "redis", Environment = new Dictionary<string, string> { ["GREETING"] = "it's $me" },
            Files = [new FileSpec("/etc/app/conf", "secret\n", "redis", 0b110_000_000), new FileSpec("/srv/data", "", "redis", 0b111_101_000, IsFolder: true)],
        };
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, service), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        string log;
        while (!(log = await node.ReadFileAsync("/var/log/chaos/app.log", Ct)).Contains("secret"))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        Assert.Equal("redis\nredis\n/var/lib/redis it's $me\nsecret\n", log);
        var listed = await node.RunAsync(new NodeCommand(["stat", "-c", "%U %G %a", "/etc/app/conf", "/etc/app", "/srv/data"]), Ct);
        Assert.Equal("redis redis 600\nredis redis 755\nredis redis 750\n", listed.Output);
        var who = await node.RunAsync(new NodeCommand(["id", "-un"], "redis"), Ct);
        Assert.Equal("redis\n", who.Output);
    }

    [Fact]
    public async Task Services_that_are_not_enabled_stay_down_and_the_others_start_in_order()
    {
        var journal = new TestJournal();
        string[] names = ["c", "b", "a", "off"];
        var services = names.Select(name => Stacks.Sleeper with { Name = name, Enabled = name != "off" });
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, [.. services]), journal, Ct);
        Assert.Equal(["c", "b", "a"], journal.Events.Where(e => e.Kind == EventKinds.ProcessStarted).Select(e => e.Subject));
        Assert.Equal(new ServiceStatus(false, null), lab.Nodes[0].Ability<IServiceControl>()!.Status("off"));
    }

    [Fact]
    public async Task Descendants_of_a_service_are_listed_after_it()
    {
        await using var lab = await TestLab.CreateAsync(
            Stacks.Of(1, Stacks.Service("app", "sh", "-c", "sleep 1000 & sleep 1000 & wait")), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        while (node.Processes("app").Count(p => p.Name == "sleep") < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        Assert.Equal(["sh", "sleep", "sleep"], node.Processes("app").Select(p => p.Name));
    }

    [Fact]
    public async Task A_process_that_has_exited_is_not_listed_although_nobody_has_looked_at_it()
    {
        // The child ends only after the shell, which would look at it, has become another program.
        const string command = "(until read -r name </proc/$$/comm && [ \"$name\" = sleep ]; do :; done) & "
            + "echo $! >/run/written; mv /run/written /run/child; exec sleep 1000";
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, Stacks.Service("app", "sh", "-c", command)), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        string child = (await ReadAsync(node, "/run/child")).Trim();
        while (!(await node.ReadFileAsync($"/proc/{child}/stat", Ct)).Contains(") Z ", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        Assert.Equal("sleep", Assert.Single(node.Processes("app")).Name);
    }

    [Fact]
    public async Task Logs_are_collected_from_nodes_that_are_down_too()
    {
        var service = Stacks.Service("app", "sh", "-c", "echo out; echo err >&2; echo own >/var/log/own.log; echo >/run/ready; sleep infinity") with
        {
            Logs = ["/var/log/own.log", "/var/log/never-written.log"],
        };
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2, service), new TestJournal(), Ct);
        await ReadAsync(lab.Nodes[0], "/run/ready");
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        string folder = Directory.CreateTempSubdirectory("chaos-logs-").FullName;
        await lab.CollectLogsAsync(folder, Ct);
        Assert.Equal("out\nerr\n", File.ReadAllText($"{folder}/n1/app.log"));
        Assert.Equal("own\n", File.ReadAllText($"{folder}/n1/app-own.log"));
        Assert.True(File.Exists($"{folder}/n2/app.log"));
        Assert.True(File.Exists($"{folder}/n1/s6.log"));
        Assert.False(File.Exists($"{folder}/n1/app-never-written.log"));
    }

    private static async Task TrapIsSetAsync(INode node)
    {
        // The shell of the service sleeps in a child only after it has set its trap.
        while (node.Processes("app").Count < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
    }

    private static async Task<string> ReadAsync(INode node, string path)
    {
        while (true)
        {
            try
            {
                return await node.ReadFileAsync(path, Ct);
            }
            catch (FileNotFoundException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
            }
        }
    }
}

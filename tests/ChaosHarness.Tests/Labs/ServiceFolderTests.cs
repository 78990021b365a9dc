using ChaosHarness.Labs;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Labs;

public sealed class ServiceFolderTests
{
    private static readonly Account Root = new("root", 0, 0, "/root"), Redis = new("redis", 100, 101, "/var/lib/redis");

    private static readonly ServiceSpec Service = new()
    {
        Name = "app", Command = ["app", "it's", "$HOME"], RestartDelay = TimeSpan.FromMilliseconds(250),
        Environment = new Dictionary<string, string> { ["A"] = "b c" },
    };

    [Fact]
    public void A_service_runs_as_its_user_with_every_word_as_it_was_given() => Assert.Equal(
        """
        #!/bin/sh
        exec </dev/null >>/var/log/chaos/app.log 2>&1
        export HOME='/var/lib/redis' USER='redis'
        export A='b c'
        exec setpriv --reuid=100 --regid=101 --init-groups -- 'app' 'it'\''s' '$HOME'

        """,
        ServiceFolder.Run(Service, Redis));

    [Fact]
    public void Root_needs_no_change_of_user() =>
        Assert.EndsWith("\nexec 'app' 'it'\\''s' '$HOME'\n", ServiceFolder.Run(Service, Root));

    [Theory]
    [InlineData(RestartPolicy.Always, "", true)]
    [InlineData(RestartPolicy.OnFailure, "[ \"$1\" = 0 ] && exit 125\n", true)]
    [InlineData(RestartPolicy.Never, "exit 125\n", false)]
    public void The_restart_policy_is_the_finish_script(RestartPolicy policy, string first, bool restarts)
    {
        string up = "(sleep 0.28; [ \"$(s6-svstat -o wantedup .)\" = true ] && s6-svc -u .) &\nexec sleep 0.25\n";
        Assert.Equal($"#!/bin/sh\n{first}{(restarts ? up : "")}", ServiceFolder.Finish(Service with { Restart = policy }));
    }

    [Fact]
    public void A_restart_delay_longer_than_s6_waits_by_default_is_waited_for()
    {
        var files = ServiceFolder.Files(Service with { RestartDelay = TimeSpan.FromSeconds(30) }, Root);
        Assert.Equal("35000\n", files.Single(f => f.Name == "timeout-finish").Content);
        Assert.Equal("90000\n", files.Single(f => f.Name == "timeout-kill").Content);
        Assert.Equal("15\n", files.Single(f => f.Name == "down-signal").Content);
    }

    [Theory]
    [InlineData(12, 4, 12, true)]
    [InlineData(0, 4, 0, true)]
    [InlineData(18, 2, 0, false)]
    [InlineData(18, 6, 0, true)]
    public void The_supervisors_status_is_read(int pid, byte flags, int expected, bool wanted)
    {
        byte[] status = new byte[35];
        status[31] = (byte)pid;
        status[34] = flags;
        Assert.Equal(new SuperviseStatus(expected, wanted), SuperviseStatus.Parse(status));
    }

    [Fact]
    public void A_status_that_is_cut_short_means_down() => Assert.Equal(default, SuperviseStatus.Parse(new byte[12]));

    [Fact]
    public void Users_are_found_and_unknown_ones_are_named()
    {
        var accounts = new Accounts("root:x:0:0:root:/root:/bin/bash\nredis:x:100:101::/var/lib/redis:/bin/false\n", "root:x:0:\nredis:x:107:\n");
        Assert.Equal(Redis, accounts["redis"]);
        Assert.Equal(107u, accounts.GroupOf(accounts["redis"]));
        Assert.Contains("postgres", Assert.Throws<LabException>(() => accounts["postgres"]).Message);
    }
}

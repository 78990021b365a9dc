using ChaosHarness.Watchers.HAProxy;

namespace ChaosHarness.Tests.Watchers;

public sealed class HAProxyTextTests
{
    [Fact]
    public void Reads_the_statistics_by_column_name_with_commas_in_quotes()
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> rows = HAProxyStatistics.Read(
            "# pxname,svname,status,last_chk,lastchg,\nweb,web1,UP 1/3,\"wrong status, code 503\",12,\n"
            + "web,BACKEND,UP,,3,\n\n");

        Assert.Equal(["web1", "BACKEND"], rows.Select(r => r["svname"]));
        Assert.Equal("UP 1/3", rows[0]["status"]);
        Assert.Equal("wrong status, code 503", rows[0]["last_chk"]);
        Assert.Equal("12", rows[0]["lastchg"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Permission denied\n")]
    public void Refuses_what_are_no_statistics(string text) =>
        Assert.Throws<FormatException>(() => HAProxyStatistics.Read(text));

    [Fact]
    public void Servers_take_their_timings_from_their_line_then_their_section_then_the_defaults()
    {
        IReadOnlyList<HAProxyTimings> servers = HAProxyTimings.Read("""
            global
                stats socket /run/ha.sock level admin
            defaults
                timeout connect 1s     # not for clients
                timeout check 500
                default-server inter 1500ms fall 4
            listen web
                bind :80
                option httpchk GET /health/ready
                default-server rise 5
                server web1 10.77.0.11:8080 check
                server web2 10.77.0.12:8080 check inter 2s fastinter 200ms fall 2
            backend other
                server a 10.77.0.13:80 check downinter 1m
            """);

        HAProxyTimings timeouts = new() { TimeoutConnect = Ms(1000), TimeoutCheck = Ms(500) };
        Assert.Equal(
            [
                timeouts with { Server = "web/web1", Inter = Ms(1500), Fall = 4, Rise = 5 },
                timeouts with { Server = "web/web2", Inter = Ms(2000), FastInter = Ms(200), Fall = 2, Rise = 5 },
                timeouts with { Server = "other/a", Inter = Ms(1500), DownInter = Ms(60_000), Fall = 4, Rise = 2 },
            ],
            servers);
    }

    [Fact]
    public void Servers_without_timings_have_those_that_HAProxy_gives_them()
    {
        HAProxyTimings server = Assert.Single(HAProxyTimings.Read("backend b\n  server s 10.0.0.1:80 check\n"));

        Assert.Equal((Ms(2000), 3, 2), (server.Inter, server.Fall, server.Rise));
    }

    private static TimeSpan Ms(double count) => TimeSpan.FromMilliseconds(count);
}

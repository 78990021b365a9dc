using System.Net.Sockets;
using System.Text;
using ChaosHarness.Tests.Kit;

namespace ChaosHarness.Tests.Workloads;

/// <summary>The server that others are tested against has to be right itself.</summary>
public sealed class ScriptedServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serves_HTTP_and_RESP_on_one_port()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var client = await ConnectAsync(server);

        Assert.StartsWith("HTTP/1.1 201", await AskAsync(client, "POST /documents/7/42 HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.EndsWith("{\"id\":42}", await AskAsync(client, "GET /documents/7/last HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(":2\r\n", await AskAsync(client, "*3\r\n$5\r\nRPUSH\r\n$5\r\ndoc:7\r\n$2\r\n43\r\n"));
        Assert.Equal("$2\r\n43\r\n", await AskAsync(client, "*3\r\n$6\r\nLINDEX\r\n$5\r\ndoc:7\r\n$2\r\n-1\r\n"));
    }

    [Fact]
    public async Task Refuses_and_resets_while_it_refuses_and_serves_on_the_same_port_afterwards()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var standing = await ConnectAsync(server);
        await AskAsync(standing, "*1\r\n$4\r\nPING\r\n");

        server.Break(OutageMode.Refuse);
        var refused = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(server));
        var reset = await Assert.ThrowsAsync<SocketException>(() => AskAsync(standing, "*1\r\n$4\r\nPING\r\n"));
        server.Heal();
        using var again = await ConnectAsync(server);

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Contains(reset.SocketErrorCode, new[] { SocketError.ConnectionReset, SocketError.Shutdown });
        Assert.Equal("+PONG\r\n", await AskAsync(again, "*1\r\n$4\r\nPING\r\n"));
    }

    [Fact]
    public async Task Resets_every_connection_while_it_resets()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        server.Break(OutageMode.Reset);

        var reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            // The reset may be seen by the connect already; it is seen at the latest instead of the answer.
            using var client = await ConnectAsync(server);
            await AskAsync(client, "*1\r\n$4\r\nPING\r\n");
        });

        Assert.Contains(reset.SocketErrorCode, new[] { SocketError.ConnectionReset, SocketError.Shutdown });
    }

    [Fact]
    public async Task Answers_after_a_hang_what_was_asked_during_it()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var client = await ConnectAsync(server);
        server.Break(OutageMode.Hang);
        var answer = AskAsync(client, "*1\r\n$4\r\nPING\r\n");
        Assert.False(answer.IsCompleted);
        server.Heal();

        Assert.Equal("+PONG\r\n", await answer);
        var outage = Assert.Single(server.Outages);
        Assert.True(outage.Length >= TimeSpan.Zero);
    }

    [Fact]
    public async Task Never_answers_a_connection_that_lived_through_a_half_open_outage()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        using var client = await ConnectAsync(server);
        await AskAsync(client, "*1\r\n$4\r\nPING\r\n");
        server.Break(OutageMode.HalfOpen);
        server.Heal();
        using var fresh = await ConnectAsync(server);

        var never = AskAsync(client, "*1\r\n$4\r\nPING\r\n");
        Assert.Equal("+PONG\r\n", await AskAsync(fresh, "*1\r\n$4\r\nPING\r\n"));
        Assert.False(never.IsCompleted);
    }

    [Fact]
    public void Makes_the_same_outages_from_the_same_seed_and_some_of_length_zero()
    {
        var one = OutageScripts.Random(5, 200, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100));
        var two = OutageScripts.Random(5, 200, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100));

        Assert.Equal(one, two);
        Assert.Contains(one, step => step.Length == TimeSpan.Zero);
        Assert.Contains(one, step => step.Length > TimeSpan.FromSeconds(3));
        Assert.All(one, step => Assert.InRange(step.Length, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        Assert.Equal(5, one.Select(step => step.Mode).Distinct().Count());
    }

    private static async Task<Socket> ConnectAsync(ScriptedServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Endpoint, Ct);
        return socket;
    }

    private static async Task<string> AskAsync(Socket socket, string request)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Ct);
        byte[] buffer = new byte[4096];
        int read = await socket.ReceiveAsync(buffer, Ct);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}

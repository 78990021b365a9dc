using System.Net;
using System.Net.Sockets;
using System.Text;
using ChaosHarness.Histories;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Workloads;
using ChaosHarness.Workloads.Clients;

namespace ChaosHarness.Tests.Workloads;

/// <summary>What clients make of a target that fails in every way, over real sockets.</summary>
public sealed class ClientTests
{
    private static readonly Call s_append = new(OperationKind.Append, DataSet.Documents, 1, 42);
    private static readonly Call s_read = new(OperationKind.Read, DataSet.Documents, 1, Operation.Nothing);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http")]
    [InlineData("redis")]
    public async Task Does_every_kind_of_operation(string kind)
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        await using var client = Client(kind, server);

        Assert.Equal(Operation.Nothing, (await DoAsync(client, s_read)).Result);
        Assert.Equal(Outcome.Ok, (await DoAsync(client, s_append)).Outcome);
        Assert.Equal(42, (await DoAsync(client, s_read)).Result);
        var register = new Call(OperationKind.Write, DataSet.Registers, 9, 5);
        Assert.Equal(Outcome.Ok, (await DoAsync(client, register)).Outcome);
        Assert.Equal(5, (await DoAsync(client, register with { Kind = OperationKind.Read })).Result);
        var counter = new Call(OperationKind.Increment, DataSet.Counters, 2, Operation.Nothing);
        Assert.Equal(1, (await DoAsync(client, counter)).Result);
        Assert.Equal(2, (await DoAsync(client, counter)).Result);
        var probe = await DoAsync(client, new Call(OperationKind.Probe, DataSet.Documents, 0, 0));
        Assert.Equal((Outcome.Ok, server.Endpoint.ToString()), (probe.Outcome, probe.Server));
    }

    [Theory]
    [InlineData("http", OutageMode.Refuse, Outcome.Fail, "refused")]
    [InlineData("redis", OutageMode.Refuse, Outcome.Fail, "refused")]
    [InlineData("http", OutageMode.Hang, Outcome.Info, "timeout")]
    [InlineData("redis", OutageMode.Hang, Outcome.Info, "timeout")]
    [InlineData("http", OutageMode.HalfOpen, Outcome.Info, "timeout")]
    [InlineData("http", OutageMode.Error, Outcome.Fail, "http-503")]
    [InlineData("redis", OutageMode.Error, Outcome.Fail, "LOADING")]
    public async Task Tells_what_surely_did_not_happen_from_what_nobody_knows(
        string kind, OutageMode mode, Outcome outcome, string error)
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        await using var client = Client(kind, server);
        await DoAsync(client, s_append); // a connection stands
        server.Break(mode);

        // Only where time has to run out it is short: elsewhere a busy machine must not make a difference.
        TimeSpan? timeout = error == "timeout" ? TimeSpan.FromMilliseconds(300) : null;
        for (int i = 0; i < 3; i++)
        {
            var reply = await DoAsync(client, s_append with { Value = 100 + i }, timeout);
            Assert.Equal((outcome, error), (reply.Outcome, reply.Error));
        }

        server.Heal();
        Assert.Equal(Outcome.Ok, (await DoAsync(client, s_append with { Value = 200 })).Outcome);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("redis")]
    public async Task Is_never_sure_of_the_outcome_when_it_is_reset_with_a_request_in_flight(string kind)
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        await using var client = Client(kind, server);
        server.Break(OutageMode.Hang);
        var waiting = DoAsync(client, s_append);
        await Until.TrueAsync(() => server.Held == 1, Ct);
        server.Heal(OutageMode.Reset);

        var reply = await waiting;
        Assert.Equal((Outcome.Info, "reset"), (reply.Outcome, reply.Error));
    }

    [Fact]
    public async Task Does_not_blame_the_target_for_closing_an_idle_connection()
    {
        using var listener = Listen();
        await using var client = ClientFactory.Create(Specs.Of("redis", listener.LocalEndPoint!.ToString()!), TimeProvider.System);
        for (int i = 0; i < 20; i++)
        {
            var reply = DoAsync(client, s_append with { Value = i });
            using (var socket = await listener.AcceptAsync(Ct))
            {
                await socket.ReceiveAsync(new byte[1000], Ct);
                await socket.SendAsync(":1\r\n"u8.ToArray(), Ct);
                Assert.Equal(Outcome.Ok, (await reply).Outcome);
            }

            // Closed while idle: the next operation finds that out before it sends anything.
        }
    }

    [Fact]
    public async Task Does_not_send_a_write_again_when_the_connection_ends_without_an_answer()
    {
        using var listener = Listen();
        await using var client = ClientFactory.Create(
            Specs.Of("http", $"http://{listener.LocalEndPoint}"), TimeProvider.System);
        for (int i = 0; i < 5; i++)
        {
            // The first exchange is answered, so that the second goes over a connection that was used before.
            var first = DoAsync(client, s_append);
            using var socket = await listener.AcceptAsync(Ct);
            await ReceiveRequestAsync(socket);
            await socket.SendAsync("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Ct);
            Assert.Equal(Outcome.Ok, (await first).Outcome);

            var second = DoAsync(client, s_append);
            await ReceiveRequestAsync(socket);
            socket.Shutdown(SocketShutdown.Both);
            var reply = await second;
            Assert.Equal((Outcome.Info, "closed"), (reply.Outcome, reply.Error));
            Assert.False(listener.Poll(0, SelectMode.SelectRead), "it must not come back with the same request");
        }
    }

    [Fact]
    public async Task Says_closed_when_the_answer_breaks_off_and_malformed_when_it_is_none()
    {
        using var listener = Listen();
        await using var client = ClientFactory.Create(
            Specs.Of("http", $"http://{listener.LocalEndPoint}"), TimeProvider.System);

        Assert.Equal("closed", (await AnswerAsync(listener, client, "HTTP/1.1 201 Created\r\nContent-Len")).Error);
        Assert.Equal("malformed", (await AnswerAsync(listener, client, "220 smtp ready\r\n\r\n")).Error);
        Assert.Equal(Outcome.Info, (await AnswerAsync(listener, client, "")).Outcome);
    }

    [Fact]
    public async Task Uses_a_new_connection_for_each_operation_when_told_to()
    {
        await using var server = ScriptedServer.Start(TimeProvider.System);
        await using var reusing = Client("http", server);
        for (int i = 0; i < 10; i++) await DoAsync(reusing, s_append);
        Assert.Equal(1, server.Accepted);

        await using var renewing = ClientFactory.Create(Specs.Http(server) with { NewConnections = true }, TimeProvider.System);
        for (int i = 0; i < 10; i++) Assert.Equal(Outcome.Ok, (await DoAsync(renewing, s_append)).Outcome);
        Assert.Equal(11, server.Accepted);
    }

    [Fact]
    public async Task Fails_when_the_name_is_unknown()
    {
        await using var client = ClientFactory.Create(Specs.Of("redis", "no-such-host.invalid:6379"), TimeProvider.System);
        var reply = await DoAsync(client, s_append, TimeSpan.FromSeconds(20));

        Assert.Equal(Outcome.Fail, reply.Outcome);
        Assert.StartsWith("name-", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_no_connection_comes_about_in_time()
    {
        // A full accept queue: the kernel drops further connection requests, as a silent cut does.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filler.ConnectAsync(listener.LocalEndPoint!, Ct);
        await using var client = ClientFactory.Create(Specs.Of("redis", listener.LocalEndPoint!.ToString()!), TimeProvider.System);
        var reply = await DoAsync(client, s_append, TimeSpan.FromMilliseconds(200));

        Assert.Equal((Outcome.Fail, "connect-timeout"), (reply.Outcome, reply.Error));
    }

    [Fact]
    public async Task Follows_the_master_that_a_sentinel_names()
    {
        var register = new BrokenRegister(RegisterBug.None, 1, TimeProvider.System);
        await using var first = ScriptedServer.Start(TimeProvider.System, register.First);
        await using var second = ScriptedServer.Start(TimeProvider.System, register.Second);
        await using var sentinel = ScriptedServer.Start(TimeProvider.System);
        sentinel.Master = first.Endpoint;
        await using var client = ClientFactory.Create(
            Specs.Of("redis-sentinel", sentinel.Endpoint.ToString()) with { Settings = new Dictionary<string, string> { ["master"] = "db1" } },
            TimeProvider.System);
        await client.OpenAsync(Ct);

        Assert.Equal(first.Endpoint.ToString(), (await DoUntilOkAsync(client, s_append)).Server);
        register.Switch();
        sentinel.Master = second.Endpoint;
        var refused = await DoAsync(client, s_append with { Value = 43 });
        Assert.Equal((Outcome.Fail, "READONLY"), (refused.Outcome, refused.Error));

        var followed = await DoUntilOkAsync(client, s_append with { Value = 44 });
        Assert.Equal(second.Endpoint.ToString(), followed.Server);
        Assert.Equal([42, 44], register.FinalList(1));
    }

    [Fact]
    public async Task Has_no_master_when_the_one_that_is_named_denies_it()
    {
        var register = new BrokenRegister(RegisterBug.None, 1, TimeProvider.System);
        await using var replica = ScriptedServer.Start(TimeProvider.System, register.Second);
        await using var sentinel = ScriptedServer.Start(TimeProvider.System);
        sentinel.Master = replica.Endpoint;
        await using var client = ClientFactory.Create(
            Specs.Of("redis-sentinel", sentinel.Endpoint.ToString()) with { Settings = new Dictionary<string, string> { ["master"] = "db1" } },
            TimeProvider.System);
        var reply = await DoAsync(client, s_append);

        Assert.Equal((Outcome.Fail, "no-master"), (reply.Outcome, reply.Error));
    }

    [Fact]
    public void Says_what_is_wrong_with_an_entry_point()
    {
        Assert.Contains("redis-sentinel", Refusal(Specs.Of("mysql", "x:1")), StringComparison.Ordinal);
        Assert.Contains("'master'", Refusal(Specs.Of("redis-sentinel", "x:1")), StringComparison.Ordinal);
        Assert.Contains("no endpoints", Refusal(Specs.Of("http")), StringComparison.Ordinal);
        Assert.Contains("port", Refusal(Specs.Of("redis", "x:70000")), StringComparison.Ordinal);
    }

    private static string Refusal(WorkerSpec spec) =>
        Assert.Throws<FormatException>(() => ClientFactory.Create(spec, TimeProvider.System)).Message;

    private static IClient Client(string kind, ScriptedServer server) => ClientFactory.Create(
        kind == "http" ? Specs.Http(server) : Specs.Redis(server), TimeProvider.System);

    private static async Task<Reply> DoAsync(IClient client, Call call, TimeSpan? timeout = null) =>
        await client.ExecuteAsync(call, Instant.Now(TimeProvider.System) + (timeout ?? TimeSpan.FromSeconds(60)));

    private static async Task<Reply> DoUntilOkAsync(IClient client, Call call)
    {
        while (true)
        {
            var reply = await DoAsync(client, call);
            if (reply.Outcome == Outcome.Ok) return reply;
            Assert.Equal(Outcome.Fail, reply.Outcome);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
        }
    }

    private static async Task<Reply> AnswerAsync(Socket listener, IClient client, string answer)
    {
        var reply = DoAsync(client, s_append);
        using var socket = await listener.AcceptAsync(Ct);
        await ReceiveRequestAsync(socket);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), Ct);
        socket.Shutdown(SocketShutdown.Send);
        return await reply;
    }

    private static async Task ReceiveRequestAsync(Socket socket)
    {
        byte[] buffer = new byte[1000];
        int read = await socket.ReceiveAsync(buffer, Ct);
        Assert.StartsWith("POST /documents/1/42 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }
}

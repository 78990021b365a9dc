using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChaosHarness.LabTests.Reference;

/// <summary>The web tier with scdata behind it.</summary>
public sealed class WebAppOnScdata : IAsyncDisposable
{
    private readonly string _folder = ReferenceProgram.NewFolder();
    private readonly List<IAsyncDisposable> _programs = [];

    [Fact]
    public async Task Serves_documents_registers_and_counters()
    {
        ReferenceProgram scdata = Scdata();
        WebAppProcess web = Web(scdata.Port);
        await web.BecomesAsync(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync("/documents/d/last")).Status);
        Assert.Equal("""{"key":"d","ids":[]}""", (await web.GetAsync("/documents/d")).Body);
        WebAnswer first = await web.PostAsync("/documents/d/9223372036854775807");
        WebAnswer second = await web.PostAsync("/documents/d/0");
        Assert.Equal((HttpStatusCode.Created, "1"), (first.Status, first.Text("length")));
        Assert.Equal((HttpStatusCode.Created, "2"), (second.Status, second.Text("length")));
        Assert.Equal(("web-1", "n1"), (second.ServedBy, second.RedisNode));
        Assert.Equal("""{"id":0}""", (await web.GetAsync("/documents/d/last")).Body);
        Assert.Equal("""{"key":"d","ids":[9223372036854775807,0]}""", (await web.GetAsync("/documents/d")).Body);

        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync("/registers/r")).Status);
        Assert.Equal(HttpStatusCode.OK, (await web.SendAsync(HttpMethod.Put, "/registers/r/some%20v%C3%A4lue%3F")).Status);
        Assert.Equal("some välue?", (await web.GetAsync("/registers/r")).Text("value"));

        Assert.Equal("""{"key":"c","value":0}""", (await web.GetAsync("/counters/c")).Body);
        Assert.Equal("""{"key":"c","value":1}""", (await web.PostAsync("/counters/c/increment")).Body);
        Assert.Equal("n1", (await web.GetAsync("/counters/c")).RedisNode);
    }

    [Fact]
    public async Task Says_what_is_known_while_scdata_is_gone_or_waits_or_hangs_and_goes_on_after()
    {
        ReferenceProgram scdata = Scdata();
        WebAppProcess web = Web(scdata.Port);
        await web.BecomesAsync(HttpStatusCode.OK);

        await Command.SignalAsync(scdata.Process, "STOP");
        await FailsAsync(web, HttpStatusCode.GatewayTimeout, "timeout", "unknown");
        await web.BecomesAsync(HttpStatusCode.ServiceUnavailable);
        await scdata.KillAsync();
        await FailsAsync(web, HttpStatusCode.ServiceUnavailable, "not-sent", "no");

        ReferenceProgram standby = Keep(ReferenceProgram.ScdataOn(scdata.Port, _folder, "n2", "--standby"));
        await standby.BecomesAsync("standby");
        await FailsAsync(web, HttpStatusCode.ServiceUnavailable, "standby", "no");

        await standby.PostAsync("/activate");
        await web.BecomesAsync(HttpStatusCode.OK);
        WebAnswer after = await web.PostAsync("/documents/d/9");
        Assert.Equal((HttpStatusCode.Created, "n2"), (after.Status, after.RedisNode));
    }

    [Fact]
    public async Task Sends_a_write_once_when_the_connection_ends_without_an_answer_and_a_read_again()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        int writes = 0;
        int reads = 0;
        Task serving = ServeAsync(server, request =>
        {
            if (request.StartsWith("GET /health/", StringComparison.Ordinal) || request.Contains("/warm-up", StringComparison.Ordinal))
                return true;
            if (request.StartsWith("GET", StringComparison.Ordinal))
                Interlocked.Increment(ref reads);
            else
                Interlocked.Increment(ref writes);
            return false;
        });
        WebAppProcess web = Web(((IPEndPoint)server.LocalEndpoint).Port);
        await web.BecomesAsync(HttpStatusCode.OK);

        // Connections that have been used before are those that a client would like to try again on.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => web.GetAsync("/counters/warm-up")));
        WebAnswer write = await web.PostAsync("/counters/c/increment");
        Assert.Equal((HttpStatusCode.BadGateway, "connection-lost", "unknown"), (write.Status, write.Reason, write.Applied));
        Assert.Equal(1, writes);

        WebAnswer read = await web.GetAsync("/counters/c");
        Assert.Equal((HttpStatusCode.BadGateway, "connection-lost", "no"), (read.Status, read.Reason, read.Applied));
        Assert.InRange(reads, 3, 12);
        server.Stop();
        await serving;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable program in _programs)
            await program.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ReferenceProgram Scdata() => Keep(ReferenceProgram.Scdata(_folder, "n1"));

    private WebAppProcess Web(int port) => Keep(WebAppProcess.Start(new Dictionary<string, string>
    {
        ["WebApp__Store"] = "Scdata",
        ["Scdata__Url"] = $"http://127.0.0.1:{port}",

        // Long enough for a busy machine.
        ["Scdata__OperationTimeout"] = "00:00:03",
    }));

    private T Keep<T>(T program) where T : IAsyncDisposable
    {
        _programs.Add(program);
        return program;
    }

    private static async Task FailsAsync(WebAppProcess web, HttpStatusCode status, string reason, string applied)
    {
        Stopwatch watch = Stopwatch.StartNew();
        WebAnswer answer = await web.PostAsync("/documents/d/1");
        Assert.True(
            (answer.Status, answer.Reason, answer.Applied) == (status, reason, applied), $"{answer}, wanted {status} {reason} {applied}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed}");
    }

    /// <summary>Reads requests, answers those that it should, and hangs up on all others.</summary>
    private static async Task ServeAsync(TcpListener server, Func<string, bool> answers)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken), answers);
        }
        catch (SocketException)
        {
            // Stopped. Connections end with their client.
        }
    }

    private static async Task AnswerAsync(TcpClient client, Func<string, bool> answers)
    {
        using TcpClient one = client;
        byte[] buffer = new byte[4096];
        NetworkStream stream = one.GetStream();
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"value\":1}"u8.ToArray();
        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and int length)
        {
            if (!answers(Encoding.ASCII.GetString(buffer, 0, length)))
                return;
            await stream.WriteAsync(answer, TestContext.Current.CancellationToken);
        }
    }
}

using System.Globalization;
using System.Text;
using ChaosHarness.Histories;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Clients.Http;

namespace ChaosHarness.Tests.Workloads;

public sealed class HttpOutcomesTests
{
    private const string HAProxyPage =
        "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n";

    private static readonly Call s_append = new(OperationKind.Append, DataSet.Documents, 1, 42);
    private static readonly Call s_read = new(OperationKind.Read, DataSet.Documents, 1, Operation.Nothing);

    [Theory]
    [InlineData(201, "{}", Outcome.Ok, null)]
    [InlineData(503, """{"applied":"no","reason":"no-master"}""", Outcome.Fail, "http-503:no-master")]
    [InlineData(502, """{"applied":"unknown","reason":"connection-lost"}""", Outcome.Info, "http-502:connection-lost")]
    [InlineData(504, """{"applied":"unknown","reason":"timeout"}""", Outcome.Info, "http-504:timeout")]
    [InlineData(503, """{"applied":"unknown"}""", Outcome.Info, "http-503")]
    [InlineData(503, HAProxyPage, Outcome.Fail, "http-503:no-server")]
    [InlineData(503, "<html>something else</html>", Outcome.Info, "http-503")]
    [InlineData(503, "", Outcome.Info, "http-503")]
    [InlineData(502, "<html>502 Bad Gateway</html>", Outcome.Info, "http-502")]
    [InlineData(504, "<html>504 Gateway Time-out</html>", Outcome.Info, "http-504")]
    [InlineData(500, "", Outcome.Info, "http-500")]
    [InlineData(400, "", Outcome.Fail, "http-400")]
    [InlineData(404, "", Outcome.Fail, "http-404")]
    [InlineData(408, "", Outcome.Info, "http-408")]
    [InlineData(409, """{"applied":"no","reason":"wrong-type"}""", Outcome.Fail, "http-409:wrong-type")]
    [InlineData(302, "", Outcome.Info, "http-302")]
    [InlineData(503, """{"inner":{"applied":"no"}}""", Outcome.Info, "http-503")]
    public void Says_what_became_of_a_write(int status, string body, Outcome outcome, string? error)
    {
        var reply = Reply(s_append, status, body);

        Assert.Equal(outcome, reply.Outcome);
        Assert.Equal(error, reply.Error);
    }

    [Theory]
    [InlineData(200, """{"id":42}""", Outcome.Ok, 42)]
    [InlineData(200, """{"key":"1","id":"43"}""", Outcome.Ok, 43)]
    [InlineData(404, """{"title":"Not found"}""", Outcome.Ok, Operation.Nothing)]
    [InlineData(200, """{"id":"x"}""", Outcome.Fail, Operation.Nothing)]
    [InlineData(200, "<html>", Outcome.Fail, Operation.Nothing)]
    [InlineData(502, "", Outcome.Fail, Operation.Nothing)]
    [InlineData(504, """{"applied":"no"}""", Outcome.Fail, Operation.Nothing)]
    public void Says_what_a_read_saw(int status, string body, Outcome outcome, long result)
    {
        var reply = Reply(s_read, status, body);

        Assert.Equal(outcome, reply.Outcome);
        Assert.Equal(result, reply.Result);
    }

    [Fact]
    public void Takes_registers_and_counters_from_the_property_value()
    {
        var register = s_read with { Set = DataSet.Registers };
        var increment = new Call(OperationKind.Increment, DataSet.Counters, 1, Operation.Nothing);

        Assert.Equal(7, Reply(register, 200, """{"key":"1","value":"7"}""").Result);
        Assert.Equal(8, Reply(increment, 200, """{"key":"1","value":8}""").Result);
    }

    [Theory]
    [InlineData(200, Outcome.Ok)]
    [InlineData(404, Outcome.Ok)]
    [InlineData(503, Outcome.Fail)]
    public void A_probe_wants_any_answer_that_is_not_an_error_of_the_server(int status, Outcome outcome) =>
        Assert.Equal(outcome, Reply(new Call(OperationKind.Probe, DataSet.Documents, 0, 0), status, "").Outcome);

    [Theory]
    [InlineData("X-Served-By: web1\r\nX-Store-Node: 10.0.0.1:6379\r\n", "10.0.0.1:6379")]
    [InlineData("X-Served-By: web1\r\n", "web1")]
    [InlineData("", null)]
    public void Names_the_store_that_acknowledged_or_else_the_web_node(string headers, string? server) =>
        Assert.Equal(server, Reply(s_append, 201, "{}", headers).Server);

    [Theory]
    [InlineData(OperationKind.Append, DataSet.Documents, "POST /api/documents/5/42 HTTP/1.1\r\nHost: lb1:81\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(OperationKind.Read, DataSet.Documents, "GET /api/documents/5/last HTTP/1.1\r\nHost: lb1:81\r\n\r\n")]
    [InlineData(OperationKind.Write, DataSet.Registers, "PUT /api/registers/5/42 HTTP/1.1\r\nHost: lb1:81\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(OperationKind.Read, DataSet.Registers, "GET /api/registers/5 HTTP/1.1\r\nHost: lb1:81\r\n\r\n")]
    [InlineData(OperationKind.Increment, DataSet.Counters, "POST /api/counters/5/increment HTTP/1.1\r\nHost: lb1:81\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(OperationKind.Read, DataSet.Counters, "GET /api/counters/5 HTTP/1.1\r\nHost: lb1:81\r\n\r\n")]
    [InlineData(OperationKind.Probe, DataSet.Documents, "GET /api/ready HTTP/1.1\r\nHost: lb1:81\r\n\r\n")]
    internal void Words_the_requests_of_the_reference_web_application(OperationKind kind, DataSet set, string expected)
    {
        var settings = new Dictionary<string, string> { ["probe"] = "/ready" };
        var protocol = new HttpProtocol(HttpTarget.Parse("http://lb1:81/api/"), settings, close: false);
        byte[] buffer = new byte[512];
        int length = protocol.Write(buffer, new Call(kind, set, 5, 42));

        Assert.Equal(expected, Encoding.ASCII.GetString(buffer, 0, length));
    }

    [Fact]
    public void Refuses_targets_it_cannot_speak_to() =>
        Assert.Contains("only http://", Assert.Throws<FormatException>(() => HttpTarget.Parse("https://lb1")).Message, StringComparison.Ordinal);

    private static Reply Reply(Call call, int status, string body, string headers = "")
    {
        string length = body.Length.ToString(CultureInfo.InvariantCulture);
        byte[] bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
        Assert.Equal(Reading.Complete, HttpResponse.Read(bytes, false, out var response));
        return HttpOutcomes.Of(response, call, new NameCache());
    }
}

using System.Text;
using ChaosHarness.Histories;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Clients.Redis;

namespace ChaosHarness.Tests.Workloads;

public sealed class RespTests
{
    private static readonly RespProtocol s_protocol = new();

    [Theory]
    [InlineData(OperationKind.Append, DataSet.Documents, "*3\r\n$5\r\nRPUSH\r\n$5\r\ndoc:5\r\n$2\r\n42\r\n")]
    [InlineData(OperationKind.Read, DataSet.Documents, "*3\r\n$6\r\nLINDEX\r\n$5\r\ndoc:5\r\n$2\r\n-1\r\n")]
    [InlineData(OperationKind.Write, DataSet.Registers, "*3\r\n$3\r\nSET\r\n$5\r\nreg:5\r\n$2\r\n42\r\n")]
    [InlineData(OperationKind.Read, DataSet.Registers, "*2\r\n$3\r\nGET\r\n$5\r\nreg:5\r\n")]
    [InlineData(OperationKind.Increment, DataSet.Counters, "*2\r\n$4\r\nINCR\r\n$5\r\nctr:5\r\n")]
    [InlineData(OperationKind.Probe, DataSet.Documents, "*1\r\n$4\r\nPING\r\n")]
    internal void Words_commands(OperationKind kind, DataSet set, string expected)
    {
        byte[] buffer = new byte[512];
        int length = s_protocol.Write(buffer, new Call(kind, set, 5, 42));

        Assert.Equal(expected, Encoding.ASCII.GetString(buffer, 0, length));
    }

    [Fact]
    public void Has_room_for_the_longest_numbers()
    {
        byte[] buffer = new byte[512];
        int length = s_protocol.Write(buffer, new Call(OperationKind.Append, DataSet.Documents, int.MinValue, long.MinValue));

        Assert.EndsWith($"{long.MinValue}\r\n", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OperationKind.Append, ":12\r\n", Outcome.Ok, Operation.Nothing)]
    [InlineData(OperationKind.Increment, ":12\r\n", Outcome.Ok, 12)]
    [InlineData(OperationKind.Write, "+OK\r\n", Outcome.Ok, Operation.Nothing)]
    [InlineData(OperationKind.Probe, "+PONG\r\n", Outcome.Ok, Operation.Nothing)]
    [InlineData(OperationKind.Read, "$3\r\n-17\r\n", Outcome.Ok, -17)]
    [InlineData(OperationKind.Read, "$-1\r\n", Outcome.Ok, Operation.Nothing)]
    [InlineData(OperationKind.Append, "-READONLY You can't write against a read only replica.\r\n", Outcome.Fail, Operation.Nothing)]
    [InlineData(OperationKind.Append, "-SOMETHING nobody foresaw\r\n", Outcome.Info, Operation.Nothing)]
    public void Reads_an_answer_with_its_last_byte_and_not_before(OperationKind kind, string text, Outcome outcome, long result)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        var call = new Call(kind, DataSet.Documents, 1, 1);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Equal(Reading.Incomplete, Read(bytes[..length], call, out _));

        Assert.Equal(Reading.Complete, Read([.. bytes, (byte)'+'], call, out var answer));
        Assert.Equal((outcome, result, bytes.Length), (answer.Reply.Outcome, answer.Reply.Result, answer.Consumed));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("HTTP")]
    [InlineData("+OK\r\n")] // no answer to RPUSH
    [InlineData("$3\r\nabcd\r\n")]
    [InlineData(":x\r\n")]
    [InlineData("\r\n")]
    public void Refuses_what_is_no_answer(string text) =>
        Assert.Equal(Reading.Malformed, Read(Encoding.ASCII.GetBytes(text), new Call(OperationKind.Append, DataSet.Documents, 1, 1), out _));

    [Theory]
    [InlineData("READONLY")]
    [InlineData("NOREPLICAS")]
    [InlineData("LOADING")]
    [InlineData("MASTERDOWN")]
    [InlineData("MISCONF")]
    [InlineData("BUSY")]
    [InlineData("OOM")]
    [InlineData("ERR")]
    public void Knows_the_errors_that_precede_execution(string word)
    {
        var reply = RedisErrors.Of(Encoding.ASCII.GetBytes($"{word} some text"));

        Assert.Equal((Outcome.Fail, word), (reply.Outcome, reply.Error));
    }

    [Fact]
    public void Doubts_the_master_after_trouble_but_not_when_the_master_itself_declines()
    {
        Assert.True(RedisErrors.CastsDoubt(Reply.Fail("READONLY")));
        Assert.True(RedisErrors.CastsDoubt(Reply.Info(ErrorClasses.Timeout)));
        Assert.True(RedisErrors.CastsDoubt(Reply.Fail(ErrorClasses.Refused)));
        Assert.False(RedisErrors.CastsDoubt(Reply.Fail("NOREPLICAS")));
        Assert.False(RedisErrors.CastsDoubt(Reply.Ok("10.0.0.1:6379")));
    }

    private static Reading Read(byte[] bytes, Call call, out Answer answer) =>
        s_protocol.Read(bytes, false, call, new NameCache(), out answer);
}
